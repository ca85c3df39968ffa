#include <gtest/gtest.h>

#include "client/page/dates.h"
#include "client/page/facts.h"
#include "client/page/text.h"

namespace newswire::page {
namespace {

TEST(ParseDateLineTest, ReadsTheSixLanguages) {
  const struct {
    const char* line;
    const char* language;
  } kLines[] = {{"9 June 2022", "en"},    {"June 9, 2022", "en"},
                {"09 juin 2022", "fr"},   {"9 de junio de 2022", "es"},
                {"9 июня 2022 г.", "ru"}, {"9 июня 2022", "ru"},
                {"9 يونيو 2022", "ar"},   {"٩ يونيو ٢٠٢٢", "ar"},
                {"2022年6月9日", "zh"},   {"2022-06-09", ""}};
  for (const auto& [line, language] : kLines) {
    const auto date = ParseDateLine(line, "en");
    ASSERT_TRUE(date.has_value()) << line;
    EXPECT_EQ(IsoDate(date->day), "2022-06-09") << line;
    EXPECT_EQ(date->language, language) << line;
  }
}

TEST(ParseDateLineTest, RefusesWhatIsNoDate) {
  for (const char* line : {"", "9 June", "31 June 2022", "9 June 22", "9 June 2022, Brussels",
                           "Report of 9 June 2022", "20220609"}) {
    EXPECT_FALSE(ParseDateLine(line, "en").has_value()) << line;
  }
}

TEST(FindDateTest, FindsTheFirstDateInASentence) {
  const Text text = FromUtf8("São 40 entities met on 8 June 2022 and on 9 June 2022.");
  const auto date = FindDate(text, "en");
  ASSERT_TRUE(date.has_value());
  EXPECT_EQ(IsoDate(date->day), "2022-06-08");
  EXPECT_EQ(ToUtf8(text.substr(date->start, date->length)), "8 June 2022");
}

TEST(FindRelativeDateTest, BracketsEndOnTheDayOfPrinting) {
  const absl::CivilDay thursday(2022, 6, 9);
  const struct {
    const char* text;
    const char* first;
    const char* last;
    const char* phrase;
  } kCases[] = {
      {"a note published earlier this week.", "2022-06-06", "2022-06-09",
       "published earlier this week"},
      {"issued last week", "2022-05-30", "2022-06-05", "issued last week"},
      {"came out yesterday", "2022-06-08", "2022-06-08", "out yesterday"},
      {"sent today", "2022-06-09", "2022-06-09", "sent today"},
      {"shown earlier this month", "2022-06-01", "2022-06-09", "shown earlier this month"},
      {"shown last year", "2021-01-01", "2021-12-31", "shown last year"}};
  for (const auto& [utf8, first, last, phrase] : kCases) {
    const Text text = FromUtf8(utf8);
    const auto bracket = FindRelativeDate(text, thursday);
    ASSERT_TRUE(bracket.has_value()) << utf8;
    EXPECT_EQ(IsoDate(bracket->first), first) << utf8;
    EXPECT_EQ(IsoDate(bracket->last), last) << utf8;
    EXPECT_EQ(ToUtf8(text.substr(bracket->start, bracket->length)), phrase);
  }
  EXPECT_FALSE(FindRelativeDate(U"published some time ago", thursday).has_value());
}

TEST(FindRelativeDateTest, AWeekBeginsOnMonday) {
  EXPECT_EQ(FindRelativeDate(U"seen this week", absl::CivilDay(2022, 6, 6))->first,
            absl::CivilDay(2022, 6, 6));
  EXPECT_EQ(FindRelativeDate(U"seen this week", absl::CivilDay(2022, 6, 12))->first,
            absl::CivilDay(2022, 6, 6));
}

TEST(FindNumberedItemsTest, TakesLabelsOfOneKindFromOneOn) {
  const auto items = FindNumberedItems(
      U"In 2020 (see 1) they said: (1) do this, at once; (2) do that; and (3) rest (4).");
  ASSERT_EQ(items.size(), 3);
  EXPECT_EQ(items[0].text, "do this, at once");
  EXPECT_EQ(items[1].text, "do that");
  EXPECT_EQ(items[2].text, "rest (4)");
}

TEST(FindNumberedItemsTest, TakesItemsOnLinesOfTheirOwn) {
  const auto items = FindNumberedItems(U"Asked for:\n\n1. Bread.\n\n2. Roses.\n\nThe end.");
  ASSERT_EQ(items.size(), 2);
  EXPECT_EQ(items[0].text, "Bread");
  EXPECT_EQ(items[1].label, "2.");
  EXPECT_EQ(items[1].text, "Roses");
}

TEST(FindNumberedItemsTest, ASingleNumberIsNoList) {
  EXPECT_TRUE(FindNumberedItems(U"The rule (1) is old.").empty());
}

TEST(TextTest, KnowsTheSixLanguages) {
  EXPECT_EQ(LanguageOf("The reading of the gauge was late and that is a problem."), "en");
  EXPECT_EQ(LanguageOf("Cette page n'est pas là, vous la lirez dans une autre langue."), "fr");
  EXPECT_EQ(LanguageOf("Este contenido no está disponible en el idioma del lector."), "es");
  EXPECT_EQ(LanguageOf("Этот материал недоступен."), "ru");
  EXPECT_EQ(LanguageOf("هذا المحتوى غير متاح."), "ar");
  EXPECT_EQ(LanguageOf("此内容没有所请求语言的版本。"), "zh");
  EXPECT_EQ(LanguageOf("2022 – 40 %"), "");
}

TEST(TextTest, TokensCountCodePointsAndLeaveGenitivesOut) {
  const auto tokens = Tokenize(U"É’s WCO’s Counter-Terror 8th O’Neil");
  std::vector<std::string> words;
  for (const Token& token : tokens) words.push_back(token.text);
  const std::vector<std::string> expected = {"É",   "’",     "s", "WCO", "’", "s", "Counter-Terror",
                                             "8th", "O’Neil"};
  EXPECT_EQ(words, expected);
  EXPECT_EQ(tokens[3].start, 4);
}

TEST(TextTest, SlugsAreAsciiAndEndAtAWord) {
  EXPECT_EQ(Slug("L’été à São Paulo: 3 idées!", 80), "lete-a-sao-paulo-3-idees");
  EXPECT_EQ(Slug("one two three", 9), "one-two");
  EXPECT_EQ(Slug("one two", 7), "one-two");
}

}  // namespace
}  // namespace newswire::page
