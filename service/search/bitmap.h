#ifndef NEWSWIRE_SERVICE_SEARCH_BITMAP_H_
#define NEWSWIRE_SERVICE_SEARCH_BITMAP_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace newswire {

// A set of offsets, 0 to 65,535: which entries of a segment. 8 KiB; not thread-safe.
class Bitmap {
 public:
  static constexpr std::size_t kBits = 1 << 16;
  static constexpr std::size_t kBytes = kBits / 8;

  void Set(std::uint16_t offset) { words_[offset >> 6] |= Bit(offset); }
  void Clear(std::uint16_t offset) { words_[offset >> 6] &= ~Bit(offset); }
  bool Has(std::uint16_t offset) const { return (words_[offset >> 6] & Bit(offset)) != 0; }

  void Fill() { words_.fill(~std::uint64_t{0}); }
  void Or(const Bitmap& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  }
  void And(const Bitmap& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
  }
  void AndNot(const Bitmap& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
  }
  bool Empty() const {
    std::uint64_t any = 0;
    for (const std::uint64_t word : words_) any |= word;
    return any == 0;
  }
  std::size_t Count() const {
    std::size_t count = 0;
    for (const std::uint64_t word : words_) count += std::popcount(word);
    return count;
  }
  std::size_t CountBoth(const Bitmap& other) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      count += std::popcount(words_[i] & other.words_[i]);
    }
    return count;
  }
  // The largest offset below `end` (at most kBits).
  std::optional<std::uint16_t> Below(std::size_t end) const {
    if (end == 0) return std::nullopt;
    std::size_t at = (end - 1) >> 6;
    std::uint64_t word = words_[at] & (~std::uint64_t{0} >> (63 - ((end - 1) & 63)));
    while (word == 0) {
      if (at == 0) return std::nullopt;
      word = words_[--at];
    }
    return static_cast<std::uint16_t>(at * 64 + 63 - std::countl_zero(word));
  }

  // The smallest offset at or above `begin`.
  std::optional<std::uint16_t> From(std::size_t begin) const {
    if (begin >= kBits) return std::nullopt;
    std::size_t at = begin >> 6;
    std::uint64_t word = words_[at] & (~std::uint64_t{0} << (begin & 63));
    while (word == 0) {
      if (++at == words_.size()) return std::nullopt;
      word = words_[at];
    }
    return static_cast<std::uint16_t>(at * 64 + std::countr_zero(word));
  }

  std::array<std::uint64_t, kBits / 64>& words() { return words_; }
  const std::array<std::uint64_t, kBits / 64>& words() const { return words_; }

 private:
  static std::uint64_t Bit(std::uint16_t offset) { return std::uint64_t{1} << (offset & 63); }

  std::array<std::uint64_t, kBits / 64> words_{};
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_BITMAP_H_
