#ifndef NEWSWIRE_SERVICE_CORE_WORD_BREAKS_H_
#define NEWSWIRE_SERVICE_CORE_WORD_BREAKS_H_

#include <unicode/brkiter.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/functional/function_ref.h"

namespace newswire {

// Finds the words of a text: those of ICU's rules and dictionaries, the same for all languages, cut
// once more where
// - ICU lets a sign stand inside of a word (don't, l'été, 1,000.5, a_b, user@example.org): there
//   "l'été" must be found by "été" and "example.org" by "example", in a text of any language;
// - a script with a dictionary meets another, which ICU does for Han and Kana but not for Thai,
//   Lao, Khmer and Burmese.
// So a word holds nothing but letters, digits, marks and characters that are not seen, and every
// ASCII sign and space ends one. Emoji, fractions and superscripts are no words. Not for several
// threads.
class WordBreaks {
 public:
  // Bytes of a word in the text.
  using Visitor = absl::FunctionRef<void(std::uint32_t begin, std::uint32_t end)>;

  WordBreaks();

  // REQUIRES: CountCodePoints has accepted the text; below 2 GiB.
  void Visit(std::string_view text, Visitor visit);

 private:
  const std::unique_ptr<icu::BreakIterator> words_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_WORD_BREAKS_H_
