#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/render.h"
#include "client/cli/word_diff.h"

namespace newswire::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The pieces as [-removed-] and {+added+}.
std::string Marked(const std::string& before, const std::string& after) {
  std::string text;
  for (const Piece& piece : WordDiff(before, after)) {
    if (piece.kind == Piece::kSame) text += piece.text;
    if (piece.kind == Piece::kRemoved) text += "[-" + piece.text + "-]";
    if (piece.kind == Piece::kAdded) text += "{+" + piece.text + "+}";
  }
  return text;
}

v1::FieldChange Changed(const std::string& before, const std::string& after) {
  v1::FieldChange change;
  change.set_path("translations[en].bodies[main].value");
  change.set_kind(v1::CHANGE_KIND_CHANGED);
  change.set_before(before);
  change.set_after(after);
  return change;
}

std::string Plain(const std::string& before, const std::string& after) {
  const std::string text = RenderChange(Changed(before, after), Style());
  return text.substr(text.find('\n') + 1);
}

TEST(WordDiffTest, FindsTheWordsThatChanged) {
  EXPECT_EQ(Marked("It is 21 m long.", "It is 12 m long."), "It is [-21-]{+12+} m long.");
  EXPECT_EQ(Marked("a c", "a b c"), "a {+b +}c");
  EXPECT_EQ(Marked("same", "same"), "same");
  EXPECT_EQ(Marked("", "all new"), "{+all new+}");
}

TEST(WordDiffTest, NeighboursAreOneChange) {
  EXPECT_EQ(Marked("the old port here", "the new dock here"), "the [-old port-]{+new dock+} here");
}

TEST(WordDiffTest, KnowsTheWordsOfLanguagesWithoutSpaces) {
  EXPECT_EQ(Marked("今天天气很好", "今天天气不好"), "今天天气[-很好-]{+不好+}");
}

TEST(WordDiffTest, PiecesPutBackTogetherAreTheTexts) {
  const std::string before = "One two\n\nthree four.\nfive at last";
  const std::string after = "One 2\nthree  four five\nsix at last";
  std::string left;
  std::string right;
  for (const Piece& piece : WordDiff(before, after)) {
    if (piece.kind != Piece::kAdded) left += piece.text;
    if (piece.kind != Piece::kRemoved) right += piece.text;
  }
  EXPECT_EQ(left, before);
  EXPECT_EQ(right, after);
}

TEST(WordDiffTest, TextsTooLongForTheTableAreReplacedWhole) {
  std::string before;
  std::string after;
  for (int i = 0; i < 3000; ++i) {
    before += "a" + std::to_string(i) + " ";
    after += "b" + std::to_string(i) + " ";
  }
  EXPECT_EQ(WordDiff(before + "end", after + "end").size(), 3);
}

TEST(RenderChangeTest, ShowsTheParagraphThatChangedAndLeavesOutTheOthers) {
  EXPECT_EQ(Plain("First.\n\nIt is 21 m long.\n\nLast.", "First.\n\nIt is 12 m long.\n\nLast."),
            "  - It is 21 m long.\n"
            "  + It is 12 m long.\n");
}

TEST(RenderChangeTest, MarksWhatIsLeftOutBetweenTwoChanges) {
  EXPECT_EQ(Plain("One a.\n\nSame.\n\nTwo a.", "One b.\n\nSame.\n\nTwo b."),
            "  - One a.\n  + One b.\n    …\n  - Two a.\n  + Two b.\n");
}

TEST(RenderChangeTest, ANewParagraphIsOneLine) {
  EXPECT_EQ(Plain("A.\n\nC.", "A.\n\nB.\n\nC."), "  + B.\n");
  EXPECT_EQ(Plain("A.\n\nB.\n\nC.", "A.\n\nC."), "  - B.\n");
  EXPECT_EQ(Plain("A.", "A.\n\nB."), "  + B.\n");
}

TEST(RenderChangeTest, LongStretchesWithoutChangeAreCut) {
  std::string start;
  for (int i = 0; i < 60; ++i) start += "lorem ";
  const std::string text = Plain(start + "old" + " " + start, start + "new" + " " + start);
  EXPECT_THAT(text, HasSubstr("  - … lorem lorem"));
  EXPECT_THAT(text, HasSubstr(" lorem …\n"));
  EXPECT_LT(text.size(), 250);
}

TEST(RenderChangeTest, LongTextWithoutSpacesIsCutBetweenLetters) {
  std::string start;
  for (int i = 0; i < 50; ++i) start += "天地";
  const std::string text = Plain(start + "old", start + "new");
  EXPECT_THAT(text, HasSubstr("  - … 天地天地"));
  EXPECT_THAT(text, HasSubstr("天地old\n"));
}

TEST(RenderChangeTest, ChangedWordsHaveColourOnATerminal) {
  const std::string text =
      RenderChange(Changed("It is 21 m.", "It is 12 m."), Style{.color = true});
  EXPECT_THAT(text, HasSubstr("- It is \033[1;31m21\033[0m m.\n"));
  EXPECT_THAT(text, HasSubstr("+ It is \033[1;32m12\033[0m m.\n"));
}

TEST(RenderChangeTest, RightToLeftLinesAreIsolatedWithTheirColours) {
  const std::string text = RenderChange(Changed("طول 21", "طول 12"), Style{.color = true});
  EXPECT_THAT(text, HasSubstr("- \u2067طول \033[1;31m21\033[0m\u2069\n"));
}

TEST(RenderChangeTest, AddedAndRemovedFieldsAreWhole) {
  v1::FieldChange change;
  change.set_path("urgency");
  change.set_kind(v1::CHANGE_KIND_ADDED);
  change.set_after("4");
  EXPECT_EQ(RenderChange(change, Style()), "urgency (added)\n  + 4\n");
  change.set_kind(v1::CHANGE_KIND_REMOVED);
  change.set_before("3");
  EXPECT_EQ(RenderChange(change, Style()), "urgency (removed)\n  - 3\n");
}

TEST(RenderChangeTest, SaysWhenTheValuesWereCut) {
  v1::FieldChange change = Changed("a", "b");
  EXPECT_THAT(RenderChange(change, Style()), Not(HasSubstr("beginning")));
  change.set_cut(true);
  EXPECT_THAT(RenderChange(change, Style()), HasSubstr("only its beginning is compared"));
}

TEST(RenderChangeTest, AChangeOfBlankLinesAloneIsNotSilent) {
  EXPECT_EQ(Plain("A.\nB.", "A.\n\nB."), "  (blank lines only)\n");
}

}  // namespace
}  // namespace newswire::cli
