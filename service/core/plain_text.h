#ifndef NEWSWIRE_SERVICE_CORE_PLAIN_TEXT_H_
#define NEWSWIRE_SERVICE_CORE_PLAIN_TEXT_H_

#include <string>
#include <string_view>

namespace newswire {

// What a reader of the HTML sees, as UTF-8: without tags, with one line break where a block, a row
// or a cell begins or ends, and with the characters that &amp; &lt; &gt; &quot; &apos; &nbsp; and
// references by number stand for. Any other "&" stays as it is, and so does a reference to what is
// no character. White space is not joined. Linear time. Pure; any thread.
// REQUIRES: IsHarmlessHtml has accepted it.
std::string PlainText(std::string_view html);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_PLAIN_TEXT_H_
