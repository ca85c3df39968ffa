#include "service/search/postings.h"

#include <bit>
#include <cstring>

namespace newswire {

// Numbers are copied as they lie in memory.
static_assert(std::endian::native == std::endian::little);

void AppendPostings(const Offsets& offsets, std::string* out) {
  // An array of this size would be taken for a bitmap, and is as large.
  if (offsets.size() * sizeof(std::uint16_t) < Bitmap::kBytes) {
    out->append(reinterpret_cast<const char*>(offsets.data()),
                offsets.size() * sizeof(std::uint16_t));
    return;
  }
  Bitmap bitmap;
  for (const std::uint16_t offset : offsets) bitmap.Set(offset);
  out->append(reinterpret_cast<const char*>(bitmap.words().data()), Bitmap::kBytes);
}

std::optional<Postings> Postings::Parse(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > Bitmap::kBytes || bytes.size() % 2 != 0) return std::nullopt;
  return Postings(bytes, bytes.size() == Bitmap::kBytes);
}

Bitmap Postings::ToBitmap() const {
  Bitmap bitmap;
  std::memcpy(bitmap.words().data(), bytes_.data(), Bitmap::kBytes);
  return bitmap;
}

std::size_t Postings::count() const {
  return is_bitmap_ ? ToBitmap().Count() : bytes_.size() / sizeof(std::uint16_t);
}

void Postings::AddTo(Bitmap* bitmap) const {
  if (is_bitmap_) return bitmap->Or(ToBitmap());
  for (std::size_t i = 0; i < bytes_.size() / sizeof(std::uint16_t); ++i) bitmap->Set(At(i));
}

std::size_t Postings::CountIn(const Bitmap& bitmap) const {
  if (is_bitmap_) return bitmap.CountBoth(ToBitmap());
  std::size_t count = 0;
  for (std::size_t i = 0; i < bytes_.size() / sizeof(std::uint16_t); ++i) {
    count += bitmap.Has(At(i));
  }
  return count;
}

}  // namespace newswire
