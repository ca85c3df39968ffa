#ifndef NEWSWIRE_CLIENT_PAGE_DATES_H_
#define NEWSWIRE_CLIENT_PAGE_DATES_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "client/page/text.h"

namespace newswire::page {

// A date as a page prints it.
struct PrintedDate {
  absl::CivilDay day;
  std::string language;   // BCP 47 tag; empty when the form tells nothing (2022-06-09)
  std::size_t start = 0;  // code points
  std::size_t length = 0;
};

// The date when all of `line` is one, in any of the six UN languages; `likely` is tried first.
std::optional<PrintedDate> ParseDateLine(std::string_view line, const std::string& likely);

// The first date of that language inside a text.
std::optional<PrintedDate> FindDate(std::u32string_view text, const std::string& language);

// Days that a phrase such as "earlier this week" can mean on the day it was printed.
struct DateBracket {
  absl::CivilDay first;
  absl::CivilDay last;
  std::size_t start = 0;  // of the phrase, with the participle before it
  std::size_t length = 0;
};
// The first such phrase of an English text. Weeks begin on Monday.
std::optional<DateBracket> FindRelativeDate(std::u32string_view text, absl::CivilDay printed);

// YYYY-MM-DD.
std::string IsoDate(absl::CivilDay day);

}  // namespace newswire::page

#endif  // NEWSWIRE_CLIENT_PAGE_DATES_H_
