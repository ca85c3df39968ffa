#include "client/page/dates.h"

#include <unicode/calendar.h>
#include <unicode/smpdtfmt.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace newswire::page {
namespace {

// How dates are written out, in CLDR patterns.
struct DateForm {
  const char* language;
  const char16_t* pattern;
};
constexpr DateForm kDateForms[] = {{"en", u"d MMMM y"},        {"en", u"MMMM d, y"},
                                   {"fr", u"d MMMM y"},        {"es", u"d 'de' MMMM 'de' y"},
                                   {"es", u"d MMMM y"},        {"ru", u"d MMMM y 'г.'"},
                                   {"ru", u"d MMMM y"},        {"ar", u"d MMMM y"},
                                   {"zh", u"y'年'M'月'd'日'"}, {"", u"yyyy-MM-dd"}};

bool HasFourDigits(const icu::UnicodeString& text, int32_t from, int32_t end) {
  int digits = 0;
  for (int32_t i = from; i < end && digits < 4; ++i) {
    digits = u_isdigit(text.char32At(i)) != 0 ? digits + 1 : 0;
  }
  return digits >= 4;
}

class DateReader {
 public:
  explicit DateReader(const DateForm& form) : language_(form.language) {
    UErrorCode error = U_ZERO_ERROR;
    const std::string locale =
        absl::StrCat(form.language[0] ? form.language : "en", "@calendar=gregorian");
    format_ = std::make_unique<icu::SimpleDateFormat>(icu::UnicodeString(form.pattern),
                                                      icu::Locale(locale.c_str()), error);
    format_->setLenient(false);
    format_->setTimeZone(*icu::TimeZone::getGMT());
  }

  // The date that begins at UTF-16 index `at`; `end` is where it ends.
  std::optional<absl::CivilDay> ReadAt(const icu::UnicodeString& text, int32_t at,
                                       int32_t* end) const {
    icu::ParsePosition position(at);
    const UDate date = format_->parse(text, position);
    if (position.getIndex() == at) return std::nullopt;
    *end = position.getIndex();
    const absl::CivilDay day = absl::ToCivilDay(
        absl::FromUnixMillis(static_cast<std::int64_t>(date)), absl::UTCTimeZone());
    // A year of two digits, or the beginning of a longer number, is not a date we can be sure of.
    if (!HasFourDigits(text, at, *end) || u_isdigit(text.char32At(*end)) != 0) return std::nullopt;
    return day;
  }
  const std::string& language() const { return language_; }

