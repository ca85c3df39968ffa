#include "service/core/text.h"

#include <gtest/gtest.h>

#include <string>

namespace newswire {
namespace {

using namespace std::string_literals;

TEST(CountCodePointsTest, CountsWhatReadersSeeAsCharacters) {
  EXPECT_EQ(CountCodePoints(""), 0u);
  EXPECT_EQ(CountCodePoints("harbour"), 7u);
  EXPECT_EQ(CountCodePoints("été — “ok”"), 10u);
  EXPECT_EQ(CountCodePoints("الموانئ"), 7u);
  EXPECT_EQ(CountCodePoints("港\U0001F6A2"), 2u);
  EXPECT_EQ(CountCodePoints(std::string(1000, 'x') + "é"), 1001u);
}

TEST(CountCodePointsTest, RefusesWhatIsNotUtf8WhereverItStands) {
  const std::string broken[] = {"\x80"s,
                                "\xC3"s,
                                "\xC0\xAF"s,
                                "\xE0\x80\xAF"s,
                                "\xED\xA0\x80"s,
                                "\xF4\x90\x80\x80"s,
                                "\xF8\x88\x80\x80\x80"s,
                                "\xFF"s,
                                "\xE2\x82"s,
                                "\xC3\x28"s,
                                "\xF0\x9F\x9A"s};
  for (const std::string& bytes : broken) {
    for (std::size_t before = 0; before < 20; ++before) {
      EXPECT_FALSE(CountCodePoints(std::string(before, 'a') + bytes)) << before;
      EXPECT_FALSE(CountCodePoints(std::string(before, 'a') + bytes + "tail of it")) << before;
    }
  }
}

TEST(CountCodePointsTest, RefusesTheZeroCharacterWhereverItStands) {
  for (std::size_t before = 0; before < 20; ++before) {
    EXPECT_FALSE(CountCodePoints(std::string(before, 'a') + "\0"s)) << before;
    EXPECT_FALSE(CountCodePoints(std::string(before, 'a') + "\0and more text"s)) << before;
  }
}

TEST(CountCodePointsTest, TakesTheLastCodePointOfEachLength) {
  EXPECT_EQ(CountCodePoints("\x7F"), 1u);
  EXPECT_EQ(CountCodePoints("\xDF\xBF"), 1u);
  EXPECT_EQ(CountCodePoints("\xEF\xBF\xBD"), 1u);
  EXPECT_EQ(CountCodePoints("\xF4\x8F\xBF\xBF"), 1u);
}

TEST(ControlCharacterTest, FindsLineBreaksAndControlsOfEveryKind) {
  for (const std::string& text : {"a\nb"s, "a\r"s, "\tb"s, "\x1B"s, "\x7F"s, "a\xC2\x85"s,
                                  "\xC2\x80"s, "\xC2\x9F"s, "a\xE2\x80\xA8"s, "\xE2\x80\xA9"s}) {
    EXPECT_TRUE(HasControlCharacter(text));
  }
}

TEST(ControlCharacterTest, LeavesEveryOtherCharacterAlone) {
  for (const std::string& text : {""s, "Head line"s, "\xC2\xA0"s, "é"s, "“q” – ‘r’ … "s,
                                  "\xE2\x80\xA7\xE2\x80\xAA"s, "港"s}) {
    EXPECT_FALSE(HasControlCharacter(text));
  }
}

TEST(CountWordsTest, CountsRunsThatHoldALetterOrADigit) {
  EXPECT_EQ(CountWords("", "en"), 0u);
  EXPECT_EQ(CountWords(" \n\t ", "en"), 0u);
  EXPECT_EQ(CountWords("one", "en"), 1u);
  EXPECT_EQ(CountWords("  one  two\nthree ", "en"), 3u);
  EXPECT_EQ(CountWords("highlighted : (1) the need — and/or", "en"), 5u);
  EXPECT_EQ(CountWords("- – — * 7", "en"), 1u);
}

TEST(CountWordsTest, KnowsLettersAndSpacesOfOtherScripts) {
  EXPECT_EQ(CountWords("L’été à Łódź", "fr"), 3u);
  EXPECT_EQ(CountWords("Показан на языке", "ru"), 3u);
  EXPECT_EQ(CountWords("وهو معروض باللغة", "ar"), 3u);
  EXPECT_EQ(CountWords("deux\u00A0mots", "fr"), 2u);
  EXPECT_EQ(CountWords("two\u2009words", "en"), 2u);
}

TEST(CountWordsTest, TakesTheDictionaryWhereNoSpacesAreWritten) {
  EXPECT_EQ(CountWords("现以下列语言显示", "zh-Hans"), 5u);
  EXPECT_GT(CountWords("การประชุมท่าเรือขนาดเล็ก", "th"), 2u);
  EXPECT_GT(CountWords("ការប្រជុំកំពង់ផែ", "km"), 1u);
  // A language's own words in between count as well.
  EXPECT_EQ(CountWords("HC 现以", "zh-Hans"), 1 + CountWords("现以", "zh-Hans"));
}

TEST(SliceTest, CountsInCodePoints) {
  EXPECT_EQ(SliceCodePoints("a“é”b", 1, 3), "“é”");
  EXPECT_EQ(SliceCodePoints("abc", 0, 3), "abc");
  EXPECT_EQ(SliceCodePoints("abc", 3, 0), "");
}

TEST(SliceTest, HasNothingBeyondTheEnd) {
  EXPECT_FALSE(SliceCodePoints("abc", 0, 4));
  EXPECT_FALSE(SliceCodePoints("abc", 4, 0));
  EXPECT_FALSE(SliceCodePoints("é", 1, 1));
}

}  // namespace
}  // namespace newswire
