#ifndef NEWSWIRE_SERVICE_CORE_LANGUAGE_HINT_H_
#define NEWSWIRE_SERVICE_CORE_LANGUAGE_HINT_H_

#include <string>
#include <vector>

namespace newswire {

// Tags of languages that somebody may have meant who wrote this in the place of one: by an English
// name ("French", "frensh") or a code with a letter too many. At most 3, the nearest first, such as
// "fr (French)". For error texts. Any thread.
std::vector<std::string> LanguagesLike(const std::string& text);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_LANGUAGE_HINT_H_
