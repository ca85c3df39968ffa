#include "service/core/language_tag.h"

#include <unicode/locid.h>
#include <unicode/uloc.h>

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/core/language.h"
#include "service/core/memo.h"
#include "storage/strings.h"

namespace newswire {
namespace {

// ICU has no copy of the IANA registry. A primary language counts as registered when ICU lists it
// as an ISO 639 code, can tell its three-letter code, or CLDR knows where and how it is written.
bool IsRegistered(const icu::Locale& locale) {
  const std::string language = locale.getLanguage();
  if (language.size() < 2 || language.size() > 3) return false;
  for (const char* const* code = uloc_getISOLanguages(); *code != nullptr; ++code) {
    if (language == *code) return true;
  }
  if (uloc_getISO3Language(language.c_str())[0] != '\0') return true;
  icu::Locale likely(language.c_str());
  UErrorCode status = U_ZERO_ERROR;
  likely.addLikelySubtags(status);
  return U_SUCCESS(status) && likely.getScript()[0] != '\0';
}

std::optional<std::string> Canonicalize(std::string_view tag) {
  UErrorCode status = U_ZERO_ERROR;
  const std::string text(tag);
  std::int32_t parsed = 0;
  char id[ULOC_FULLNAME_CAPACITY];
  uloc_forLanguageTag(text.c_str(), id, sizeof(id), &parsed, &status);
  if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING ||
      parsed != static_cast<std::int32_t>(text.size())) {
    return std::nullopt;
  }
  icu::Locale locale(id);
  locale.canonicalize(status);
  if (U_FAILURE(status) || locale.isBogus()) return std::nullopt;
  const std::string_view language = locale.getLanguage();
  if (language.empty() || language == "und" || language == "mul") return std::nullopt;
  if (!IsRegistered(locale)) return std::nullopt;
  std::string canonical = locale.toLanguageTag<std::string>(status);
  if (U_FAILURE(status) || canonical.size() > kLanguageTagBytesMax) return std::nullopt;
  return canonical;
}

std::string ComputeLikelyScript(std::string_view tag) {
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(std::string(tag), status);
  locale.addLikelySubtags(status);
  if (U_FAILURE(status)) return std::string(tag);
  return absl::StrCat(locale.getLanguage(), "-", locale.getScript());
}

v1::TextDirection ComputeDirection(std::string_view tag) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::forLanguageTag(std::string(tag), status);
  return U_SUCCESS(status) && locale.isRightToLeft() ? v1::TEXT_DIRECTION_RTL
                                                     : v1::TEXT_DIRECTION_LTR;
}

}  // namespace

std::optional<std::string> CanonicalLanguage(std::string_view tag) {
  if (tag.empty() || tag.size() > kLanguageTagBytesMax) return std::nullopt;
  thread_local Memo<std::optional<std::string>> memo;
  return memo.Get(tag, Canonicalize);
}

v1::TextDirection DirectionOf(std::string_view language) {
  thread_local Memo<v1::TextDirection> memo;
  return memo.Get(language, ComputeDirection);
}

LanguageParts SplitLanguage(std::string_view tag) {
  const auto next = [&tag] {
    const std::size_t end = std::min(tag.find('-'), tag.size());
    const std::string_view part = tag.substr(0, end);
    tag.remove_prefix(std::min(end + 1, tag.size()));
    return part;
  };
  LanguageParts parts;
  parts.language = next();
  std::string_view part = next();
  if (part.size() == 4 && absl::ascii_isalpha(part[0])) {
    parts.script = part;
    part = next();
  }
  if (part.size() == 2 || (part.size() == 3 && absl::ascii_isdigit(part[0]))) parts.region = part;
  return parts;
}

const std::string& LikelyScript(std::string_view tag) {
  thread_local Memo<std::string> memo;
  return memo.Get(tag, ComputeLikelyScript);
}

}  // namespace newswire
