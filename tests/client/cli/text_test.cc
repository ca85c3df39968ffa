#include "client/cli/text.h"

#include <gtest/gtest.h>

namespace newswire::cli {
namespace {

constexpr char kArabic[] = "افتتاح الميناء";

std::string Rtl(const std::string& text) {
  return "\u2067" + text + "\u2069";
}

TEST(TextTest, RightToLeftTextStandsInAnIsolate) {
  EXPECT_EQ(InLine(kArabic), Rtl(kArabic));
  EXPECT_EQ(InLine("Port opens"), "Port opens");
  EXPECT_EQ(InLine(""), "");
}

TEST(TextTest, TheDirectionThatIsKnownWinsOverTheFirstLetter) {
  const std::string text = std::string("COVID-19 ") + kArabic;
  EXPECT_EQ(InLine(text, v1::TEXT_DIRECTION_RTL), Rtl(text));
  EXPECT_EQ(InLine("2022", v1::TEXT_DIRECTION_RTL), Rtl("2022"));
}

TEST(TextTest, LeftToRightTextWithARightToLeftWordKeepsItsOrder) {
  const std::string text = std::string("The port of ") + kArabic;
  EXPECT_EQ(InLine(text), "\u2066" + text + "\u2069");
}

TEST(TextTest, EveryLineHasItsOwnIsolate) {
  EXPECT_EQ(Lines(std::string(kArabic) + "\n\nEnglish", v1::TEXT_DIRECTION_RTL),
            Rtl(kArabic) + "\n\n" + Rtl("English"));
}

TEST(TextTest, ATextCannotTakeHoldOfTheTerminalOrOfTheLine) {
  EXPECT_EQ(InLine("a\033[2Jb\ac"), "a\uFFFD[2Jb\uFFFDc");
  EXPECT_EQ(InLine("one\ntwo\tthree"), "one two three");
  EXPECT_EQ(InLine("a\u2069b"), "ab");
  EXPECT_EQ(InLine("a\u2067b"), "a\u2067b\u2069");
}

TEST(TextTest, LongTextIsCutBetweenCodePoints) {
  std::string text;
  for (int i = 0; i < 101; ++i) text += "ж";
  EXPECT_EQ(Shorten(text), text.substr(0, 200) + "…");
  EXPECT_EQ(Shorten(text.substr(0, 200)), text.substr(0, 200));
}

TEST(TextTest, ColumnsAreWhatATerminalShows) {
  EXPECT_EQ(Columns("abc"), 3);
  EXPECT_EQ(Columns("港口"), 4);
  EXPECT_EQ(Columns("e\u0301"), 1);
  EXPECT_EQ(Columns(Rtl("אב")), 2);
}

TEST(TextTest, ATableLinesUpAndLeavesOutEmptyColumns) {
  EXPECT_EQ(Table({{"who", "why", "when"}, {"港口", "", "now"}, {"a", "", ""}}, "  "),
            "  who   when\n"
            "  港口  now\n"
            "  a\n");
}

}  // namespace
}  // namespace newswire::cli
