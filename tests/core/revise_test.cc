#include <gtest/gtest.h>

#include "service/core/draft.h"
#include "tests/core/sample_items.h"

namespace newswire {
namespace {

template <typename Item>
Item Parse(const std::string& bytes) {
  Item item;
  EXPECT_TRUE(item.ParseFromString(bytes));
  return item;
}

v1::Article ReviseTo(const v1::Article& previous, const v1::Article& next, std::uint32_t revision) {
  const auto revised =
      Revise(previous.SerializeAsString(), DraftOf(next), revision, SampleNow(), nullptr);
  EXPECT_TRUE(revised.ok()) << revised.status();
  return Parse<v1::Article>(revised.value_or(Revised()).payload);
}

absl::StatusOr<v1::Recommendation> ReviseTo(const v1::Recommendation& previous,
                                            const v1::Recommendation& next, std::uint32_t revision,
                                            const Change* change = nullptr) {
  const auto revised =
      Revise(previous.SerializeAsString(), DraftOf(next), revision, SampleNow(), change);
  if (!revised.ok()) return revised.status();
  return Parse<v1::Recommendation>(revised->payload);
}

v1::Article First(const v1::Article& article) {
  return Parse<v1::Article>(DraftOf(article).payload);
}
v1::Recommendation First(const v1::Recommendation& recommendation) {
  return Parse<v1::Recommendation>(DraftOf(recommendation).payload);
}

TEST(ReviseArticleTest, OnlyATranslationThatChangedGetsANewRevision) {
  v1::Article next = SampleArticle();
  next.mutable_translations(1)->mutable_headlines(0)->set_value("Les ports se retrouvent");
  const v1::Article stored = ReviseTo(First(SampleArticle()), next, 2);
  EXPECT_EQ(stored.translations(0).revision(), 1u);
  EXPECT_EQ(stored.translations(1).revision(), 2u);
  EXPECT_EQ(stored.translations(2).revision(), 1u);
}

TEST(ReviseArticleTest, ATranslationIsStaleWhenItsSourceMovedOn) {
  v1::Article next = SampleArticle();
  next.mutable_translations(0)->mutable_headlines(0)->set_value("Conference of ports opened");
  const v1::Article second = ReviseTo(First(SampleArticle()), next, 2);
  EXPECT_FALSE(second.translations(0).stale());
  EXPECT_TRUE(second.translations(1).stale());   // made from the English
  EXPECT_FALSE(second.translations(2).stale());  // made from the French, which stayed
  // The translator catches up: now the Arabic is behind.
  next.mutable_translations(1)->mutable_headlines(0)->set_value("La conférence est ouverte");
  next.mutable_translations(1)->set_source_revision(2);
  const v1::Article third = ReviseTo(second, next, 3);
  EXPECT_EQ(third.translations(1).revision(), 2u);
  EXPECT_FALSE(third.translations(1).stale());
  EXPECT_TRUE(third.translations(2).stale());
}

TEST(ReviseArticleTest, ATranslationMayStandBeforeItsSource) {
  v1::Article first = SampleArticle();
  first.mutable_translations()->SwapElements(0, 1);
  v1::Article next = first;
  next.mutable_translations(1)->mutable_headlines(0)->set_value("Other");
  EXPECT_TRUE(ReviseTo(First(first), next, 2).translations(0).stale());
}

TEST(ReviseArticleTest, ATranslationThatIsTakenBackStaysAsItIs) {
  for (const auto status : {v1::PUB_STATUS_WITHHELD, v1::PUB_STATUS_CANCELED}) {
    v1::Article previous = First(SampleArticle());
    v1::Translation* french = previous.mutable_translations(1);
    french->set_pub_status(status);
    french->clear_headlines();
    french->clear_bodies();
    v1::Article next = SampleArticle();
    next.set_urgency(1);
    const auto revised =
        Revise(previous.SerializeAsString(), DraftOf(next), 2, SampleNow(), nullptr);
    ASSERT_TRUE(revised.ok());
    EXPECT_EQ(Parse<v1::Article>(revised->payload).translations(1).SerializeAsString(),
              french->SerializeAsString());
    EXPECT_EQ(revised->languages, (std::vector<std::string>{"en", "ar"}));
    EXPECT_EQ(revised->changed_paths, std::vector<std::string>{"urgency"});
  }
}

TEST(ReviseArticleTest, ANewTranslationBeginsAtOne) {
  v1::Article first = SampleArticle();
  first.mutable_translations()->RemoveLast();
  EXPECT_EQ(ReviseTo(First(first), SampleArticle(), 2).translations(2).revision(), 1u);
}

TEST(ReviseArticleTest, RevisionsCountTheChangesOfManyRevisions) {
  v1::Article stored = First(SampleArticle());
  v1::Article next = SampleArticle();
  for (std::uint32_t revision = 2; revision <= 6; ++revision) {
    if (revision % 2 == 0) {
      next.mutable_translations(0)->mutable_headlines(0)->mutable_value()->append("!");
    } else {
      next.set_urgency(revision);
    }
    stored = ReviseTo(stored, next, revision);
  }
  EXPECT_EQ(stored.translations(0).revision(), 4u);
}

TEST(ReviseArticleTest, CorrectionsAreCarriedOn) {
  v1::Article previous = First(SampleArticle());
  previous.add_corrections()->set_revision(1);
  previous.set_etag("1-00000000");
  previous.set_revision(1);
  const v1::Article stored = ReviseTo(previous, SampleArticle(), 2);
  EXPECT_EQ(stored.corrections_size(), 1);
  // The item's own fields are the applier's.
  EXPECT_EQ(stored.etag(), "");
  EXPECT_EQ(stored.revision(), 0u);
}

TEST(ReviseArticleTest, TheSameRevisionGivesTheSameBytes) {
  v1::Article next = SampleArticle();
  next.set_urgency(1);
  const std::string previous = DraftOf(SampleArticle()).payload;
  const Draft draft = DraftOf(next);
  const auto once = Revise(previous, draft, 2, SampleNow(), nullptr);
  const auto twice = Revise(previous, draft, 2, SampleNow(), nullptr);
  ASSERT_TRUE(once.ok());
  EXPECT_EQ(once->payload, twice->payload);
  EXPECT_EQ(once->changed_paths, twice->changed_paths);
}

TEST(ReviseArticleTest, ADamagedPredecessorIsNotPaperedOver) {
  const auto revised = Revise("\xff\xff", DraftOf(SampleArticle()), 2, SampleNow(), nullptr);
  EXPECT_EQ(revised.status().code(), absl::StatusCode::kDataLoss);
}

using Status = v1::RecommendationStatus;
constexpr Status kNotTracked = v1::RECOMMENDATION_STATUS_NOT_TRACKED;
constexpr Status kOpen = v1::RECOMMENDATION_STATUS_OPEN;
constexpr Status kImplemented = v1::RECOMMENDATION_STATUS_CLOSED_IMPLEMENTED;
constexpr Status kNotImplemented = v1::RECOMMENDATION_STATUS_CLOSED_NOT_IMPLEMENTED;
constexpr Status kSuperseded = v1::RECOMMENDATION_STATUS_CLOSED_SUPERSEDED;

v1::Recommendation WithStatus(Status status) {
  v1::Recommendation recommendation = SampleRecommendation(1);
  recommendation.set_status(status);
  return recommendation;
}

TEST(ReviseRecommendationTest, StatusGoesTheWayOfTheContract) {
  const Status all[] = {kNotTracked, kOpen, kImplemented, kNotImplemented, kSuperseded};
  for (const Status from : all) {
    for (const Status to : all) {
      const bool allowed = from == to || to == kOpen || (from == kOpen && to != kNotTracked);
      const auto stored = ReviseTo(First(WithStatus(from)), WithStatus(to), 2);
      EXPECT_EQ(stored.ok(), allowed) << from << " to " << to;
      if (stored.ok()) continue;
      EXPECT_EQ(stored.status().code(), absl::StatusCode::kFailedPrecondition);
      EXPECT_EQ(ReasonOf(stored.status()), "STATUS_TRANSITION");
    }
  }
}

TEST(ReviseRecommendationTest, EveryChangeOfStatusIsWrittenDown) {
  v1::Recommendation stored = First(WithStatus(kNotTracked));
  EXPECT_EQ(stored.status_history_size(), 0);
  stored = *ReviseTo(stored, WithStatus(kOpen), 2);
  v1::Recommendation same = WithStatus(kOpen);
  same.set_priority(false);
  stored = *ReviseTo(stored, same, 3);
  stored = *ReviseTo(stored, WithStatus(kImplemented), 4);
  stored = *ReviseTo(stored, WithStatus(kOpen), 5);
  ASSERT_EQ(stored.status_history_size(), 3);
  const v1::StatusChange& reopened = stored.status_history(2);
  EXPECT_EQ(reopened.revision(), 5u);
  EXPECT_EQ(reopened.from(), kImplemented);
  EXPECT_EQ(reopened.to(), kOpen);
  EXPECT_EQ(reopened.by_role(), v1::ASSESSOR_ROLE_ISSUER);
  EXPECT_EQ(reopened.at().seconds(), absl::ToUnixSeconds(SampleNow()));
  EXPECT_EQ(stored.status_history(0).revision(), 2u);
}

TEST(ReviseRecommendationTest, TheHistorySaysWhoChangedTheStatusAndWhy) {
  Change change;
  change.kind = v1::REVISION_KIND_STATUS;
  change.by_role = v1::ASSESSOR_ROLE_ADDRESSEE;
  change.by = "Port of Lindo";
  change.comments = {Text("en", "The quay is open."), Text("fr", "Le quai est ouvert.")};
  const v1::Recommendation stored =
      *ReviseTo(First(WithStatus(kNotTracked)), WithStatus(kOpen), 2, &change);
  ASSERT_EQ(stored.status_history_size(), 1);
  EXPECT_EQ(stored.status_history(0).by_role(), v1::ASSESSOR_ROLE_ADDRESSEE);
  EXPECT_EQ(stored.status_history(0).by(), "Port of Lindo");
  ASSERT_EQ(stored.status_history(0).comments_size(), 2);
  EXPECT_EQ(stored.status_history(0).comments(1).value(), "Le quai est ouvert.");
}

TEST(ReviseRecommendationTest, AChangeThatLeavesTheStatusMakesNoHistory) {
  Change change;
  change.kind = v1::REVISION_KIND_STATUS;
  change.by_role = v1::ASSESSOR_ROLE_ADDRESSEE;
  v1::Recommendation next = WithStatus(kOpen);
  next.set_priority(false);
  EXPECT_EQ(ReviseTo(First(WithStatus(kOpen)), next, 2, &change)->status_history_size(), 0);
}

TEST(ReviseRecommendationTest, TheHistoryCannotBeEditedByACaller) {
  v1::Recommendation stored = *ReviseTo(First(WithStatus(kNotTracked)), WithStatus(kOpen), 2);
  v1::Recommendation next = stored;
  next.mutable_status_history(0)->set_from(kSuperseded);
  next.add_status_history();
  stored = *ReviseTo(stored, next, 3);
  ASSERT_EQ(stored.status_history_size(), 1);
  EXPECT_EQ(stored.status_history(0).from(), kNotTracked);
}

TEST(ReviseRecommendationTest, ATextIsStaleWhenTheOriginalChangedAndItDidNot) {
  v1::Recommendation first = SampleRecommendation(1);
  for (const char* language : {"fr", "es"}) {
    v1::RecommendationText* text = first.add_texts();
    *text = first.texts(0);
    text->set_language(language);
    text->set_textuality(v1::TEXTUALITY_TRANSLATION);
    text->set_kind(v1::TRANSLATION_KIND_HUMAN);
  }
  v1::Recommendation next = first;
  next.mutable_texts(0)->set_value("keep two quays open");
  next.mutable_texts(1)->set_value("garder deux quais ouverts");
  const v1::Recommendation second = *ReviseTo(First(first), next, 2);
  EXPECT_FALSE(second.texts(0).stale());
  EXPECT_FALSE(second.texts(1).stale());
  EXPECT_TRUE(second.texts(2).stale());
  // It stays stale until it is changed, whatever else changes.
  next.set_priority(false);
  const v1::Recommendation third = *ReviseTo(second, next, 3);
  EXPECT_TRUE(third.texts(2).stale());
  next.mutable_texts(2)->set_value("mantener dos muelles abiertos");
  EXPECT_FALSE(ReviseTo(third, next, 4)->texts(2).stale());
}

TEST(ReviseRecommendationTest, ReportsAreCarriedOn) {
  v1::Recommendation previous = First(SampleRecommendation(1));
  previous.add_reported_in("articles/urn:newsml:harbour.example:1");
  v1::Recommendation next = SampleRecommendation(1);
  next.set_priority(false);
  EXPECT_EQ(ReviseTo(previous, next, 2)->reported_in_size(), 1);
}

}  // namespace
}  // namespace newswire
