#ifndef NEWSWIRE_SERVICE_CORE_DATES_H_
#define NEWSWIRE_SERVICE_CORE_DATES_H_

#include <optional>
#include <string_view>

#include "absl/time/time.h"

namespace newswire {

enum class DatePrecision { kYear, kMonth, kDay, kInstant };

// What stands in a PartialDate string. The day is the printed one: no time zone ever moves it.
struct PrintedDate {
  DatePrecision precision = DatePrecision::kYear;
  int year = 0;        // 1 to 9999, Gregorian
  int month = 0;       // 1 to 12; 0 when the precision is a year
  int day = 0;         // 1 to 31; 0 when the precision is a month or less
  absl::Time instant;  // only when the precision is an instant
};

// YYYY, YYYY-MM, YYYY-MM-DD or an RFC 3339 date-time with offset; nullopt for anything else,
// also for days that no calendar has.
std::optional<PrintedDate> ParsePrintedDate(std::string_view text);

// True when `a` is certainly after `b`: instants by the clock, everything else by the parts both
// have ("2022" is not after "2022-06").
bool IsAfter(const PrintedDate& a, const PrintedDate& b);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_DATES_H_
