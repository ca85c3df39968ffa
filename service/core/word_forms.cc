#include "service/core/word_forms.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include "service/core/icu_text.h"
#include "service/core/text.h"

namespace newswire {
namespace {

constexpr std::string_view kTatweel = "ـ";

// Letters that Unicode does not take apart, in the order of their code points.
struct Replacement {
  UChar32 letter;
  const char* ascii;
};
constexpr Replacement kReplacements[] = {
    {0x00E6, "ae"},  // æ
    {0x00F0, "d"},   // ð
    {0x00F8, "o"},   // ø
    {0x00FE, "th"},  // þ
    {0x0111, "d"},   // đ
    {0x0127, "h"},   // ħ
    {0x0131, "i"},   // ı
    {0x0138, "k"},   // ĸ
    {0x0142, "l"},   // ł
    {0x014B, "n"},   // ŋ
    {0x0153, "oe"},  // œ
    {0x0167, "t"},   // ŧ
    {0x0180, "b"},   // ƀ
    {0x0192, "f"},   // ƒ
    {0x0199, "k"},   // ƙ
    {0x01B4, "y"},   // ƴ
    {0x01E5, "g"},   // ǥ
    {0x0253, "b"},   // ɓ
    {0x0257, "d"},   // ɗ
    {0x0259, "e"},   // ə
    {0x0268, "i"},   // ɨ
};

const char* FindReplacement(UChar32 letter) {
  for (const Replacement& replacement : kReplacements) {
    if (replacement.letter == letter) return replacement.ascii;
  }
  return nullptr;
}

void Replace(std::string_view from, std::string_view to, std::string* text) {
  for (std::size_t at = text->find(from); at != std::string::npos;
       at = text->find(from, at + to.size())) {
    text->replace(at, from.size(), to);
  }
}

// ICU owns them.
const icu::Normalizer2* Nfc() {
  UErrorCode status = U_ZERO_ERROR;
  return icu::Normalizer2::getNFCInstance(status);
}
const icu::Normalizer2* Nfd() {
  UErrorCode status = U_ZERO_ERROR;
  return icu::Normalizer2::getNFDInstance(status);
}

bool HasDiacritics(UChar32 letter) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(letter, &status)) {
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_ARABIC:
    case USCRIPT_HEBREW:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string KeptForm(std::string_view word, bool dotless_i) {
  std::string source(word);
  if (dotless_i) {
    Replace("I\u0307", "i", &source);
    Replace("İ", "i", &source);
    Replace("I", "ı", &source);
  }
  Replace(kTatweel, "", &source);
  return CaseFolded(Utf16(source));
}

std::string FoldedForm(std::string_view kept) {
  if (IsAscii(kept)) return std::string(kept);
  const icu::UnicodeString apart = Normalized(Nfd(), Utf16(kept));
  icu::UnicodeString folded;
  bool drop = false;  // marks of the letter before
  for (std::int32_t at = 0; at < apart.length(); at = apart.moveIndex32(at, 1)) {
    const UChar32 c = apart.char32At(at);
    const auto category = u_charType(c);
    if (category == U_NON_SPACING_MARK) {
      if (!drop) folded.append(c);
      continue;
    }
    drop = HasDiacritics(c);
    if (const char* const ascii = FindReplacement(c)) {
      folded.append(icu::UnicodeString(ascii, -1, US_INV));
    } else if (category == U_DECIMAL_DIGIT_NUMBER) {
      folded.append(static_cast<UChar32>('0' + u_charDigitValue(c)));
    } else {
      folded.append(c);
    }
  }
  return Utf8(Normalized(Nfc(), folded));
}

}  // namespace newswire
