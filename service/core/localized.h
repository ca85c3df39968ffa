#ifndef NEWSWIRE_SERVICE_CORE_LOCALIZED_H_
#define NEWSWIRE_SERVICE_CORE_LOCALIZED_H_

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

// Says that `served` is shown although `requested` was wanted. `language` as from NoticeLanguage.
v1::LocalizedNotice FallbackNotice(std::string_view language, std::string_view requested,
                                   std::string_view served);

// Writes a date with the precision it has: the Gregorian day that was printed, in no time zone.
// nullopt when it holds no value, a bracket for example.
std::optional<v1::LocalizedDate> LocalizeDate(const v1::PartialDate& date,
                                              std::string_view language);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_LOCALIZED_H_
