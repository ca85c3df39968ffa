// The analyzer cuts a text at its ASCII signs before it asks ICU, and does not ask for what is
// ASCII.
#include "service/core/word_breaks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "service/core/analyzer.h"
#include "service/core/text.h"
#include "tests/core/corpus_texts.h"

namespace newswire {
namespace {

// Words by ICU from the whole text; those without a term are none.
std::vector<std::string> SlowWords(std::string_view text, WordBreaks* breaks) {
  std::vector<std::string> words;
  breaks->Visit(text, [&](std::uint32_t begin, std::uint32_t end) {
    words.push_back(std::to_string(begin) + " " + std::string(text.substr(begin, end - begin)));
  });
  return words;
}

std::vector<std::string> FastWords(std::string_view text, Analyzer* analyzer) {
  std::vector<std::string> words;
  analyzer->Terms(text, "", [&](const Term& term) {
    if (term.folded) return;
    words.push_back(std::to_string(term.word.begin) + " " +
                    std::string(text.substr(term.word.begin, term.word.end - term.word.begin)));
  });
  return words;
}

// What ICU's rules tell apart: a few of each kind, and the dictionaries' scripts.
const std::vector<std::string>& Pieces() {
  static const auto* pieces = new std::vector<std::string>{"é",
                                                           "ß",
                                                           "İ",
                                                           "Ж",
                                                           "й",
                                                           "λ",
                                                           "א",
                                                           "ל",
                                                           "ب",
                                                           "ـا",
                                                           "\u0301",
                                                           "\u064B",
                                                           "\u05B0",
                                                           "\u200D",
                                                           "\u200C",
                                                           "\u00AD",
                                                           "\u200B",
                                                           "\u2060",
                                                           "’",
                                                           "“",
                                                           "·",
                                                           "‧",
                                                           "…",
                                                           "—",
                                                           "،",
                                                           "٫",
                                                           "٣",
                                                           "５",
                                                           "Ａ",
                                                           "ʼ",
                                                           "\u05F3",
                                                           "\u05F4",
                                                           "＿",
                                                           "\u00A0",
                                                           "\u2028",
                                                           "\u3000",
                                                           "推荐信",
                                                           "语言",
                                                           "现以下",
                                                           "世界人権",
                                                           "ひらがな",
                                                           "カタ",
                                                           "ー",
                                                           "・",
                                                           "한국어",
                                                           "การ",
                                                           "ประชุม",
                                                           "ท่าเรือ",
                                                           "๒๕",
                                                           "ພາສາ",
                                                           "ភាសា",
                                                           "ខ្មែរ",
                                                           "မြန်မာ",
                                                           "हिन्दी",
                                                           "तमिल।",
                                                           "🚢",
                                                           "👩\u200D⚕\uFE0F",
                                                           "🇨🇭",
                                                           "\uFE0F\u20E3",
                                                           "🏽",
                                                           "½",
                                                           "²"};
  return *pieces;
}

std::string RandomText(std::mt19937* random, int ascii_percent) {
  constexpr std::string_view kAscii = " ab Z09'.,:;_-@/&\"\n\r\t#+x1 e";
  std::string text;
  for (std::size_t left = (*random)() % 40; left > 0; --left) {
    if ((*random)() % 100 < static_cast<unsigned>(ascii_percent)) {
      text += kAscii[(*random)() % kAscii.size()];
    } else {
      text += Pieces()[(*random)() % Pieces().size()];
    }
  }
  return text;
}

void ExpectTheSameWords(int ascii_percent, int rounds) {
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  WordBreaks breaks;
  Analyzer analyzer;
  for (int i = 0; i < rounds; ++i) {
    const std::string text = RandomText(&random, ascii_percent);
    ASSERT_EQ(FastWords(text, &analyzer), SlowWords(text, &breaks))
        << "seed " << seed << ", text \"" << text << '"';
  }
}

TEST(WordBreaksTest, AsciiIsCutAsIcuCutsIt) {
  ExpectTheSameWords(100, 20'000);
}

TEST(WordBreaksTest, MixedTextIsCutAsIcuCutsIt) {
  ExpectTheSameWords(85, 10'000);
  ExpectTheSameWords(50, 5'000);
}

TEST(WordBreaksTest, EveryPairOfAsciiCharactersIsCutAsIcuCutsIt) {
  WordBreaks breaks;
  Analyzer analyzer;
  for (char a = 1; a > 0 && a < 127; ++a) {
    for (char b = 1; b > 0 && b < 127; ++b) {
      const std::string text = {'x', a, b, 'y', a, '1', b, '2'};
      ASSERT_EQ(FastWords(text, &analyzer), SlowWords(text, &breaks)) << text;
    }
  }
}

// Not part of the repository.
TEST(WordBreaksTest, RealTextsAreCutAsIcuCutsThem) {
  const std::vector<CorpusText> texts = ReadCorpusTexts();
  if (texts.empty()) GTEST_SKIP() << "the corpus is not here";
  WordBreaks breaks;
  Analyzer analyzer;
  for (std::size_t i = 0; i < texts.size(); i += 7) {
    const std::string& text = texts[i].text;
    ASSERT_EQ(FastWords(text, &analyzer), SlowWords(text, &breaks)) << texts[i].title;
  }
}

}  // namespace
}  // namespace newswire
