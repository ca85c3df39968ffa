#include "client/corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace newswire {
namespace {

using ::testing::HasSubstr;

constexpr char kDocument[] =
    R"({"id":"set/Doc_1/2","source":"https://corpus.example/1","original_language":"en","texts":{
      "fr":{"headline":"Un","paragraphs":["A.","B."]},
      "en":{"headline":"One","paragraphs":["A.","","B."]},
      "ar":{"headline":"واحد","partial":true}},
      "numbered_items":[{"ordinal":1,"texts":{"en":"Do.","fr":"Faites."}},
                        {"ordinal":2,"texts":{"en":"Rest."}}]})";

TEST(CorpusTest, EveryTextBecomesATranslation) {
  const auto items = ParseCorpusDocument(kDocument, "x.example");
  ASSERT_TRUE(items.ok()) << items.status();
  ASSERT_EQ(items->size(), 3);
  const v1::Article& article = items->back().article();
  EXPECT_EQ(article.name(), "articles/urn:newsml:x.example:set:Doc_1:2");
  ASSERT_EQ(article.translations_size(), 3);
  EXPECT_EQ(article.translations(0).language(), "en");
  EXPECT_EQ(article.translations(0).kind(), v1::TRANSLATION_KIND_ORIGINAL);
  EXPECT_EQ(article.translations(0).bodies(0).value(), "A.\n\nB.");
  for (int i = 1; i < 3; ++i) {
    EXPECT_EQ(article.translations(i).kind(), v1::TRANSLATION_KIND_HUMAN);
    EXPECT_EQ(article.translations(i).translated_from(), "en");
    EXPECT_EQ(article.translations(i).source_revision(), 1);
  }
  EXPECT_EQ(article.provenance().source_href(), "https://corpus.example/1");
}

TEST(CorpusTest, APartialTranslationIsItsHeadline) {
  const auto items = ParseCorpusDocument(kDocument, "x.example");
  for (const v1::Translation& translation : items->back().article().translations()) {
    if (translation.language() != "ar") continue;
    EXPECT_EQ(translation.headlines_size(), 1);
    EXPECT_EQ(translation.bodies_size(), 0);
  }
}

TEST(CorpusTest, NumberedItemsBecomeRecommendations) {
  const auto items = ParseCorpusDocument(kDocument, "x.example");
  const v1::Recommendation& first = (*items)[0].recommendation();
  EXPECT_EQ(first.name(), "recommendations/urn:newsml:x.example:set:Doc_1:2:item:1");
  ASSERT_EQ(first.texts_size(), 2);
  EXPECT_EQ(first.source_document().titles_size(), 3);
  EXPECT_EQ(items->back().article().recommendations(1).recommendation(),
            (*items)[1].recommendation().name());
}

TEST(CorpusTest, AnItemOfNewswireIsNoDocument) {
  EXPECT_TRUE(IsCorpusDocument(kDocument));
  EXPECT_FALSE(IsCorpusDocument(R"({"article":{"name":"articles/urn:x:y"}})"));
  EXPECT_TRUE(ParseLine(R"({"name":"articles/urn:x:y"})", "x")->front().has_article());
  EXPECT_EQ(ParseLine(kDocument, "x.example")->size(), 3);
}

TEST(CorpusTest, SaysWhatIsWrong) {
  const auto items =
      ParseCorpusDocument(R"({"id":"a","original_language":"fr","texts":{"en":{}}})", "x");
  EXPECT_TRUE(absl::IsInvalidArgument(items.status()));
  EXPECT_THAT(std::string(items.status().message()), HasSubstr("\"fr\""));
  EXPECT_TRUE(absl::IsInvalidArgument(ParseLine("rubbish", "x").status()));
}

// Not part of the repository.
TEST(CorpusTest, EveryDocumentOfTheRealCorpusIsRead) {
  std::ifstream file(std::string(NEWSWIRE_SOURCE_DIR) + "/../shared/data/corpus.ndjson");
  if (!file) GTEST_SKIP() << "the corpus is not here";
  int documents = 0;
  int recommendations = 0;
  for (std::string line; std::getline(file, line); ++documents) {
    const auto items = ParseLine(line, "corpus.example");
    ASSERT_TRUE(items.ok()) << "line " << documents + 1 << ": " << items.status();
    recommendations += static_cast<int>(items->size()) - 1;
  }
  EXPECT_EQ(documents, 164);
  EXPECT_EQ(recommendations, 30);
}

}  // namespace
}  // namespace newswire
