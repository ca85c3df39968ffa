#include "service/core/word_breaks.h"

#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "service/core/icu_text.h"
#include "storage/check.h"

namespace newswire {
namespace {

icu::BreakIterator* NewIterator() {
  UErrorCode status = U_ZERO_ERROR;
  icu::BreakIterator* const words =
      icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status);
  NEWSWIRE_CHECK(U_SUCCESS(status));
  return words;
}

// The apostrophes among the letters; all others are signs.
bool IsLetterApostrophe(UChar32 c) {
  return c == 0x02BB || c == 0x02BC;
}

enum class Kind { kSign, kFollower, kSpaced, kDictionary };

Kind KindOf(UChar32 c) {
  if (IsLetterApostrophe(c)) return Kind::kSign;
  const std::uint32_t category = U_GET_GC_MASK(c);
  const bool letter = (category & (U_GC_L_MASK | U_GC_ND_MASK | U_GC_NL_MASK)) != 0;
  const bool mark = (category & (U_GC_M_MASK | U_GC_CF_MASK)) != 0;
  if (!letter && !mark) return Kind::kSign;
  if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) return Kind::kDictionary;
  return letter ? Kind::kSpaced : Kind::kFollower;
}

// Reads a text once, boundary by boundary.
class Cutter {
 public:
  Cutter(std::string_view text, WordBreaks::Visitor visit)
      : bytes_(reinterpret_cast<const std::uint8_t*>(text.data())), visit_(visit) {}

  // Visits the words up to ICU's next boundary, which it counts in UTF-16. ICU's own word whether
  // there is one is not asked: it forgets it for a word that ends in a joiner behind "_".
  void CutTo(std::int32_t boundary) {
    Kind word = Kind::kSign;  // none is open
    std::uint32_t begin = at_;
    while (units_ < boundary) {
      const std::uint32_t here = at_;
      UChar32 c;
      U8_NEXT_UNSAFE(bytes_, at_, c);
      units_ += U16_LENGTH(c);
      const Kind kind = KindOf(c);
      // A mark belongs to the letter before it; without one it is no word.
      if (kind == word || kind == Kind::kFollower) continue;
      if (word != Kind::kSign) visit_(begin, here);
      word = kind;
      begin = here;
    }
    if (word != Kind::kSign) visit_(begin, at_);
  }

 private:
  const std::uint8_t* const bytes_;
  const WordBreaks::Visitor visit_;
  std::uint32_t at_ = 0;
  std::int32_t units_ = 0;  // of UTF-16, up to at_
};

}  // namespace

WordBreaks::WordBreaks() : words_(NewIterator()) {}

void WordBreaks::Visit(std::string_view text, Visitor visit) {
  // In UTF-16 because ICU's dictionaries are half as fast over UTF-8.
  const icu::UnicodeString utf16 = Utf16(text);
  words_->setText(utf16);
  Cutter cutter(text, visit);
  words_->first();
  for (std::int32_t end = words_->next(); end != icu::BreakIterator::DONE; end = words_->next()) {
    cutter.CutTo(end);
  }
}

}  // namespace newswire
