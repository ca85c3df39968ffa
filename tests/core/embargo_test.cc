// What is held, until when, and in which order it comes out; without a server and at a set clock.
#include "service/core/embargo.h"

#include <gmock/gmock.h>

#include "service/core/item_reader.h"
#include "tests/core/desk.h"
#include "tests/support/watched_store.h"

namespace newswire {
namespace {

using testing::Desk;
using ::testing::ElementsAre;
using testing::Indefinitely;
using ::testing::IsEmpty;
using testing::MakeArticle;
using testing::MakeRecommendation;
using testing::Reporting;
using testing::Until;

TEST(EmbargoTest, NothingIsDueAMicrosecondBeforeItsTime) {
  Desk desk;
  const absl::Time due = desk.now + absl::Minutes(10);
  EXPECT_EQ(desk.Put(Until(due, MakeArticle("a", "Later"))).outcome, v1::PUBLISH_OUTCOME_HELD);
  desk.now = due - absl::Microseconds(1);
  desk.ReleaseDue();
  EXPECT_THAT(desk.Story(), IsEmpty());
  desk.now = due;
  desk.ReleaseDue();
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH a"));
}

// Every call that reads one item does it through ItemReader. What it looks up is what takes time,
// so the same look-ups are the same time, whatever the machine does meanwhile.
TEST(EmbargoTest, AHeldNameCostsAReaderTheLookUpsOfAnUnknownOne) {
  Desk desk;
  desk.Put(Reporting(Indefinitely(MakeArticle("held", "Held")), {"held-too"}));
  desk.Put(MakeRecommendation("held-too"));  // waits for the article
  desk.Put(MakeArticle("seen", "Seen"));
  WatchedStore watched(desk.store());
  std::vector<std::string> reads;
  watched.on_read = [&reads](const char* read) { reads.emplace_back(read); };
  const ItemReader reader(&watched);
  const auto look_up = [&](const std::string& id) {
    const std::string uri = "urn:newsml:example.org:2026:" + id;
    reads.clear();
    for (const auto kind : {v1::ITEM_KIND_ARTICLE, v1::ITEM_KIND_RECOMMENDATION}) {
      for (const std::uint32_t revision : {0u, 1u, 2u}) {
        reader.Read(kind, uri, revision).status().IgnoreError();
        reads.emplace_back("|");
      }
      reader.Revisions(kind, uri, 20, "").status().IgnoreError();
      reads.emplace_back("|");
    }
    return reads;
  };
  const auto unknown = look_up("nobody");
  EXPECT_EQ(look_up("held"), unknown);
  EXPECT_EQ(look_up("held-too"), unknown);
  // The test can fail: one that is there takes more.
  EXPECT_GT(look_up("seen").size(), unknown.size());
}

TEST(EmbargoTest, ATimeBetweenTwoMicrosecondsIsDueAtTheLaterOne) {
  v1::Embargo embargo;
  embargo.mutable_embargoed_until()->set_seconds(5);
  embargo.mutable_embargoed_until()->set_nanos(1);
  EXPECT_EQ(OwnDue(embargo), 5'000'001);
  embargo.mutable_embargoed_until()->set_nanos(1000);
  EXPECT_EQ(OwnDue(embargo), 5'000'001);
}

// A clock that once was ahead has left an entry with a time to come, and was set right at a start.
TEST(EmbargoTest, AFeedWhoseNewestEntryIsInTheFutureEndsNoEmbargoEarly) {
  Desk desk;
  desk.now += absl::Hours(1);
  desk.Put(MakeArticle("ahead", "From a clock that was ahead"));
  desk.now -= absl::Hours(1);
  const absl::Time due = desk.now + absl::Minutes(30);
  EXPECT_EQ(desk.Put(Until(due, MakeArticle("a", "Later"))).outcome, v1::PUBLISH_OUTCOME_HELD);
  desk.Put(Reporting(Until(due, MakeArticle("b", "Later")), {"r"}));
  EXPECT_EQ(desk.Put(MakeRecommendation("r")).outcome, v1::PUBLISH_OUTCOME_HELD);
  desk.ReleaseDue();
  desk.Put(Reporting(Until(due, MakeArticle("b", "Later still")), {"r"}));
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH ahead"));
  desk.now = due;
  desk.ReleaseDue();
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH ahead", "PUBLISH a", "PUBLISH r", "PUBLISH b"));
}

TEST(EmbargoTest, ARecommendationThatAHeldArticleDropsStaysHeld) {
  Desk desk;
  const absl::Time due = desk.now + absl::Minutes(30);
  desk.Put(Reporting(Until(due, MakeArticle("a", "One")), {"r", "s"}));
  EXPECT_EQ(desk.Put(MakeRecommendation("r")).outcome, v1::PUBLISH_OUTCOME_HELD);
  EXPECT_EQ(desk.Put(MakeRecommendation("s")).outcome, v1::PUBLISH_OUTCOME_HELD);
  desk.Put(Reporting(Until(due, MakeArticle("a", "Two")), {"s"}));
  EXPECT_THAT(desk.Story(), IsEmpty());
  desk.now = due;
  desk.ReleaseDue();
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH s", "PUBLISH a"));
  // It comes out with the next article that reports it.
  desk.Put(Reporting(MakeArticle("b", "Three"), {"r"}));
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH s", "PUBLISH a", "PUBLISH r", "PUBLISH b"));
}

TEST(EmbargoTest, ARecommendationThatIsDroppedWhenTheEmbargoIsLiftedStaysHeld) {
  Desk desk;
  desk.Put(Reporting(Indefinitely(MakeArticle("a", "One")), {"r"}));
  desk.Put(MakeRecommendation("r"));
  desk.Put(MakeArticle("a", "Two"));
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH a"));
  EXPECT_EQ(desk.Do(Operation::kRelease, MakeRecommendation("r").name()).outcome,
            v1::PUBLISH_OUTCOME_CREATED);
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH a", "PUBLISH r"));
}

TEST(EmbargoTest, ARecommendationOfTwoHeldArticlesComesWithTheFirst) {
  Desk desk;
  const absl::Time due = desk.now + absl::Minutes(30);
  desk.Put(Reporting(Until(due, MakeArticle("first", "One")), {"r"}));
  desk.Put(Reporting(Indefinitely(MakeArticle("second", "Two")), {"r"}));
  EXPECT_EQ(desk.Put(MakeRecommendation("r")).outcome, v1::PUBLISH_OUTCOME_HELD);
  desk.now = due;
  desk.ReleaseDue();
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH r", "PUBLISH first"));
}

TEST(EmbargoTest, AnEmbargoOfItsOwnOutlastsThatOfTheArticle) {
  Desk desk;
  const absl::Time due = desk.now + absl::Minutes(30);
  v1::Recommendation recommendation = MakeRecommendation("r");
  recommendation.mutable_embargo()->set_indefinite(true);
  desk.Put(recommendation);
  desk.Put(Reporting(Until(due, MakeArticle("a", "One")), {"r"}));
  desk.now = due;
  desk.ReleaseDue();
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH a"));
}

TEST(EmbargoTest, AHeldItemThatIsCancelledTakesAlongWhatOnlyItKnows) {
  Desk desk;
  desk.Put(Reporting(Indefinitely(MakeArticle("a", "One")), {"only", "own", "other"}));
  desk.Put(Reporting(Indefinitely(MakeArticle("b", "Two")), {"other"}));
  v1::Recommendation own = MakeRecommendation("own");
  own.mutable_embargo()->set_indefinite(true);
  for (const auto& recommendation :
       {MakeRecommendation("only"), own, MakeRecommendation("other")}) {
    EXPECT_EQ(desk.Put(recommendation).outcome, v1::PUBLISH_OUTCOME_HELD);
  }
  desk.Do(Operation::kCancel, MakeArticle("a", "").name());
  const auto release = [&desk](const char* id) {
    return desk.Do(Operation::kRelease, MakeRecommendation(id).name()).status;
  };
  EXPECT_TRUE(absl::IsNotFound(release("only")));
  EXPECT_TRUE(release("own").ok());
  EXPECT_TRUE(release("other").ok());
}

TEST(EmbargoTest, AnArticleThatIsRefusedHoldsNothing) {
  Desk desk;
  desk.Put(MakeArticle("published", "One"));
  const ProposalOutcome outcome =
      desk.Decide({desk.Draft(MakeRecommendation("r")), desk.Draft(MakeRecommendation("s")),
                   // An embargo comes too late for the first one.
                   desk.Draft(Reporting(Indefinitely(MakeArticle("published", "Two")), {"r"})),
                   desk.Draft(Reporting(Indefinitely(MakeArticle("held", "Three")), {"s"}))});
  EXPECT_FALSE(outcome.writes[2].status.ok());
  EXPECT_EQ(outcome.writes[0].outcome, v1::PUBLISH_OUTCOME_CREATED);
  EXPECT_EQ(outcome.writes[1].outcome, v1::PUBLISH_OUTCOME_HELD);
  EXPECT_EQ(outcome.writes[3].outcome, v1::PUBLISH_OUTCOME_HELD);
  EXPECT_THAT(desk.Story(), ElementsAre("PUBLISH published", "PUBLISH r"));
}

TEST(EmbargoTest, WhatWasMendedUnderEmbargoIsNoCorrectionForReaders) {
  auto correction = std::make_shared<Change>();
  correction->kind = v1::REVISION_KIND_CORRECTION;
  correction->texts.resize(1);
  correction->texts[0].set_language("en");
  correction->texts[0].set_value("zzwrong");
  // Lifted by a call, and by the correction itself.
  for (const bool by_call : {true, false}) {
    Desk desk;
    desk.Put(Indefinitely(MakeArticle("a", "Wrong")));
    v1::Article right = MakeArticle("a", "Right");
    ItemWrite write = desk.Draft(by_call ? Indefinitely(right) : right);
    write.change = correction;
    desk.DecideOne(std::move(write));
    if (by_call) desk.Do(Operation::kRelease, right.name());
    ASSERT_THAT(desk.Story(), ElementsAre("PUBLISH a"));
    EXPECT_EQ(desk.Feed()[0].article().corrections_size(), 0);
    EXPECT_EQ(desk.Feed()[0].revision(), 2u);
    EXPECT_EQ(desk.FeedBytes().find("zzwrong"), std::string::npos);
    // What is mended afterwards is one.
    write = desk.Draft(MakeArticle("a", "Better"));
    write.change = correction;
    desk.DecideOne(std::move(write));
    ASSERT_EQ(desk.Feed().back().article().corrections_size(), 1);
    EXPECT_EQ(desk.Feed().back().article().corrections(0).revision(), 3u);
  }
}

TEST(EmbargoTest, ARoundOfReleasesIsBoundedByBytes) {
  Desk desk;
  const absl::Time due = desk.now + absl::Minutes(30);
  for (int i = 0; i < 20; ++i) {
    desk.Put(Until(due, testing::MakeLargeArticle(absl::StrCat("a", i), 500'000)));
  }
  desk.now = due;
  EXPECT_TRUE(desk.ReleaseDue());
  EXPECT_GT(desk.Feed().size(), 4u);
  EXPECT_LT(desk.Feed().size(), 12u);
  while (desk.ReleaseDue()) continue;
  EXPECT_EQ(desk.Feed().size(), 20u);
}

}  // namespace
}  // namespace newswire
