#ifndef NEWSWIRE_SERVICE_SEARCH_POSTINGS_H_
#define NEWSWIRE_SERVICE_SEARCH_POSTINGS_H_

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/search/bitmap.h"

namespace newswire {

// Which entries of a segment have a term: ascending offsets. On disk a sorted array of 16-bit
// numbers, or a bitmap when that is smaller: the containers of "Better bitmap performance with
// Roaring bitmaps" (Chambi, Lemire, Kaser, Godin, 2016). Little-endian.
using Offsets = std::vector<std::uint16_t>;

// REQUIRES: not empty, ascending.
void AppendPostings(const Offsets& offsets, std::string* out);

// A view of postings; what it is made of must outlive it.
class Postings {
 public:
  static Postings Of(const Offsets& offsets) {
    return Postings(
        {reinterpret_cast<const char*>(offsets.data()), offsets.size() * sizeof(std::uint16_t)},
        false);
  }
  // nullopt when the bytes are none.
  static std::optional<Postings> Parse(std::string_view bytes);

  std::size_t count() const;
  void AddTo(Bitmap* bitmap) const;
  // How many of them are in the bitmap.
  std::size_t CountIn(const Bitmap& bitmap) const;
  // Those that are in the bitmap, ascending.
  template <typename Visitor>
  void VisitIn(const Bitmap& bitmap, Visitor visit) const {
    if (is_bitmap_) {
      Bitmap both = ToBitmap();
      both.And(bitmap);
      for (auto at = both.From(0); at; at = both.From(*at + std::size_t{1})) visit(*at);
      return;
    }
    for (std::size_t i = 0; i < bytes_.size() / sizeof(std::uint16_t); ++i) {
      if (bitmap.Has(At(i))) visit(At(i));
    }
  }

 private:
  Postings(std::string_view bytes, bool is_bitmap) : bytes_(bytes), is_bitmap_(is_bitmap) {}
  std::uint16_t At(std::size_t index) const {
    std::uint16_t offset;
    std::memcpy(&offset, bytes_.data() + index * sizeof(offset), sizeof(offset));
    return offset;
  }
  Bitmap ToBitmap() const;

  std::string_view bytes_;
  bool is_bitmap_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_POSTINGS_H_
