#ifndef NEWSWIRE_SERVICE_CORE_LANGUAGE_MATCH_H_
#define NEWSWIRE_SERVICE_CORE_LANGUAGE_MATCH_H_

#include <string>
#include <string_view>
#include <vector>

#include "newswire/v1/language.pb.h"

namespace newswire {

// What a language preference finds among the languages there are.
struct LanguageMatch {
  int candidate = -1;   // index into the candidates; -1 when nothing fits
  int preference = -1;  // index into the wanted tags; -1 when nothing fits
  v1::SelectionReason reason = v1::SELECTION_REASON_NOTHING_AVAILABLE;
};

inline constexpr std::string_view kAnyLanguage = "*";

// Chooses the candidate to serve. `wanted` holds canonical tags and `*`, in order: the first one
// that fits wins, so that an earlier language always beats a later one. `candidates` holds
// canonical tags; the one that `*` stands for comes first. A candidate fits when it is of the same
// language and script: regional variants do, kin and neighbours (uk and ru, zh-Hant and zh-Hans) do
// not. Pure; any thread.
LanguageMatch MatchLanguages(const std::vector<std::string>& wanted,
                             const std::vector<std::string>& candidates);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_LANGUAGE_MATCH_H_
