#ifndef NEWSWIRE_SERVICE_CORE_LANGUAGE_H_
#define NEWSWIRE_SERVICE_CORE_LANGUAGE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/language.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/preference.h"

namespace newswire {

// Nothing localised may be stored, hashed or signed: it changes with the language data.

// Canonical form of a BCP 47 tag ("iw" -> "he", "zh-cmn-Hans" -> "zh-Hans"); nullopt when it is not
// a well-formed tag with a registered primary language, or is und, mul or private use.
std::optional<std::string> CanonicalLanguage(std::string_view tag);
v1::TextDirection DirectionOf(std::string_view language);

// Chooses the language to serve, and narrows the item to it (an article keeps that translation
// alone, a recommendation the texts of that language). REQUIRES: the preference is valid.
// NOT_FOUND / LANGUAGE_NOT_AVAILABLE, with the LanguageSelection as a payload, when the mode allows
// nothing that is there; the item is then unchanged.
absl::StatusOr<v1::LanguageSelection> SelectLanguage(const v1::LanguagePreference& preference,
                                                     v1::Article* article);
absl::StatusOr<v1::LanguageSelection> SelectLanguage(const v1::LanguagePreference& preference,
                                                     v1::Recommendation* recommendation);

// The same for a preference that is compiled. That the mode allows nothing is an answer here and no
// error: the reason is NOTHING_AVAILABLE, there is a notice, and the item is unchanged.
v1::LanguageSelection ChooseLanguage(const CompiledPreference& preference, v1::Article* article);
v1::LanguageSelection ChooseLanguage(const CompiledPreference& preference,
                                     v1::Recommendation* recommendation);

// What ChooseLanguage answers for an item that is shown whole, out of its bytes and without parsing
// them. REQUIRES: preference.shows_whole(). nullopt when the bytes are damaged.
std::optional<v1::LanguageSelection> SelectionOfWhole(const CompiledPreference& preference,
                                                      v1::ItemKind kind, std::string_view item);

// What a reader gets in place of an item that may no longer be shown: nothing is available, and the
// notice says why where `status` does (WITHHELD, CANCELED).
v1::LanguageSelection RetractedSelection(const CompiledPreference& preference,
                                         v1::PubStatus status);
// That notice alone, in the language a fallback notice would have.
// REQUIRES: WITHHELD or CANCELED; the preference is valid.
v1::LocalizedNotice RetractionNotice(v1::PubStatus status,
                                     const v1::LanguagePreference& preference);

// One notice for a list of recommendations, each with its own selection: how many of them are not
// in a wanted language. nullopt when all are.
std::optional<v1::LocalizedNotice> SummaryNotice(
    const v1::LanguagePreference& preference,
    const std::vector<const v1::LanguageSelection*>& selections);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_LANGUAGE_H_
