// Taking items and translations back, and bringing them back; without a server.
#include "service/core/retract.h"

#include <gmock/gmock.h>

#include "service/core/error.h"
#include "tests/core/desk.h"

namespace newswire {
namespace {

using testing::Desk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MakeArticle;
using testing::MakeRecommendation;
using ::testing::Not;
using testing::Reporting;
using testing::Translated;

const std::string kStory = MakeArticle("story", "").name();

v1::Article ArticleOf(const WriteOutcome& outcome) {
  v1::Article article;
  EXPECT_TRUE(article.ParseFromString(outcome.item));
  return article;
}

// What happened after the first `count` entries.
std::vector<std::string> Since(const Desk& desk, std::size_t count) {
  std::vector<std::string> story = desk.Story();
  EXPECT_GE(story.size(), count);
  story.erase(story.begin(), story.begin() + static_cast<std::ptrdiff_t>(count));
  return story;
}

TEST(RetractTest, AThinEntryHasNoContentAndSaysWhatToDo) {
  Desk desk;
  desk.Put(MakeArticle("story", "zzheadline"));
  ItemWrite hold = Desk::Taking(Operation::kWithhold, kStory);
  auto change = std::make_shared<Change>(*hold.change);
  for (const char* language : {"en", "fr"}) {
    v1::LangString& text = change->texts.emplace_back();
    text.set_language(language);
    text.set_value("Do not use.");
  }
  hold.change = change;
  const WriteOutcome outcome = desk.DecideOne(hold);
  EXPECT_EQ(outcome.revision, 2u);
  EXPECT_EQ(ArticleOf(outcome).translations_size(), 0);
  const v1::FeedEntry entry = desk.Feed().back();
  EXPECT_TRUE(entry.must_retract());
  EXPECT_EQ(entry.advisories_size(), 2);
  EXPECT_EQ(entry.retraction_reason(), v1::RETRACTION_REASON_LEGAL);
  EXPECT_THAT(entry.languages(), ElementsAre("en"));
  EXPECT_EQ(entry.provider(), "example.org");
  EXPECT_THAT(desk.FeedBytes(), Not(HasSubstr("zzheadline")));
}

TEST(RetractTest, ACancelledItemTakesNoWriteOfAnyKind) {
  Desk desk;
  desk.Put(MakeArticle("story", "One"));
  desk.Do(Operation::kWithhold, kStory);
  desk.Do(Operation::kCancel, kStory);
  for (const auto operation : {Operation::kWithhold, Operation::kReinstate, Operation::kCancel}) {
    EXPECT_EQ(ReasonOf(desk.Do(operation, kStory).status), "ITEM_CANCELED");
  }
  EXPECT_EQ(ReasonOf(desk.Put(MakeArticle("story", "Two")).status), "ITEM_CANCELED");
  EXPECT_TRUE(absl::IsNotFound(desk.Do(Operation::kRelease, kStory).status));
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH story", "WITHHOLD story", "CANCEL story"));
}

TEST(RetractTest, AReinstatedItemIsReplayedByteForByteAsBefore) {
  Desk desk;
  desk.Put(MakeArticle("story", "One"));
  desk.Put(MakeArticle("story", "Two"));
  const std::string before = desk.FeedBytes();
  desk.Do(Operation::kWithhold, kStory);
  desk.Do(Operation::kReinstate, kStory);
  EXPECT_EQ(desk.FeedBytes().substr(0, before.size()), before);
}

// An edit that leaves a translation on hold out is no way around the hold.
TEST(RetractTest, AnEditThatDropsATranslationOnHoldDoesNotLoseTheHold) {
  Desk desk;
  const v1::Article english = MakeArticle("story", "One");
  desk.Put(Translated(Translated(english, "fr", "zzfrench"), "es", "Uno"));
  desk.Do(Operation::kWithhold, kStory, "fr");
  desk.Do(Operation::kWithhold, kStory, "es");
  v1::Article edited = MakeArticle("story", "Two");
  const v1::Article stored = ArticleOf(desk.Put(edited));
  EXPECT_EQ(stored.translations_size(), 3);
  desk.Do(Operation::kReinstate, kStory, "es");
  EXPECT_THAT(desk.FeedBytes(), Not(HasSubstr("zzfrench")));
  desk.Do(Operation::kWithhold, kStory);
  desk.Do(Operation::kReinstate, kStory);
  EXPECT_THAT(desk.FeedBytes(), Not(HasSubstr("zzfrench")));
  // Nor can it come in as a new one.
  desk.Put(Translated(edited, "fr", "zzfrench"));
  EXPECT_THAT(desk.FeedBytes(), Not(HasSubstr("zzfrench")));
  // Its own call brings it back.
  desk.Do(Operation::kReinstate, kStory, "fr");
  EXPECT_THAT(desk.FeedBytes(), HasSubstr("zzfrench"));
}

TEST(RetractTest, ATranslationOnHoldMayLoseTheTranslationItWasMadeFrom) {
  Desk desk;
  const v1::Article english = MakeArticle("story", "One");
  desk.Put(Translated(Translated(english, "es", "Uno"), "fr", "Un", "es"));
  desk.Do(Operation::kWithhold, kStory, "fr");
  const WriteOutcome outcome = desk.Put(Translated(MakeArticle("story", "Two"), "fr", "Deux"));
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  desk.Do(Operation::kReinstate, kStory, "fr");
  EXPECT_EQ(desk.Put(MakeArticle("story", "Three")).revision, 5u);
}

TEST(RetractTest, ATranslationOnHoldCannotBecomeTheOriginal) {
  Desk desk;
  desk.Put(Translated(MakeArticle("story", "One"), "fr", "Un"));
  desk.Do(Operation::kWithhold, kStory, "fr");
  v1::Article french = MakeArticle("story", "Un");
  french.set_original_language("fr");
  french.mutable_translations(0)->set_language("fr");
  EXPECT_EQ(ReasonOf(desk.Put(french).status), "ORIGINAL_NEEDED");
  EXPECT_EQ(ReasonOf(desk.Put(Translated(french, "en", "One", "fr")).status), "ORIGINAL_NEEDED");
}

TEST(RetractTest, NoHashOfACancelledTranslationStays) {
  Desk desk;
  desk.Put(Translated(MakeArticle("story", "One"), "fr", "Un"));
  const std::string hash = desk.Feed().front().content_sha256();
  ASSERT_EQ(hash.size(), 32u);
  desk.Do(Operation::kCancel, kStory, "fr");
  EXPECT_THAT(desk.FeedBytes(), Not(HasSubstr(hash)));
  EXPECT_EQ(desk.Put(MakeArticle("story", "Two")).revision, 3u);
}

TEST(RetractTest, ACancelDestroysWhatAnEarlierHoldPutAside) {
  Desk desk;
  desk.Put(MakeArticle("story", "One"));
  desk.Do(Operation::kWithhold, kStory);
  desk.Do(Operation::kCancel, kStory);
  int rows = 0;
  const auto count = [&rows](std::string_view, std::string_view) { return ++rows > 0; };
  ASSERT_TRUE(desk.store()->ScanRows(Table::kWithheld, "", "\xff", count).ok());
  EXPECT_EQ(rows, 0);
  EXPECT_EQ(desk.store()->head().articles(), 0u);
}

TEST(RetractTest, ARecommendationThatWentAloneDoesNotComeBackWithItsArticle) {
  Desk desk;
  const std::string name = MakeRecommendation("r").name();
  desk.Put(MakeRecommendation("r"));
  desk.Put(Reporting(MakeArticle("story", "One"), {"r"}));
  desk.Do(Operation::kWithhold, name);
  desk.Do(Operation::kWithhold, kStory);
  desk.Do(Operation::kReinstate, kStory);
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH r", "PUBLISH story", "WITHHOLD r",
                                        "WITHHOLD story", "REINSTATE story"));
}

