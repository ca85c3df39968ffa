#ifndef NEWSWIRE_SERVICE_CORE_LANGUAGE_H_
#define NEWSWIRE_SERVICE_CORE_LANGUAGE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/language.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/error.h"

namespace newswire {

// Canonical form of a BCP 47 tag ("iw" -> "he", "zh-cmn-Hans" -> "zh-Hans"); nullopt when it is not
// a well-formed tag with a registered primary language, or is und, mul or private use.
std::optional<std::string> CanonicalLanguage(std::string_view tag);
v1::TextDirection DirectionOf(std::string_view language);

// Checks a preference and adds what is wrong with it.
void ValidatePreference(const v1::LanguagePreference& preference, std::string_view path,
                        Violations* violations);

// Chooses the language to serve, and narrows the item to it (an article keeps that translation
// alone, a recommendation the texts of that language). REQUIRES: the preference is valid.
// NOT_FOUND / LANGUAGE_NOT_AVAILABLE, with the LanguageSelection as a payload, when the mode allows
// nothing that is there; the item is then unchanged.
// Nothing localised may be stored, hashed or signed: it changes with the language data.
absl::StatusOr<v1::LanguageSelection> SelectLanguage(const v1::LanguagePreference& preference,
                                                     v1::Article* article);
absl::StatusOr<v1::LanguageSelection> SelectLanguage(const v1::LanguagePreference& preference,
                                                     v1::Recommendation* recommendation);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_LANGUAGE_H_
