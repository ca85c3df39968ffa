#ifndef NEWSWIRE_SERVICE_CORE_TEXT_H_
#define NEWSWIRE_SERVICE_CORE_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace newswire {

// Facts about UTF-8 text. All functions are pure; any thread.

// Code points in `text`; nullopt when it is not valid UTF-8 or holds U+0000.
std::optional<std::size_t> CountCodePoints(std::string_view text);

// At most so many bytes of the beginning, and no code point in parts.
std::string_view CutBytes(std::string_view text, std::size_t bytes_max);

// REQUIRES of everything below: CountCodePoints has accepted the text.

bool IsAscii(std::string_view text);

// True when it holds a line break or a control character.
bool HasControlCharacter(std::string_view text);

// Words: runs between white space that hold a letter or a digit; in scripts that write without
// spaces (Han, Kana, Thai, Lao, Khmer, Myanmar) the words of the language's dictionary.
std::uint32_t CountWords(std::string_view text, std::string_view language);

// `length` code points from code point `start`; nullopt when they are not all there.
std::optional<std::string_view> SliceCodePoints(std::string_view text, std::size_t start,
                                                std::size_t length);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_TEXT_H_