TEST(RetractTest, ARecommendationComesBackBeforeTheArticleItWentWith) {
  Desk desk;
  desk.Put(MakeRecommendation("r"));
  desk.Put(Reporting(MakeArticle("story", "One"), {"r"}));
  desk.Do(Operation::kWithhold, kStory);
  desk.Do(Operation::kReinstate, kStory);
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH r", "PUBLISH story", "WITHHOLD story",
                                        "WITHHOLD r", "REINSTATE r", "REINSTATE story"));
}

TEST(RetractTest, ARecommendationComesBackWithAnyArticleThatReportsIt) {
  Desk desk;
  desk.Put(MakeRecommendation("r"));
  for (const char* id : {"aa", "bb"}) desk.Put(Reporting(MakeArticle(id, "One"), {"r"}));
  desk.Do(Operation::kWithhold, MakeArticle("aa", "").name());
  desk.Do(Operation::kWithhold, MakeArticle("bb", "").name());
  desk.Do(Operation::kReinstate, MakeArticle("aa", "").name());
  EXPECT_THAT(Since(desk, 3), ElementsAre("WITHHOLD aa", "WITHHOLD bb", "WITHHOLD r", "REINSTATE r",
                                          "REINSTATE aa"));
  // The other one finds it there.
  desk.Do(Operation::kReinstate, MakeArticle("bb", "").name());
  EXPECT_THAT(Since(desk, 8), ElementsAre("REINSTATE bb"));
}

