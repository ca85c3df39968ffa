#include "service/core/localized.h"

#include <unicode/calendar.h>
#include <unicode/dtptngen.h>
#include <unicode/gregocal.h>
#include <unicode/locdspnm.h>
#include <unicode/locid.h>
#include <unicode/msgfmt.h>
#include <unicode/numsys.h>
#include <unicode/smpdtfmt.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "absl/strings/str_cat.h"
#include "service/core/dates.h"
#include "service/core/language.h"
#include "service/core/language_tag.h"
#include "service/core/memo.h"
#include "storage/check.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr std::string_view kDefaultLanguage = "en";

struct NoticeTemplate {
  std::string_view language;
  const char* pattern;  // {0} the wanted language, {1} the served one
};

// The names stand alone, behind a colon or in brackets: no language then needs an article or a case
// that the templates cannot know.
constexpr NoticeTemplate kFallbackNotices[] = {
    {"fr",
     "Ce contenu n’est pas disponible dans la langue demandée ({0}). Il est présenté dans la "
     "langue suivante : {1}."},
    {"es", "Este contenido no está disponible en el idioma solicitado ({0}). Se muestra en: {1}."},
    {"ru", "Этот материал недоступен на запрошенном языке ({0}). Показан на языке: {1}."},
    {"ar", "هذا المحتوى غير متاح باللغة المطلوبة ({0}). وهو معروض باللغة التالية: {1}."},
    {"zh-Hans", "此内容没有所请求语言（{0}）的版本，现以下列语言显示：{1}。"},
    {"en", "This content is not available in the requested language ({0}). It is shown in: {1}."},
};

icu::Locale LocaleOf(std::string_view tag) {
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(std::string(tag), status);
  NEWSWIRE_CHECK(U_SUCCESS(status));
  return locale;
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

// A template is written in one language and script; regions share it.
const NoticeTemplate* FindTemplate(std::string_view tag) {
  const std::string likely = LikelyScript(tag);
  for (const NoticeTemplate& notice : kFallbackNotices) {
    if (LikelyScript(notice.language) == likely) return &notice;
  }
  return nullptr;
}

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

}  // namespace

std::string NoticeLanguage(const std::vector<std::string>& tags) {
  for (const std::string& tag : tags) {
    if (FindTemplate(tag) != nullptr) return tag;
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
  const NoticeTemplate* const notice = FindTemplate(language);
  NEWSWIRE_CHECK(notice != nullptr);
  const icu::Formattable names[] = {
      icu::UnicodeString::fromUTF8(LanguageName(requested, language)),
      icu::UnicodeString::fromUTF8(LanguageName(served, language)),
  };
  UErrorCode status = U_ZERO_ERROR;
  const icu::MessageFormat format(icu::UnicodeString::fromUTF8(notice->pattern), LocaleOf(language),
                                  status);
  icu::UnicodeString text;
  icu::FieldPosition ignored(icu::FieldPosition::DONT_CARE);
  format.format(names, 2, text, ignored, status);
  NEWSWIRE_CHECK(U_SUCCESS(status));

  v1::LocalizedNotice result;
  result.set_code("language.fallback");
  result.set_language(std::string(language));
  result.set_direction(DirectionOf(language));
  result.set_text(Utf8(text));
  (*result.mutable_arguments())["requested"] = std::string(requested);
  (*result.mutable_arguments())["served"] = std::string(served);
  return result;
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
