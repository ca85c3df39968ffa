#include "service/core/localized.h"

#include <unicode/calendar.h>
#include <unicode/dtptngen.h>
#include <unicode/gregocal.h>
#include <unicode/locdspnm.h>
#include <unicode/numsys.h>
#include <unicode/smpdtfmt.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "absl/strings/str_cat.h"
#include "service/core/dates.h"
#include "service/core/icu_text.h"
#include "service/core/language.h"
#include "service/core/memo.h"
#include "service/core/notices.h"
#include "storage/check.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr std::string_view kDefaultLanguage = "en";
constexpr std::string_view kFallback = "language.fallback";
constexpr std::string_view kFallbackSome = "language.fallback.some";
constexpr std::string_view kUnavailable = "language.unavailable";
constexpr std::string_view kItemWithheld = "item.withheld";
constexpr std::string_view kItemCanceled = "item.canceled";

// The locale in which months have names: not root.
bool HasDateData(std::string_view tag) {
  thread_local Memo<bool> memo;
  return memo.Get(tag, [](std::string_view key) {
    const icu::Locale locale = LocaleOf(key);
    std::int32_t count = 0;
    const icu::Locale* const known = icu::Locale::getAvailableLocales(count);
    return std::any_of(known, known + count, [&locale](const icu::Locale& candidate) {
      return std::string_view(candidate.getLanguage()) == locale.getLanguage();
    });
  });
}

// A pattern and the formatter that writes it. Making them reads a lot of language data, so each
// thread keeps those it used.
struct DateWriter {
  std::unique_ptr<icu::SimpleDateFormat> format;
  std::string pattern;
  std::string numbering_system;
};

// The long date as the language writes it; months and years alone in the same manner, with the era
// where the long date names it (Thai readers would take a bare 2022 for a Buddhist year).
icu::UnicodeString PatternFor(const icu::Locale& locale, DatePrecision precision) {
  const std::unique_ptr<icu::DateFormat> long_date(
      icu::DateFormat::createDateInstance(icu::DateFormat::kLong, locale));
  const auto* simple = dynamic_cast<const icu::SimpleDateFormat*>(long_date.get());
  NEWSWIRE_CHECK(simple != nullptr);
  icu::UnicodeString pattern;
  simple->toPattern(pattern);
  if (precision >= DatePrecision::kDay) return pattern;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
      icu::DateTimePatternGenerator::createInstance(locale, status));
  NEWSWIRE_CHECK(U_SUCCESS(status));
  icu::UnicodeString skeleton(pattern.indexOf(u'G') >= 0 ? u"Gy" : u"y");
  if (precision == DatePrecision::kMonth) skeleton += u"MMMM";
  pattern = patterns->getBestPattern(skeleton, status);
  NEWSWIRE_CHECK(U_SUCCESS(status));
  return pattern;
}

DateWriter MakeDateWriter(std::string_view language, DatePrecision precision) {
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale locale = LocaleOf(language);
  // The date is a Gregorian one; Thai or Saudi readers' own calendars would name another year.
  locale.setUnicodeKeywordValue("ca", "gregory", status);
  const icu::UnicodeString pattern = PatternFor(locale, precision);
  DateWriter writer;
  writer.format = std::make_unique<icu::SimpleDateFormat>(pattern, locale, status);
  auto calendar =
      std::make_unique<icu::GregorianCalendar>(*icu::TimeZone::getGMT(), locale, status);
  NEWSWIRE_CHECK(U_SUCCESS(status));
  // Days before 1582 were printed in the same calendar as all others.
  calendar->setGregorianChange(-std::numeric_limits<double>::max(), status);
  writer.format->adoptCalendar(calendar.release());
  writer.pattern = Utf8(pattern);
  const std::unique_ptr<icu::NumberingSystem> digits(
      icu::NumberingSystem::createInstance(locale, status));
  NEWSWIRE_CHECK(U_SUCCESS(status));
  writer.numbering_system = digits->getName();
  return writer;
}

const DateWriter& DateWriterFor(std::string_view language, DatePrecision precision) {
  thread_local Memo<DateWriter> memo(64);
  const std::string key = absl::StrCat(View(language), " ", static_cast<int>(precision));
  return memo.Get(key, [&](std::string_view) { return MakeDateWriter(language, precision); });
}

