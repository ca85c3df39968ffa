#include "service/core/dates.h"

#include <tuple>

#include "absl/time/civil_time.h"

namespace newswire {
namespace {

// Reads from the front of a text; stays failed after the first thing that is not there.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  int Digits(int count) {
    int value = 0;
    for (; count > 0; --count) {
      if (text_.empty() || text_[0] < '0' || text_[0] > '9') {
        failed_ = true;
        return 0;
      }
      value = value * 10 + (text_[0] - '0');
      text_.remove_prefix(1);
    }
    return value;
  }
  bool Take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  void Expect(char c) { failed_ |= !Take(c); }
  bool HasDigit() const { return !text_.empty() && text_[0] >= '0' && text_[0] <= '9'; }
  bool done() const { return text_.empty(); }
  bool ok() const { return !failed_; }

 private:
  std::string_view text_;
  bool failed_ = false;
};

// At most nine digits count; more are read and have no effect.
absl::Duration ReadFraction(Reader* reader) {
  absl::Duration sum;
  absl::Duration unit = absl::Milliseconds(100);
  do {
    sum += reader->Digits(1) * unit;
    unit /= 10;
  } while (reader->HasDigit());
  return sum;
}

// "hh:mm:ss[.f](Z|+hh:mm)"; fills the instant.
bool ReadTime(Reader* reader, PrintedDate* date) {
  const int hour = reader->Digits(2);
  reader->Expect(':');
  const int minute = reader->Digits(2);
  reader->Expect(':');
  const int second = reader->Digits(2);
  absl::Duration fraction;
  if (reader->Take('.')) fraction = ReadFraction(reader);
  absl::Duration offset;
  if (!reader->Take('Z') && !reader->Take('z')) {
    const bool west = reader->Take('-');
    if (!west) reader->Expect('+');
    const int hours = reader->Digits(2);
    reader->Expect(':');
    const int minutes = reader->Digits(2);
    if (hours > 23 || minutes > 59) return false;
    offset = (west ? -1 : 1) * (absl::Hours(hours) + absl::Minutes(minutes));
  }
  if (!reader->ok() || !reader->done() || hour > 23 || minute > 59 || second > 60) return false;
  const absl::CivilSecond civil(date->year, date->month, date->day, hour, minute, 0);
  const absl::Time start = absl::FromCivil(civil, absl::UTCTimeZone()) - offset;
  // A leap second is the last of a day in UTC.
  if (second == 60) {
    const auto utc = absl::ToCivilMinute(start, absl::UTCTimeZone());
    if (utc.hour() != 23 || utc.minute() != 59) return false;
  }
  date->instant = start + absl::Seconds(second) + fraction;
  date->precision = DatePrecision::kInstant;
  return true;
}

}  // namespace

std::optional<PrintedDate> ParsePrintedDate(std::string_view text) {
  if (text.size() > 64) return std::nullopt;
  Reader reader(text);
  PrintedDate date;
  date.year = reader.Digits(4);
  if (!reader.ok() || date.year == 0) return std::nullopt;
  if (reader.done()) return date;
  reader.Expect('-');
  date.month = reader.Digits(2);
  date.precision = DatePrecision::kMonth;
  if (!reader.ok() || date.month < 1 || date.month > 12) return std::nullopt;
  if (reader.done()) return date;
  reader.Expect('-');
  date.day = reader.Digits(2);
  date.precision = DatePrecision::kDay;
  // CivilDay carries what is too much over into the next month.
  const absl::CivilDay day(date.year, date.month, date.day);
  if (!reader.ok() || day.month() != date.month || day.day() != date.day) return std::nullopt;
  if (reader.done()) return date;
  if (!reader.Take('T')) reader.Expect('t');
  if (!ReadTime(&reader, &date)) return std::nullopt;
  return date;
}

bool IsAfter(const PrintedDate& a, const PrintedDate& b) {
  if (a.precision == DatePrecision::kInstant && b.precision == DatePrecision::kInstant) {
    return a.instant > b.instant;
  }
  if (a.year != b.year) return a.year > b.year;
  if (a.month == 0 || b.month == 0) return false;
  if (a.month != b.month) return a.month > b.month;
  return a.day != 0 && b.day != 0 && a.day > b.day;
}

}  // namespace newswire
