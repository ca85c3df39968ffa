#include "service/core/day_range.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/strings/str_format.h"
#include "newswire/v1/common.pb.h"
#include "service/core/sort_unique.h"

namespace newswire {
namespace {

// Letters of a date "2022-06-09" that name a piece, from the largest kind to the smallest.
constexpr std::array<std::size_t, 5> kLengths = {2, 3, 4, 7, 10};

std::string Printed(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

// First day of the piece of this kind that comes after the one with `day`.
absl::CivilDay NextPiece(absl::CivilDay day, std::size_t length) {
  const absl::civil_year_t year = day.year();
  switch (length) {
    case 2:
      return absl::CivilDay((year / 100 + 1) * 100, 1, 1);
    case 3:
      return absl::CivilDay((year / 10 + 1) * 10, 1, 1);
    case 4:
      return absl::CivilDay(year + 1, 1, 1);
    case 7:
      return absl::CivilDay(absl::CivilMonth(day) + 1);
    default:
      return day + 1;
  }
}

bool Begins(absl::CivilDay day, std::size_t length) {
  switch (length) {
    case 2:
      return day.year() % 100 == 0 && absl::GetYearDay(day) == 1;
    case 3:
      return day.year() % 10 == 0 && absl::GetYearDay(day) == 1;
    case 4:
      return absl::GetYearDay(day) == 1;
    case 7:
      return day.day() == 1;
    default:
      return true;
  }
}

// The largest pieces that together are the range.
std::vector<std::string> Pieces(const DayRange& days) {
  std::vector<std::string> pieces;
  for (absl::CivilDay day = days.first; day <= days.last;) {
    const auto fits = [day, &days](std::size_t length) {
      return Begins(day, length) && NextPiece(day, length) - 1 <= days.last;
    };
    const std::size_t length = *std::find_if(kLengths.begin(), kLengths.end(), fits);
    pieces.push_back(Printed(day).substr(0, length));
    day = NextPiece(day, length);
  }
  return pieces;
}

std::string Exactly(std::string_view piece) {
  return absl::StrFormat("=%s", std::string(piece));
}
std::string Within(std::string_view piece) {
  return absl::StrFormat("<%s", std::string(piece));
}

// `word` of every larger piece that holds this one.
template <typename Word>
void AddLarger(const std::string& piece, Word word, std::vector<std::string>* words) {
  for (const std::size_t length : kLengths) {
    if (length >= piece.size()) break;
    words->push_back(word(piece.substr(0, length)));
  }
}

}  // namespace

DayRange DaysOf(const PrintedDate& date) {
  const absl::CivilDay first(date.year, std::max(date.month, 1), std::max(date.day, 1));
  switch (date.precision) {
    case DatePrecision::kYear:
      return {first, absl::CivilDay(date.year, 12, 31)};
    case DatePrecision::kMonth:
      return {first, absl::CivilDay(absl::CivilMonth(first) + 1) - 1};
    default:
      return {first, first};
  }
}

std::optional<DayRange> DaysOf(const v1::PartialDate& date) {
  const std::string& first = date.value().empty() ? date.not_before() : date.value();
  const std::string& last = date.value().empty() ? date.not_after() : date.value();
  const auto begin = ParsePrintedDate(first.empty() ? last : first);
  const auto end = ParsePrintedDate(last.empty() ? first : last);
  if (!begin || !end) return std::nullopt;
  return DayRange{DaysOf(*begin).first, DaysOf(*end).last};
}

// "=piece" says that it is one of the pieces, "<piece" that one of them is it or lies within.
std::vector<std::string> RangesToKeep(const DayRange& days) {
  std::vector<std::string> words;
  for (const std::string& piece : Pieces(days)) {
    words.push_back(Exactly(piece));
    words.push_back(Within(piece));
    AddLarger(piece, Within, &words);
  }
  SortUnique(&words);
  return words;
}

std::vector<std::string> RangesToAsk(const DayRange& days) {
  std::vector<std::string> words;
  for (const std::string& piece : Pieces(days)) {
    words.push_back(Within(piece));
    AddLarger(piece, Exactly, &words);
  }
  SortUnique(&words);
  return words;
}

}  // namespace newswire
