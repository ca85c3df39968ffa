#ifndef NEWSWIRE_CLIENT_CLI_TEXT_H_
#define NEWSWIRE_CLIENT_CLI_TEXT_H_

#include <string>
#include <vector>

#include "newswire/v1/common.pb.h"

namespace newswire::cli {

// Texts of any language and any author on a terminal. All functions are pure.

// For a text inside a line of ours that runs left to right: right-to-left text stands between
// U+2067 and U+2069, text of both directions between U+2066 and U+2069, so that it cannot pull the
// rest of the line out of order. Control characters, which could take hold of the terminal, become
// U+FFFD, line breaks and tabs spaces. Without a direction the first letter that has one decides.
std::string InLine(const std::string& text,
                   v1::TextDirection direction = v1::TEXT_DIRECTION_UNSPECIFIED);

// The two halves of InLine, for text that is coloured in between: `plain` is the text as it was
// before the colours.
std::string Harmless(const std::string& text);
std::string Isolate(const std::string& harmless, const std::string& plain,
                    v1::TextDirection direction = v1::TEXT_DIRECTION_UNSPECIFIED);

// The same for every line of a text that stands alone.
std::string Lines(const std::string& text,
                  v1::TextDirection direction = v1::TEXT_DIRECTION_UNSPECIFIED);

// Where code point `index` begins; the end of the text when there are fewer.
std::size_t ByteAt(const std::string& text, std::size_t index);

// Cut where a terminal would wrap; counted in code points. Before InLine, not after it.
std::string Shorten(const std::string& text);

// Columns that a terminal needs: two for wide characters, none for marks and isolates.
std::size_t Columns(const std::string& text);

// Rows of cells below each other, the first one the head; two spaces between columns. A column
// without any text in it is left out.
std::string Table(const std::vector<std::vector<std::string>>& rows, const std::string& indent);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_TEXT_H_
