#include "storage/position.h"

#include <charconv>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "storage/strings.h"

namespace newswire {
namespace {

bool ParseHex(std::string_view text, std::uint64_t* value) {
  const char* end = text.data() + text.size();
  return std::from_chars(text.data(), end, *value, 16).ptr == end;
}

}  // namespace

std::string FormatPosition(const Position& position) {
  return absl::StrCat(absl::Hex(position.log_id, absl::kZeroPad16), "-", position.sequence, "-",
                      absl::Hex(position.digest, absl::kZeroPad16));
}

std::optional<Position> ParsePosition(std::string_view text) {
  // 16 + 1 + at most 20 + 1 + 16 characters.
  if (text.size() < 35 || text.size() > 54) return std::nullopt;
  Position position;
  const std::string_view sequence = text.substr(17, text.size() - 34);
  if (!ParseHex(text.substr(0, 16), &position.log_id) ||
      !ParseHex(text.substr(text.size() - 16), &position.digest) ||
      !absl::SimpleAtoi(View(sequence), &position.sequence)) {
    return std::nullopt;
  }
  // One spelling only: what was parsed must print as what was given.
  if (FormatPosition(position) != text) return std::nullopt;
  return position;
}

std::string FormatPlace(const Place& place) {
  std::string text = FormatPosition(place.position);
  if (place.snapshot) absl::StrAppend(&text, "+", *place.snapshot);
  return text;
}

std::optional<Place> ParsePlace(std::string_view text) {
  const std::size_t plus = text.find('+');
  const std::optional<Position> position = ParsePosition(text.substr(0, plus));
  if (!position) return std::nullopt;
  if (plus == std::string_view::npos) return Place{*position, std::nullopt};
  Sequence sequence = 0;
  if (!absl::SimpleAtoi(View(text.substr(plus + 1)), &sequence)) return std::nullopt;
  const Place place{*position, sequence};
  if (sequence > position->sequence || FormatPlace(place) != text) return std::nullopt;
  return place;
}

std::string FormatLogId(std::uint64_t log_id) {
  return absl::StrCat(absl::Hex(log_id, absl::kZeroPad16));
}

}  // namespace newswire
