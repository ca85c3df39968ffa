#ifndef NEWSWIRE_SERVICE_CORE_WORD_FORMS_H_
#define NEWSWIRE_SERVICE_CORE_WORD_FORMS_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace newswire {

// The part of a longer word behind this is not looked at.
inline constexpr std::size_t kWordCodePointsMax = 64;

// How a word is written does not matter to who looks for it. Pure; any thread.

// The word in NFKC with its case folded, without characters that are not seen (soft hyphens,
// joiners) and without the Arabic tatweel. `dotless_i`: a capital I without dot belongs to ı and
// one with a dot to i, as in Turkish. May be empty.
std::string KeptForm(std::string_view word, bool dotless_i);

// A kept form without its diacritics: decomposed, then without the marks on Latin, Greek, Cyrillic,
// Arabic and Hebrew letters. (Arabic letters lose their hamza as well: it is a mark once they are
// decomposed.) Vowel signs of other scripts and the voicing of Kana stay, because they are letters
// in all but name. Latin letters that have no decomposition come from a small table in the .cc (æ
// ae, ø o, ł l, ı i and so on), not from ICU's Latin-ASCII, whose answers change with its data.
// Digits of any script become those of ASCII.
std::string FoldedForm(std::string_view kept);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_WORD_FORMS_H_