TEST(RetractTest, ARecommendationThatWentAlongComesBackWithANewArticleOrANewRevision) {
  Desk desk;
  for (const char* id : {"r", "s"}) desk.Put(MakeRecommendation(id));
  desk.Put(Reporting(MakeArticle("story", "One"), {"r", "s"}));
  desk.Put(MakeArticle("other", "One"));
  desk.Do(Operation::kWithhold, kStory);
  desk.Put(Reporting(MakeArticle("new", "One"), {"r"}));
  desk.Put(Reporting(MakeArticle("other", "Two"), {"s"}));
  EXPECT_THAT(Since(desk, 4),
              ElementsAre("WITHHOLD story", "WITHHOLD r", "WITHHOLD s", "REINSTATE r",
                          "PUBLISH new", "REINSTATE s", "UPDATE other"));
}

TEST(RetractTest, ACancelDestroysNoRecommendationThatAnArticleOnHoldReports) {
  Desk desk;
  desk.Put(MakeRecommendation("r"));
  for (const char* id : {"aa", "bb"}) desk.Put(Reporting(MakeArticle(id, "One"), {"r"}));
  desk.Do(Operation::kWithhold, MakeArticle("aa", "").name());
  desk.Do(Operation::kCancel, MakeArticle("bb", "").name());
  desk.Do(Operation::kReinstate, MakeArticle("aa", "").name());
  desk.Do(Operation::kCancel, MakeArticle("aa", "").name());
  EXPECT_THAT(Since(desk, 3), ElementsAre("WITHHOLD aa", "CANCEL bb", "WITHHOLD r", "REINSTATE r",
                                          "REINSTATE aa", "CANCEL aa", "CANCEL r"));
}

TEST(RetractTest, WhatOnlyAnEarlierRevisionReportedGoesWithTheArticle) {
  Desk desk;
  for (const char* id : {"gr", "known"}) desk.Put(MakeRecommendation(id));
  desk.Put(Reporting(MakeArticle("story", "One"), {"gr", "known"}));
  desk.Put(Reporting(MakeArticle("other", "One"), {"known"}));
  desk.Put(MakeArticle("story", "Two"));
  desk.Do(Operation::kWithhold, kStory);
  desk.Do(Operation::kReinstate, kStory);
  desk.Do(Operation::kCancel, kStory);
  EXPECT_THAT(Since(desk, 5), ElementsAre("WITHHOLD story", "WITHHOLD gr", "REINSTATE gr",
                                          "REINSTATE story", "CANCEL story", "CANCEL gr"));
}

TEST(RetractTest, WhatAnArticleReportsAgainIsNoThingOfThePast) {
  Desk desk;
  desk.Put(MakeRecommendation("r"));
  desk.Put(Reporting(MakeArticle("story", "One"), {"r"}));
  desk.Put(MakeArticle("story", "Two"));
  EXPECT_EQ((*desk.store()->FindItem(UriOf(kStory)))->reported_before_size(), 1);
  desk.Put(Reporting(MakeArticle("story", "Three"), {"r"}));
  EXPECT_EQ((*desk.store()->FindItem(UriOf(kStory)))->reported_before_size(), 0);
}

TEST(RetractTest, AnEntryThatChangesAStatusAmongOtherThingsIsMajor) {
  Desk desk;
  v1::Recommendation recommendation = MakeRecommendation("r");
  desk.Put(recommendation);
  recommendation.set_status(v1::RECOMMENDATION_STATUS_OPEN);
  recommendation.mutable_texts(0)->set_value("Build it soon");
  desk.Put(recommendation);
  EXPECT_EQ(desk.Feed().back().action(), v1::FEED_ACTION_UPDATE);
  EXPECT_EQ(desk.Feed().back().significance(), v1::SIGNIFICANCE_MAJOR);
}

TEST(RetractTest, ARedactedRevisionSaysWhatHasBecomeOfTheItem) {
  for (const auto& [operation, status] : {std::pair(Operation::kWithhold, v1::PUB_STATUS_WITHHELD),
                                          std::pair(Operation::kCancel, v1::PUB_STATUS_CANCELED)}) {
    Desk desk;
    desk.Put(MakeArticle("story", "One"));
    desk.Do(operation, kStory);
    const ItemReader reader(desk.store());
    const auto page = reader.Revisions(v1::ITEM_KIND_ARTICLE, UriOf(kStory), 10, "");
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_EQ(page->items.size(), 2u);
    for (const std::string& item : page->items) {
      v1::Article stub;
      ASSERT_TRUE(stub.ParseFromString(item));
      EXPECT_EQ(stub.pub_status(), status) << stub.revision();
    }
    const auto first = reader.ReadStored(v1::ITEM_KIND_ARTICLE, UriOf(kStory), 1);
    ASSERT_TRUE(first.ok()) << first.status();
    v1::Article stub;
    ASSERT_TRUE(stub.ParseFromString(first->bytes));
    EXPECT_EQ(stub.pub_status(), status);
  }
}

}  // namespace
}  // namespace newswire