 private:
  const std::string language_;
  std::unique_ptr<icu::SimpleDateFormat> format_;
};

std::vector<DateReader> Readers(const std::string& likely, bool only_likely) {
  std::vector<DateReader> readers;
  for (const DateForm& form : kDateForms) {
    if (likely == form.language) readers.emplace_back(form);
  }
  for (const DateForm& form : kDateForms) {
    if (!only_likely && likely != form.language) readers.emplace_back(form);
  }
  return readers;
}

// What a phrase means, as days from the first and last day of its unit.
enum class Unit { kDay, kWeek, kMonth, kYear };
struct RelativePhrase {
  std::vector<const char*> words;
  Unit unit;
  int offset;  // 0 this one, -1 the one before
};
const std::vector<RelativePhrase>& RelativePhrases() {
  static const auto* const kPhrases =
      new std::vector<RelativePhrase>{{{"earlier", "this", "week"}, Unit::kWeek, 0},
                                      {{"earlier", "this", "month"}, Unit::kMonth, 0},
                                      {{"earlier", "this", "year"}, Unit::kYear, 0},
                                      {{"this", "week"}, Unit::kWeek, 0},
                                      {{"last", "week"}, Unit::kWeek, -1},
                                      {{"last", "month"}, Unit::kMonth, -1},
                                      {{"last", "year"}, Unit::kYear, -1},
                                      {{"yesterday"}, Unit::kDay, -1},
                                      {{"today"}, Unit::kDay, 0}};
  return *kPhrases;
}

DateBracket BracketOf(const RelativePhrase& phrase, absl::CivilDay printed) {
  DateBracket bracket;
  switch (phrase.unit) {
    case Unit::kDay:
      bracket.first = bracket.last = printed + phrase.offset;
      return bracket;
    case Unit::kWeek: {
      const absl::CivilDay next_day = printed + 1;
      const absl::CivilDay monday = absl::PrevWeekday(next_day, absl::Weekday::monday);
      bracket.first = monday + 7 * phrase.offset;
      bracket.last = bracket.first + 6;
      break;
    }
    case Unit::kMonth: {
      const absl::CivilMonth month = absl::CivilMonth(printed) + phrase.offset;
      bracket.first = absl::CivilDay(month);
      bracket.last = absl::CivilDay(month + 1) - 1;
      break;
    }
    case Unit::kYear: {
      const absl::CivilYear year = absl::CivilYear(printed) + phrase.offset;
      bracket.first = absl::CivilDay(year);
      bracket.last = absl::CivilDay(year + 1) - 1;
      break;
    }
  }
  // Nothing was published after the page that speaks of it.
  if (bracket.last > printed) bracket.last = printed;
  return bracket;
}

bool StandsAt(const std::vector<Token>& tokens, std::size_t at, const RelativePhrase& phrase) {
  if (at + phrase.words.size() > tokens.size()) return false;
  for (std::size_t i = 0; i < phrase.words.size(); ++i) {
    if (tokens[at + i].lower != phrase.words[i]) return false;
  }
  return true;
}

}  // namespace

std::optional<PrintedDate> ParseDateLine(std::string_view line, const std::string& likely) {
  const icu::UnicodeString text =
      icu::UnicodeString::fromUTF8({line.data(), static_cast<int32_t>(line.size())});
  for (const DateReader& reader : Readers(likely, /*only_likely=*/false)) {
    int32_t end = 0;
    const auto day = reader.ReadAt(text, 0, &end);
    if (!day.has_value() || end != text.length()) continue;
    return PrintedDate{*day, reader.language(), 0, static_cast<std::size_t>(text.countChar32())};
  }
  return std::nullopt;
}

std::optional<PrintedDate> FindDate(std::u32string_view text, const std::string& language) {
  const std::vector<DateReader> readers = Readers(language, /*only_likely=*/true);
  const std::string utf8 = ToUtf8(text);
  const icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(utf8);
  for (const Token& token : Tokenize(text)) {
    const int32_t at = unicode.moveIndex32(0, static_cast<int32_t>(token.start));
    for (const DateReader& reader : readers) {
      int32_t end = 0;
      const auto day = reader.ReadAt(unicode, at, &end);
      if (!day.has_value()) continue;
      const auto length = static_cast<std::size_t>(unicode.countChar32(at, end - at));
      return PrintedDate{*day, reader.language(), token.start, length};
    }
  }
  return std::nullopt;
}

std::optional<DateBracket> FindRelativeDate(std::u32string_view text, absl::CivilDay printed) {
  const std::vector<Token> tokens = Tokenize(text);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    for (const RelativePhrase& phrase : RelativePhrases()) {
      if (!StandsAt(tokens, i, phrase)) continue;
      DateBracket bracket = BracketOf(phrase, printed);
      const std::size_t last = i + phrase.words.size() - 1;
      // "published earlier this week" says more than "earlier this week".
      const std::size_t first = i > 0 && tokens[i].joined ? i - 1 : i;
      bracket.start = tokens[first].start;
      bracket.length = tokens[last].end() - bracket.start;
      return bracket;
    }
  }
  return std::nullopt;
}

std::string IsoDate(absl::CivilDay day) {
  return absl::FormatCivilTime(day);
}

}  // namespace newswire::page