std::string ComputeName(const icu::Locale& language, const icu::Locale& in) {
  UDisplayContext contexts[] = {UDISPCTX_CAPITALIZATION_FOR_MIDDLE_OF_SENTENCE,
                                UDISPCTX_STANDARD_NAMES};
  const std::unique_ptr<icu::LocaleDisplayNames> names(
      icu::LocaleDisplayNames::createInstance(in, contexts, 2));
  icu::UnicodeString name;
  names->localeDisplayName(language, name);
  return Utf8(name);
}

// REQUIRES: a code of notices.properties in a language from NoticeLanguage, with the arguments it
// has.
v1::LocalizedNotice MakeNotice(std::string_view code, std::string_view language,
                               const std::vector<Notices::Argument>& arguments) {
  absl::StatusOr<std::string> text = Notices::BuiltIn().Format(code, language, arguments);
  NEWSWIRE_CHECK(text.ok());
  v1::LocalizedNotice notice;
  notice.set_code(std::string(code));
  notice.set_language(std::string(language));
  notice.set_direction(DirectionOf(language));
  notice.set_text(*std::move(text));
  return notice;
}

void SetArgument(const char* name, std::string_view value, v1::LocalizedNotice* notice) {
  (*notice->mutable_arguments())[name] = std::string(value);
}

}  // namespace

std::string NoticeLanguage(const std::vector<std::string>& tags) {
  for (const std::string& tag : tags) {
    if (Notices::BuiltIn().Speaks(tag)) return tag;
  }
  return std::string(kDefaultLanguage);
}

std::string DateLanguage(const std::vector<std::string>& tags) {
  for (const std::string& tag : tags) {
    if (HasDateData(tag)) return tag;
  }
  return std::string(kDefaultLanguage);
}

std::string LanguageName(std::string_view language, std::string_view in) {
  thread_local Memo<std::string> memo;
  const std::string key = absl::StrCat(View(language), " ", View(in));
  return memo.Get(key,
                  [&](std::string_view) { return ComputeName(LocaleOf(language), LocaleOf(in)); });
}

v1::LocalizedNotice FallbackNotice(std::string_view language, std::string_view requested,
                                   std::string_view served) {
  v1::LocalizedNotice notice = MakeNotice(
      kFallback, language, {LanguageName(requested, language), LanguageName(served, language)});
  SetArgument("requested", requested, &notice);
  SetArgument("served", served, &notice);
  return notice;
}

v1::LocalizedNotice PartialFallbackNotice(std::string_view language, std::string_view requested,
                                          const FallbackCount& count) {
  v1::LocalizedNotice notice = MakeNotice(
      kFallbackSome, language, {LanguageName(requested, language), count.elsewhere, count.all});
  SetArgument("requested", requested, &notice);
  SetArgument("count", absl::StrCat(count.elsewhere), &notice);
  SetArgument("total", absl::StrCat(count.all), &notice);
  return notice;
}

v1::LocalizedNotice UnavailableNotice(std::string_view language, std::string_view requested) {
  v1::LocalizedNotice notice =
      MakeNotice(kUnavailable, language, {LanguageName(requested, language)});
  SetArgument("requested", requested, &notice);
  return notice;
}

v1::LocalizedNotice TakenBackNotice(std::string_view language, v1::PubStatus status) {
  NEWSWIRE_CHECK(status == v1::PUB_STATUS_WITHHELD || status == v1::PUB_STATUS_CANCELED);
  return MakeNotice(status == v1::PUB_STATUS_WITHHELD ? kItemWithheld : kItemCanceled, language,
                    {});
}

std::optional<v1::LocalizedDate> LocalizeDate(const v1::PartialDate& date,
                                              std::string_view language) {
  const auto printed = ParsePrintedDate(date.value());
  if (!printed) return std::nullopt;
  const DateWriter& writer = DateWriterFor(language, printed->precision);
  const std::unique_ptr<icu::Calendar> calendar(writer.format->getCalendar()->clone());
  calendar->clear();
  calendar->set(printed->year, std::max(printed->month, 1) - 1, std::max(printed->day, 1));
  icu::UnicodeString text;
  icu::FieldPosition ignored(icu::FieldPosition::DONT_CARE);
  writer.format->format(*calendar, text, ignored);

  v1::LocalizedDate result;
  result.set_language(std::string(language));
  result.set_text(Utf8(text));
  result.set_pattern(writer.pattern);
  result.set_calendar("gregorian");
  result.set_numbering_system(writer.numbering_system);
  return result;
}

}  // namespace newswire
