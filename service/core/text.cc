#include "service/core/text.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>

#include "storage/check.h"

namespace newswire {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kHighs = 0x8080808080808080;

// True when the eight bytes are ASCII and none is zero.
bool PlainAscii(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof(word));
  return ((word | (word - kOnes)) & kHighs) == 0;
}

// Bits, so that a character can be asked without a branch.
enum CharClass : unsigned char { kOther = 0, kWord = 1, kSpace = 2 };

constexpr std::array<CharClass, 128> MakeAsciiClasses() {
  std::array<CharClass, 128> classes{};
  for (int c = 0; c < 128; ++c) {
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    const bool word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    classes[c] = space ? kSpace : word ? kWord : kOther;
  }
  return classes;
}
constexpr std::array<CharClass, 128> kAsciiClasses = MakeAsciiClasses();

struct Range {
  UChar32 first;
  UChar32 last;
};

// Blocks of the scripts that put no space between words.
constexpr Range kUnspaced[] = {
    {0x0E00, 0x0EFF},                                          // Thai, Lao
    {0x1000, 0x109F},   {0x1780, 0x17FF}, {0x19E0, 0x19FF},    // Myanmar, Khmer
    {0x2E80, 0x2FDF},   {0x3005, 0x3007}, {0x3040, 0x30FF},    // radicals, Kana
    {0x31F0, 0x31FF},   {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},    // Kana, Han
    {0xA9E0, 0xA9FF},   {0xAA60, 0xAA7F},                      // Myanmar
    {0xF900, 0xFAFF},   {0xFF66, 0xFF9F}, {0x1B000, 0x1B16F},  // Han, Kana
    {0x20000, 0x3FFFF},                                        // Han
};

bool IsUnspaced(UChar32 c) {
  // Almost every letter and every quotation mark leaves here.
  if (c < kUnspaced[0].first || (c >= 0x1E00 && c < 0x2E80)) return false;
  for (const Range& range : kUnspaced) {
    if (c >= range.first && c <= range.last) return true;
  }
  return false;
}

// Word boundaries of one language. Making an iterator loads a dictionary, so each thread keeps the
// last one it needed.
icu::BreakIterator* WordIterator(std::string_view language) {
  thread_local std::string kept_language;
  thread_local std::unique_ptr<icu::BreakIterator> kept;
  if (kept == nullptr || kept_language != language) {
    UErrorCode status = U_ZERO_ERROR;
    kept_language = std::string(language);
    kept.reset(icu::BreakIterator::createWordInstance(
        icu::Locale::forLanguageTag(kept_language, status), status));
    NEWSWIRE_CHECK(U_SUCCESS(status));
  }
  return kept.get();
}

std::uint32_t CountDictionaryWords(std::string_view text, std::string_view language) {
  UErrorCode status = U_ZERO_ERROR;
  UText* view =
      utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status);
  icu::BreakIterator* const words = WordIterator(language);
  words->setText(view, status);
  NEWSWIRE_CHECK(U_SUCCESS(status));
  std::uint32_t count = 0;
  words->first();
  while (words->next() != icu::BreakIterator::DONE) {
    if (words->getRuleStatus() >= UBRK_WORD_NUMBER) ++count;
  }
  utext_close(view);
  return count;
}

}  // namespace

std::optional<std::size_t> CountCodePoints(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  std::size_t count = 0;
  while (at != end) {
    if (end - at >= 8 && PlainAscii(at)) {
      at += 8;
      count += 8;
      continue;
    }
    if (static_cast<signed char>(*at) > 0) {
      ++at;
    } else {
      const auto* bytes = reinterpret_cast<const std::uint8_t*>(at);
      // Two bytes make most letters outside of English.
      if (bytes[0] >= 0xC2 && bytes[0] < 0xE0 && end - at >= 2 && (bytes[1] & 0xC0) == 0x80) {
        at += 2;
        ++count;
        continue;
      }
      std::int32_t next = 0;
      UChar32 c;
      const auto left = static_cast<std::int32_t>(end - at > 4 ? 4 : end - at);
      U8_NEXT(bytes, next, left, c);
      if (c <= 0) return std::nullopt;
      at += next;
    }
    ++count;
  }
  return count;
}

std::string_view CutBytes(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  while (bytes_max > 0 && (text[bytes_max] & 0xC0) == 0x80) --bytes_max;
  return text.substr(0, bytes_max);
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

bool HasControlCharacter(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const std::size_t size = text.size();
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint8_t c = bytes[i];
    if (c < 0x20 || c == 0x7F) return true;
    // U+0080 to U+009F are C2 80 to C2 9F; the line and paragraph separators E2 80 A8 and A9.
    if (c == 0xC2 && i + 1 < size && bytes[i + 1] < 0xA0) return true;
    if (c == 0xE2 && i + 2 < size && bytes[i + 1] == 0x80 && (bytes[i + 2] | 1) == 0xA9)
      return true;
  }
  return false;
}

std::uint32_t CountWords(std::string_view text, std::string_view language) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const std::size_t size = text.size();
  std::uint32_t count = 0;
  unsigned counted = 0;  // 1 when the run that is being read has been counted
  for (std::size_t i = 0; i < size;) {
    CharClass found;
    if (bytes[i] < 0x80) {
      found = kAsciiClasses[bytes[i++]];
    } else {
      UChar32 c;
      U8_NEXT_UNSAFE(bytes, i, c);
      if (IsUnspaced(c)) return CountDictionaryWords(text, language);
      found = u_isalnum(c) ? kWord : u_isUWhiteSpace(c) ? kSpace : kOther;
    }
    // Without branches: which character comes next cannot be guessed.
    const unsigned word = found & kWord;
    count += word & ~counted;
    counted = (counted | word) & ~(static_cast<unsigned>(found) >> 1);
  }
  return count;
}

std::optional<std::string_view> SliceCodePoints(std::string_view text, std::size_t start,
                                                std::size_t length) {
  // Advances over `count` code points; false when the text ends before.
  const auto skip = [text](std::size_t* at, std::size_t count) {
    for (; count > 0 && *at < text.size(); --count) {
      ++*at;
      while (*at < text.size() && (text[*at] & 0xC0) == 0x80) ++*at;
    }
    return count == 0;
  };
  std::size_t first = 0;
  if (!skip(&first, start)) return std::nullopt;
  std::size_t last = first;
  if (!skip(&last, length)) return std::nullopt;
  return text.substr(first, last - first);
}

}  // namespace newswire
