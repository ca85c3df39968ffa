#ifndef NEWSWIRE_SERVICE_CORE_ICU_TEXT_H_
#define NEWSWIRE_SERVICE_CORE_ICU_TEXT_H_

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/check.h"

namespace newswire {

// The bridge between our tags and texts and ICU's. Only for the files that speak to ICU.

// REQUIRES: a canonical tag.
inline icu::Locale LocaleOf(std::string_view tag) {
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(std::string(tag), status);
  NEWSWIRE_CHECK(U_SUCCESS(status));
  return locale;
}

inline std::string Utf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

inline icu::UnicodeString Utf16(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

inline icu::UnicodeString Normalized(const icu::Normalizer2* normalizer,
                                     const icu::UnicodeString& text) {
  NEWSWIRE_CHECK(normalizer != nullptr);
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString normalized = normalizer->normalize(text, status);
  NEWSWIRE_CHECK(U_SUCCESS(status));
  return normalized;
}

// How two texts are compared without regard to case and width: NFKC, case folded.
inline std::string CaseFolded(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  return Utf8(Normalized(icu::Normalizer2::getNFKCCasefoldInstance(status), text));
}

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ICU_TEXT_H_
