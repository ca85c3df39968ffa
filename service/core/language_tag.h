#ifndef NEWSWIRE_SERVICE_CORE_LANGUAGE_TAG_H_
#define NEWSWIRE_SERVICE_CORE_LANGUAGE_TAG_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace newswire {

inline constexpr std::size_t kLanguageTagBytesMax = 35;

// The parts of a canonical tag that filters and guards compare. Views into the tag.
struct LanguageParts {
  std::string_view language;
  std::string_view script;  // empty when the tag names none
  std::string_view region;  // empty when the tag names none
};

// REQUIRES: a canonical tag. Pure; the result lives as long as the tag.
LanguageParts SplitLanguage(std::string_view tag);

// Language and script a reader of `tag` most likely means, for example "zh-Hant" for "zh-HK".
// REQUIRES: a canonical tag. Any thread; the result lives until the same thread asks again.
const std::string& LikelyScript(std::string_view tag);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_LANGUAGE_TAG_H_
