#ifndef NEWSWIRE_SERVICE_CORE_LOCALIZED_H_
#define NEWSWIRE_SERVICE_CORE_LOCALIZED_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "newswire/v1/common.pb.h"
#include "newswire/v1/language.pb.h"

namespace newswire {

// Sentences, names and dates for readers, out of ICU's language data. Nothing here may be stored,
// hashed or signed: it changes with that data. All tags are canonical. Any thread.

// The first of `tags` that a notice can be written in, else "en".
std::string NoticeLanguage(const std::vector<std::string>& tags);
// The first of `tags` that dates can be written in, else "en".
std::string DateLanguage(const std::vector<std::string>& tags);

// The name of `language` in `in`, as it stands in the middle of a sentence.
std::string LanguageName(std::string_view language, std::string_view in);

// The notices, each in `language`, which is one from NoticeLanguage.
//
// Says that `served` is shown although `requested` was wanted.
v1::LocalizedNotice FallbackNotice(std::string_view language, std::string_view requested,
                                   std::string_view served);
struct FallbackCount {
  std::int64_t elsewhere = 0;  // how many are shown in another language
  std::int64_t all = 0;
};
// Says the same of a list of recommendations.
v1::LocalizedNotice PartialFallbackNotice(std::string_view language, std::string_view requested,
                                          const FallbackCount& count);
// Says that nothing is shown, because `requested` is not there.
v1::LocalizedNotice UnavailableNotice(std::string_view language, std::string_view requested);
// Says that the item was taken back. REQUIRES: WITHHELD or CANCELED.
v1::LocalizedNotice TakenBackNotice(std::string_view language, v1::PubStatus status);

// Writes a date with the precision it has: the Gregorian day that was printed, in no time zone.
// nullopt when it holds no value, a bracket for example.
std::optional<v1::LocalizedDate> LocalizeDate(const v1::PartialDate& date,
                                              std::string_view language);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_LOCALIZED_H_
