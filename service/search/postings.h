#ifndef NEWSWIRE_SERVICE_SEARCH_POSTINGS_H_
#define NEWSWIRE_SERVICE_SEARCH_POSTINGS_H_

#include <cstdint>
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

// A view of encoded postings; the bytes must outlive it.
class Postings {
 public:
  // nullopt when the bytes are none.
  static std::optional<Postings> Parse(std::string_view bytes);

  std::size_t count() const;
  void AddTo(Bitmap* bitmap) const;
  // How many of them are in the bitmap.
  std::size_t CountIn(const Bitmap& bitmap) const;

 private:
  explicit Postings(std::string_view bytes) : bytes_(bytes) {}
  bool is_bitmap() const { return bytes_.size() == Bitmap::kBytes; }
  std::uint16_t At(std::size_t index) const;
  Bitmap ToBitmap() const;

  std::string_view bytes_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_POSTINGS_H_
