#ifndef NEWSWIRE_CLIENT_PAGE_TEXT_H_
#define NEWSWIRE_CLIENT_PAGE_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

namespace newswire::page {

// Text as code points, so that an index into it is what TextSpan counts. All functions are pure.
using Text = std::u32string;
Text FromUtf8(std::string_view utf8);
std::string ToUtf8(std::u32string_view text);

// A word, a number or a single other character that is no space.
struct Token {
  std::size_t start = 0;
  std::size_t length = 0;
  std::string text;       // UTF-8
  std::string lower;      // the same in small letters
  bool capital = false;   // a word that begins with a capital letter
  bool all_caps = false;  // a word of two capital letters or more and nothing else
  bool joined = false;    // only one space stands between it and the token before

  std::size_t end() const { return start + length; }
};
// "WCO’s" is the word WCO and the rest; hyphens inside of a word belong to it.
std::vector<Token> Tokenize(std::u32string_view text);

// The parts between empty lines, each without line breaks and outer space.
std::vector<std::string> Paragraphs(std::string_view text);

// Which of the six UN languages a text is written in, by its script and its small words; empty when
// that cannot be told.
std::string LanguageOf(std::string_view text);

// Letters a to z, digits and hyphens; ends at a word, at most `max` bytes. Accents are dropped.
std::string Slug(std::string_view text, std::size_t max);

// Languages that a text names ("français", "French"), in the order in which it does, each once.
std::vector<std::string> LanguagesNamedIn(std::string_view text, const std::string& text_language);

}  // namespace newswire::page

#endif  // NEWSWIRE_CLIENT_PAGE_TEXT_H_
