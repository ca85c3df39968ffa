#ifndef NEWSWIRE_SERVICE_SEARCH_TERM_FILTER_H_
#define NEWSWIRE_SERVICE_SEARCH_TERM_FILTER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace newswire {

// Says of most terms that a segment does not have that it does not have them, without a look at its
// blocks: a Bloom filter ("Space/Time Trade-offs in Hash Coding with Allowable Errors", Bloom,
// 1970), 10 bits and 6 probes a term, so one in a hundred absent terms is looked up in vain. The
// probes are made of one hash ("Less Hashing, Same Performance", Kirsch, Mitzenmacher, 2006).
//
// Its bytes go to disk: whoever changes the hash changes the version of the index. Immutable once
// it is full; then any thread.
class TermFilter {
 public:
  // For so many terms.
  explicit TermFilter(std::size_t terms) : bytes_((terms * kBitsPerTerm + 7) / 8, '\0') {}
  explicit TermFilter(std::string bytes) : bytes_(std::move(bytes)) {}

  void Add(std::string_view term) {
    Probe(term, [this](std::size_t bit) {
      bytes_[bit / 8] = static_cast<char>(bytes_[bit / 8] | 1 << bit % 8);
      return true;
    });
  }
  bool MayHave(std::string_view term) const {
    return !bytes_.empty() &&
           Probe(term, [this](std::size_t bit) { return (bytes_[bit / 8] & 1 << bit % 8) != 0; });
  }
  const std::string& bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kBitsPerTerm = 10;
  static constexpr int kProbes = 6;

  // FNV-1a, then the finaliser of MurmurHash3; both are in the public domain.
  static std::uint64_t Hash(std::string_view term) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : term) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdu;
    return hash ^ hash >> 33;
  }
  // Until `visit` says false; then false.
  template <typename Visitor>
  bool Probe(std::string_view term, Visitor visit) const {
    const std::uint64_t hash = Hash(term);
    const std::uint64_t bits = bytes_.size() * 8;
    for (std::uint64_t i = 0; i < kProbes; ++i) {
      if (!visit(((hash & 0xffffffff) + i * (hash >> 32)) % bits)) return false;
    }
    return true;
  }

  std::string bytes_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_TERM_FILTER_H_
