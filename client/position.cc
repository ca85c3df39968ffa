#include "client/position.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/strings.h"

namespace newswire {
namespace {

constexpr std::size_t kHexDigits = 16;

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Decimal, without leading zeros.
std::optional<std::uint64_t> ParseSequence(std::string_view digits) {
  std::uint64_t sequence = 0;
  if (!absl::SimpleAtoi(AbslView(digits), &sequence) ||
      absl::StrCat(sequence) != AbslView(digits)) {
    return std::nullopt;
  }
  return sequence;
}

std::optional<std::uint64_t> SequenceOfPosition(std::string_view position) {
  if (position.size() < 2 * kHexDigits + 3) return std::nullopt;
  const std::string_view log_id = position.substr(0, kHexDigits);
  const std::string_view digest = position.substr(position.size() - kHexDigits);
  const std::string_view middle = position.substr(kHexDigits, position.size() - 2 * kHexDigits);
  if (middle.front() != '-' || middle.back() != '-' || !IsHex(log_id) || !IsHex(digest)) {
    return std::nullopt;
  }
  return ParseSequence(middle.substr(1, middle.size() - 2));
}

}  // namespace

std::optional<std::uint64_t> SequenceOf(std::string_view place) {
  const std::size_t plus = place.find('+');
  const auto moment = SequenceOfPosition(place.substr(0, plus));
  if (!moment || plus == std::string_view::npos) return moment;
  const auto sequence = ParseSequence(place.substr(plus + 1));
  return sequence && *sequence <= *moment ? sequence : std::nullopt;
}

std::string MomentOf(std::string_view place) {
  const std::size_t plus = place.find('+');
  return plus == std::string_view::npos ? std::string() : std::string(place.substr(0, plus));
}

std::string PositionAfter(const std::string& log_id, std::uint64_t sequence, std::uint64_t digest) {
  return absl::StrCat(log_id, "-", sequence, "-", absl::Hex(digest, absl::kZeroPad16));
}

}  // namespace newswire
