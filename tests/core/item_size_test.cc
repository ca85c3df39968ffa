// How large an item and its entry can become by what the server adds to it.
#include <gmock/gmock.h>

#include "service/core/error.h"
#include "tests/core/desk.h"

namespace newswire {
namespace {

using testing::Desk;
using testing::Indefinitely;
using testing::MakeArticle;
using testing::MakeLargeArticle;
using testing::MakeRecommendation;
using testing::Translated;

constexpr std::size_t kItemMax = 3 << 20;
constexpr std::size_t kBodyMax = 512 << 10;
// What a gRPC client takes is 4 MiB, and 256 KiB of other entries may stand before a large one.
constexpr std::size_t kEntryMax = (4 << 20) - (256 << 10) - (128 << 10);

const std::string kStory = MakeArticle("story", "").name();

// One that, stored, is `room` bytes below the limit, give or take a few.
v1::Article NearlyFull(std::size_t room) {
  v1::Article article = Translated(MakeLargeArticle("story", kBodyMax), "fr", "Plein");
  std::size_t left = kItemMax - kBodyMax - room - 1024;
  for (v1::Translation& translation : *article.mutable_translations()) {
    while (translation.bodies_size() < 4 && left > 0) {
      v1::Body& body = *translation.add_bodies();
      body.set_role("more");
      body.set_value(std::string(std::min(left, kBodyMax), 'x'));
      left -= body.value().size();
    }
  }
  return article;
}

// As much as a correction may say.
std::shared_ptr<const Change> LongCorrection() {
  auto change = std::make_shared<Change>();
  change->kind = v1::REVISION_KIND_CORRECTION;
  for (int i = 0; i < 30; ++i) {
    v1::LangString& text = change->texts.emplace_back();
    text.set_language(absl::StrCat("l", i));
    text.set_value(std::string(4000, 'c'));
  }
  return change;
}

WriteOutcome Correct(Desk* desk, v1::Article article, std::uint32_t urgency) {
  article.set_urgency(urgency);
  ItemWrite write = desk->Draft(std::move(article));
  write.change = LongCorrection();
  return desk->DecideOne(std::move(write));
}

std::size_t LargestEntry(const Desk& desk) {
  std::size_t largest = 0;
  for (const v1::FeedEntry& entry : desk.Feed()) {
    largest = std::max(largest, entry.ByteSizeLong());
  }
  return largest;
}

// Corrects until no more fits.
void Fill(Desk* desk, const v1::Article& article) {
  WriteOutcome last;
  for (std::uint32_t i = 0; i < 9 && last.status.ok(); ++i) {
    last = Correct(desk, article, 1 + i % 2);
  }
  ASSERT_EQ(ReasonOf(last.status), "ITEM_TOO_LARGE");
  EXPECT_EQ(last.status.code(), absl::StatusCode::kResourceExhausted);
}

TEST(ItemSizeTest, CorrectionsEndAtTheLimitOfTheItem) {
  Desk desk;
  const v1::Article article = NearlyFull(300 << 10);
  ASSERT_TRUE(desk.Put(article).status.ok());
  Fill(&desk, article);
  EXPECT_EQ(desk.Feed().size(), 3u);  // two of 120 KB fitted, and the refusal left no trace
  EXPECT_GT(desk.Feed().back().article().ByteSizeLong(), kItemMax - (128 << 10));
  EXPECT_LT(LargestEntry(desk), kEntryMax);
}

TEST(ItemSizeTest, WhatIsFullCanBeTakenBackAndBroughtBack) {
  Desk desk;
  const v1::Article article = NearlyFull(200 << 10);
  ASSERT_TRUE(desk.Put(article).status.ok());
  Fill(&desk, article);
  for (const char* language : {"fr", ""}) {
    for (const auto operation : {Operation::kWithhold, Operation::kReinstate}) {
      ItemWrite write = Desk::Taking(operation, kStory, language);
      auto change = std::make_shared<Change>(*write.change);
      change->texts = LongCorrection()->texts;
      write.change = change;
      const WriteOutcome outcome = desk.DecideOne(write);
      EXPECT_TRUE(outcome.status.ok()) << language << outcome.status;
    }
  }
  EXPECT_LT(LargestEntry(desk), kEntryMax);
  EXPECT_TRUE(desk.Do(Operation::kCancel, kStory, "fr").status.ok());
  EXPECT_TRUE(desk.Do(Operation::kCancel, kStory).status.ok());
}

TEST(ItemSizeTest, WhatIsFullUnderEmbargoCanBeReleased) {
  Desk desk;
  const v1::Article article = Indefinitely(NearlyFull(200 << 10));
  ASSERT_EQ(desk.Put(article).outcome, v1::PUBLISH_OUTCOME_HELD);
  Fill(&desk, article);
  EXPECT_TRUE(desk.Do(Operation::kRelease, kStory).status.ok());
  EXPECT_LT(LargestEntry(desk), kEntryMax);
}

TEST(ItemSizeTest, ATranslationOnHoldComesBackOnlyWhenTheArticleHasRoom) {
  Desk desk;
  const v1::Article article = NearlyFull(100 << 10);
  ASSERT_TRUE(desk.Put(article).status.ok());
  ASSERT_TRUE(desk.Do(Operation::kWithhold, kStory, "fr").status.ok());
  v1::Article grown = article;
  grown.mutable_translations(1)->set_language("es");
  ASSERT_TRUE(desk.Put(grown).status.ok());
  const std::string before = desk.FeedBytes();
  EXPECT_EQ(ReasonOf(desk.Do(Operation::kReinstate, kStory, "fr").status), "ITEM_TOO_LARGE");
  EXPECT_TRUE(desk.FeedBytes() == before);
  ASSERT_TRUE(desk.Put(MakeArticle("story", "Short")).status.ok());
  EXPECT_TRUE(desk.Do(Operation::kReinstate, kStory, "fr").status.ok());
}

TEST(ItemSizeTest, TheHistoryOfARecommendationEndsAtTheLimitOfTheItem) {
  Desk desk;
  ASSERT_TRUE(desk.Put(MakeRecommendation("r")).status.ok());
  auto change = std::make_shared<Change>();
  change->kind = v1::REVISION_KIND_STATUS;
  change->by_role = v1::ASSESSOR_ROLE_ISSUER;
  change->comments.resize(1);
  change->comments[0].set_language("en");
  change->comments[0].set_value(std::string(400'000, 'c'));
  WriteOutcome last;
  int changes = 0;
  for (; changes < 9 && last.status.ok(); ++changes) {
    v1::Recommendation next = MakeRecommendation("r");
    next.set_status(changes % 2 == 0 ? v1::RECOMMENDATION_STATUS_OPEN
                                     : v1::RECOMMENDATION_STATUS_CLOSED_IMPLEMENTED);
    ItemWrite write = desk.Draft(next);
    write.change = change;
    last = desk.DecideOne(std::move(write));
  }
  EXPECT_EQ(changes, 8);  // 7 of them fit into 3 MiB
  EXPECT_EQ(ReasonOf(last.status), "ITEM_TOO_LARGE");
}

// What is stored is a little larger than what is sent: hashes, counts, directions.
TEST(ItemSizeTest, AnItemThatTheServersFieldsMakeTooLargeIsRefused) {
  Desk desk;
  v1::Article article = NearlyFull(0);
  auto* const bodies = article.mutable_translations(1)->mutable_bodies();
  v1::Body* const body = bodies->Mutable(bodies->size() - 1);
  while (article.ByteSizeLong() < kItemMax) {
    body->mutable_value()->append(kItemMax - article.ByteSizeLong(), 'x');
  }
  while (article.ByteSizeLong() > kItemMax) body->mutable_value()->pop_back();
  Violations violations;
  EXPECT_FALSE(DraftArticle(v1::Article(article), desk.now, "article", &violations).has_value());
  ASSERT_EQ(violations.list().size(), 1u);
  EXPECT_EQ(violations.list()[0].reason, "ITEM_TOO_LARGE");
  body->mutable_value()->resize(body->value().size() - 1024);
  EXPECT_TRUE(desk.Put(article).status.ok());
}

}  // namespace
}  // namespace newswire
