#ifndef NEWSWIRE_SERVICE_CORE_MARKUP_H_
#define NEWSWIRE_SERVICE_CORE_MARKUP_H_

#include <string_view>

namespace newswire {

// True when HTML text holds nothing but harmless elements and attributes from a closed list, each
// attribute value in quotes, each address http, https, mailto, tel or a fragment. Comments,
// declarations, processing instructions and a bare "<" are refused, so that no two parsers can
// disagree about what is markup. Pure; any thread.
bool IsHarmlessHtml(std::string_view html);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_MARKUP_H_
