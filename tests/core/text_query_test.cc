#include "service/core/text_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "service/core/text.h"

namespace newswire {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

Analyzer& TheAnalyzer() {
  static auto* analyzer = new Analyzer;
  return *analyzer;
}

Hits Find(std::string_view query, std::string_view text, std::string_view language = "en") {
  return TextQuery::Parse(query, {}, &TheAnalyzer()).Find(text, language, &TheAnalyzer());
}

bool Finds(std::string_view query, std::string_view text, std::string_view language = "en") {
  return Find(query, text, language).all;
}

std::vector<std::string> Slices(std::string_view text, const std::vector<ByteRange>& ranges) {
  std::vector<std::string> slices;
  slices.reserve(ranges.size());
  for (const ByteRange& range : ranges) {
    slices.emplace_back(text.substr(range.begin, range.end - range.begin));
  }
  return slices;
}

std::vector<std::string> Marked(std::string_view query, std::string_view text,
                                std::string_view language = "en") {
  return Slices(text, Find(query, text, language).ranges);
}

std::vector<std::size_t> PhraseSizes(std::string_view query) {
  std::vector<std::size_t> sizes;
  const TextQuery parsed = TextQuery::Parse(query, {}, &TheAnalyzer());
  for (const TextQuery::Phrase& phrase : parsed.phrases()) sizes.push_back(phrase.size());
  return sizes;
}

TEST(TextQueryTest, WhiteSpaceAndQuotationMarksMakePhrases) {
  EXPECT_THAT(PhraseSizes("small  harbours\u3000open"), ElementsAre(1, 1, 1));
  EXPECT_THAT(PhraseSizes("\"small harbours\" open"), ElementsAre(2, 1));
  EXPECT_THAT(PhraseSizes("“small harbours”«open sea»"), ElementsAre(2, 2));
  EXPECT_THAT(PhraseSizes("open \"small harbours"), ElementsAre(1, 2));
  EXPECT_THAT(PhraseSizes("e-mail l'été 1,000.5"), ElementsAre(2, 2, 3));
  EXPECT_THAT(PhraseSizes("现以下列语言显示"), ElementsAre(5));
}

TEST(TextQueryTest, AQueryWithoutWordsOccursInEveryText) {
  for (const char* const query : {"", "  ", "\"\"", "\"", "- 🚢"}) {
    EXPECT_THAT(PhraseSizes(query), IsEmpty());
    EXPECT_TRUE(Finds(query, "anything"));
    EXPECT_THAT(Marked(query, "anything"), IsEmpty());
  }
}

TEST(TextQueryTest, AllPhrasesMustOccurInAnyOrder) {
  EXPECT_TRUE(Finds("harbour ship", "The ship left the harbour."));
  EXPECT_FALSE(Finds("harbour plane", "The ship left the harbour."));
  EXPECT_FALSE(Finds("harbour", ""));
}

TEST(TextQueryTest, WordsOfAPhraseStandOneAfterTheOther) {
  EXPECT_TRUE(Finds("\"small harbours\"", "Two small harbours."));
  EXPECT_FALSE(Finds("\"small harbours\"", "Small fishing harbours."));
  EXPECT_FALSE(Finds("\"small harbours\"", "Harbours, small."));
  EXPECT_TRUE(Finds("\"a b a c\"", "a b a b a c"));
}

TEST(TextQueryTest, SignsAndParagraphsDoNotInterruptAPhrase) {
  EXPECT_TRUE(Finds("\"small harbours\"", "small, (harbours)"));
  EXPECT_TRUE(Finds("\"small harbours\"", "small\n\nharbours"));
  EXPECT_TRUE(Finds("e-mail", "an e mail"));
  EXPECT_FALSE(Finds("e-mail", "an email"));
  EXPECT_TRUE(Finds("user@example.org", "Write to user@example.org."));
  EXPECT_TRUE(Finds("example.org", "Write to user@example.org."));
  EXPECT_TRUE(Finds("été", "pendant l’été", "fr"));
  EXPECT_TRUE(Finds("l'été", "pendant l’été", "fr"));
}

TEST(TextQueryTest, WordsOfAPhraseAreInflectedAndFoldedToo) {
  EXPECT_TRUE(Finds("\"recommendation of experts\"",
                    "Recommendations of an expert, of experts; "
                    "recommendations of experts"));
  EXPECT_TRUE(Finds("\"sante publique\"", "la santé publique", "fr"));
  EXPECT_FALSE(Finds("\"sûreté publique\"", "la surete publique", "fr"));
}

TEST(TextQueryTest, PhrasesAreFoundInScriptsWithoutSpaces) {
  EXPECT_THAT(Marked("语言显示", "现以下列语言显示", "zh-Hans"), ElementsAre("语言显示"));
  EXPECT_THAT(Marked("人権宣言", "世界人権宣言の", "ja"), ElementsAre("人権宣言"));
  EXPECT_THAT(Marked("ประชุม", "การประชุมท่าเรือ", "th"), ElementsAre("ประชุม"));
}

TEST(TextQueryTest, ALongPhraseIsLookedAtUpToItsSixtyFourthWord) {
  std::string words;
  for (int i = 0; i < 64; ++i) words += "w" + std::to_string(i) + " ";
  EXPECT_TRUE(Finds("\"" + words + "\"", "x " + words));
  EXPECT_FALSE(Finds("\"" + words + "\"", "x " + words.substr(0, words.size() - 4)));
  EXPECT_TRUE(Finds("\"" + words + " other\"", words));
}

TEST(TextQueryTest, HitsAreMarkedAsTheyStandInTheText) {
  EXPECT_THAT(Marked("harbours", "Harbour, HARBOURS and harbor"),
              ElementsAre("Harbour", "HARBOURS"));
  EXPECT_THAT(Marked("\"small harbour\" ship", "A ship in a small (!) harbour"),
              ElementsAre("ship", "small (!) harbour"));
  EXPECT_THAT(Marked("sante", "Santé, sante\u0301", "fr"), ElementsAre("Santé", "sante\u0301"));
  EXPECT_THAT(Marked("harbour plane", "a harbour"), ElementsAre("harbour"))
      << "also when the query as a whole is not found";
}

TEST(TextQueryTest, OverlappingHitsAreOne) {
  EXPECT_THAT(Marked("\"a b c\" \"b c d\" c", "x a b c d"), ElementsAre("a b c d"));
  EXPECT_THAT(Marked("\"a a\"", "a a a a"), ElementsAre("a a a a"));
}

Snippet SnippetOf(std::string_view query, std::string_view text, std::string_view language = "en") {
  return MakeSnippet(text, Find(query, text, language).ranges, &TheAnalyzer());
}

std::string Repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(SnippetTest, AShortTextIsItsSnippet) {
  const Snippet snippet = SnippetOf("ship", "(The ship\nleft.)");
  EXPECT_EQ(snippet.text, "(The ship left.)");
  EXPECT_THAT(Slices(snippet.text, snippet.ranges), ElementsAre("ship"));
  EXPECT_FALSE(snippet.cut_before);
  EXPECT_FALSE(snippet.cut_after);
  EXPECT_EQ(SnippetOf("ship", "").text, "");
}

TEST(SnippetTest, ALongTextIsCutAtWordsAroundItsHit) {
  const std::string text = Repeated("before ", 100) + "the ship" + Repeated(" behind", 100);
  const Snippet snippet = SnippetOf("ship", text);
  EXPECT_THAT(snippet.text, StartsWith("before before"));
  EXPECT_THAT(snippet.text, HasSubstr("before the ship behind"));
  EXPECT_THAT(snippet.text, EndsWith("behind behind"));
  EXPECT_THAT(Slices(snippet.text, snippet.ranges), ElementsAre("ship"));
  EXPECT_LE(snippet.text.size(), 160u);
  EXPECT_GT(snippet.text.size(), 140u);
  EXPECT_TRUE(snippet.cut_before);
  EXPECT_TRUE(snippet.cut_after);
}

TEST(SnippetTest, ALateHitShowsTheEndOfTheText) {
  const Snippet snippet = SnippetOf("ship", Repeated("before ", 100) + "the ship.");
  EXPECT_THAT(snippet.text, EndsWith("before the ship."));
  EXPECT_GT(snippet.text.size(), 140u);
  EXPECT_FALSE(snippet.cut_after);
}

TEST(SnippetTest, WithoutHitsItIsTheBeginning) {
  const Snippet snippet = SnippetOf("plane", Repeated("word ", 100));
  EXPECT_THAT(snippet.text, StartsWith("word word"));
  EXPECT_THAT(snippet.ranges, IsEmpty());
  EXPECT_FALSE(snippet.cut_before);
}

TEST(SnippetTest, ThePlaceWithTheMostHitsIsShown) {
  const Snippet snippet =
      SnippetOf("ship harbour", "ship " + Repeated("word ", 100) + "ship in harbour " +
                                    Repeated("word ", 100) + "harbour");
  EXPECT_THAT(Slices(snippet.text, snippet.ranges), ElementsAre("ship", "harbour"));
}

TEST(SnippetTest, AWordLongerThanTheSnippetIsCutBetweenCodePoints) {
  const Snippet snippet = SnippetOf(Repeated("é", 500), "a " + Repeated("é", 500) + " b");
  EXPECT_EQ(CountCodePoints(snippet.text), 160u);
  EXPECT_THAT(snippet.ranges, SizeIs(1));
  EXPECT_TRUE(snippet.cut_after);
}

TEST(SnippetTest, IsValidWhateverTheTextHolds) {
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  const std::vector<std::string> pieces = {"a ", "ship ", "é", "港", "语言。",
                                           "🚢",  "การ",   " ", "\n"};
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (std::size_t left = random() % 300; left > 0; --left) {
      text += pieces[random() % pieces.size()];
    }
    const Snippet snippet = SnippetOf("ship 语言", text);
    const auto code_points = CountCodePoints(snippet.text);
    ASSERT_TRUE(code_points.has_value()) << "seed " << seed;
    ASSERT_LE(*code_points, 160u) << "seed " << seed;
    for (const std::string& slice : Slices(snippet.text, snippet.ranges)) {
      ASSERT_TRUE(CountCodePoints(slice).value_or(0) > 0) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace newswire
