// Retention as readers meet it: the floor moves, who is behind it is told, and items stay.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/channel.h"
#include "client/client.h"
#include "client/position.h"
#include "client/status.h"
#include "tests/support/eventually.h"
#include "tests/support/follower.h"
#include "tests/support/load.h"
#include "tests/support/sample_items.h"
#include "tests/support/server_process.h"

namespace newswire::testing {
namespace {

constexpr std::uint64_t kKeptBytes = 256 << 10;

class RetentionThroughServer : public ::testing::Test {
 protected:
  void SetUp() override {
    Restart();
    const auto first = Create("first", "The oldest");
    ASSERT_TRUE(first.ok()) << first.status();
    old_position_ = first->position();
    for (const char* id : {"second", "third"}) ASSERT_TRUE(Create(id, "Old").ok());
  }
  void Restart() {
    server_.Stop();
    ASSERT_TRUE(server_.Start());
    client_ = std::make_unique<Client>(MakeChannel(server_.address()));
  }
  absl::StatusOr<v1::CreateArticleResponse> Create(const std::string& id,
                                                   const std::string& headline,
                                                   const std::string& request_id = "") {
    v1::CreateArticleRequest request;
    *request.mutable_article() = MakeArticle(id, headline);
    request.set_request_id(request_id);
    return client_->CreateArticle(request);
  }
  // Publishes more than is kept and waits until what may go is gone.
  void MoveTheFloor() {
    ASSERT_TRUE(
        PublishLoad(server_.address(), {.id = "more", .articles = 200, .bytes = 4 << 10}).ok());
    ASSERT_TRUE(Eventually(absl::Seconds(20), [this] { return KeptBytes() <= kKeptBytes; }));
  }
  v1::ReadEntriesResponse Kept() {
    v1::ReadEntriesRequest read;
    read.mutable_start()->set_earliest(true);
    read.set_page_size(1000);
    const auto kept = client_->ReadEntries(read);
    EXPECT_TRUE(kept.ok() && kept->at_head()) << kept.status();
    return kept.ok() ? *kept : v1::ReadEntriesResponse();
  }
  // As retention counts: entries with tag and length, which are 1 and 2 bytes here.
  std::uint64_t KeptBytes() {
    const v1::ReadEntriesResponse kept = Kept();
    std::uint64_t bytes = 0;
    for (const v1::FeedEntry& entry : kept.entries()) bytes += entry.ByteSizeLong() + 3;
    return bytes;
  }

  ServerProcess server_{
      {"--retention-bytes", absl::StrCat(kKeptBytes), "--maintenance-interval", "20ms"}};
  std::unique_ptr<Client> client_;
  std::string old_position_;
};

TEST_F(RetentionThroughServer, AReaderFromBelowTheFloorIsToldHowToGoOn) {
  MoveTheFloor();
  const auto status = client_->GetFeedStatus();
  Follower follower(server_.address(), After(old_position_));
  ASSERT_TRUE(follower.AwaitEnd());
  EXPECT_TRUE(absl::IsOutOfRange(follower.status())) << follower.status();
  const ErrorDetails details = DetailsOf(follower.status());
  EXPECT_EQ(details.reason, "POSITION_EXPIRED");
  EXPECT_EQ(details.metadata.at("floor"), status->floor());
  EXPECT_TRUE(follower.entries().empty());
  v1::ReadEntriesRequest read;
  read.mutable_start()->set_after_position(old_position_);
  EXPECT_EQ(DetailsOf(client_->ReadEntries(read).status()).reason, "POSITION_EXPIRED");
}

TEST_F(RetentionThroughServer, WithAllowGapAGapComesFirstAndThenExactlyWhatIsKept) {
  MoveTheFloor();
  for (const bool restarted : {false, true}) {
    if (restarted) Restart();
    const auto status = client_->GetFeedStatus();
    v1::SubscribeRequest request = After(old_position_);
    request.set_allow_gap(true);
    Follower follower(server_.address(), request);
    ASSERT_TRUE(follower.AwaitCaughtUp());
    const auto signs = follower.signs();
    ASSERT_EQ(signs.size(), 3u);
    EXPECT_EQ(signs[0].opened().position(), status->floor());
    ASSERT_TRUE(signs[1].has_gap());
    EXPECT_EQ(signs[1].gap().after_sequence(), 1u);
    EXPECT_EQ(signs[1].gap().resume_at_sequence(), status->first_sequence());
    EXPECT_EQ(signs[1].gap().entries(), status->first_sequence() - 2);
    EXPECT_EQ(signs[1].gap().reason(), "RETENTION");
    std::uint64_t next = status->first_sequence();
    for (const Follower::Seen& entry : follower.entries()) ASSERT_EQ(entry.sequence, next++);
    EXPECT_EQ(next, status->last_sequence() + 1);
    EXPECT_EQ(signs[2].caught_up().position(), status->head());
  }
}

TEST_F(RetentionThroughServer, ItemsWhoseEntriesAreGoneAreStillThere) {
  MoveTheFloor();
  for (const bool restarted : {false, true}) {
    if (restarted) Restart();
    for (const char* id : {"first", "second", "third"}) {
      v1::GetArticleRequest get;
      get.set_name(MakeArticle(id, "").name());
      const auto article = client_->GetArticle(get);
      ASSERT_TRUE(article.ok()) << article.status();
      EXPECT_EQ(article->article().revision(), 1u);
    }
    EXPECT_EQ(client_->GetFeedStatus()->articles(), 203u);
  }
}

TEST_F(RetentionThroughServer, TheStatusAgreesWithWhatIsKept) {
  MoveTheFloor();
  const auto status = client_->GetFeedStatus();
  EXPECT_EQ(status->retention_bytes(), kKeptBytes);
  EXPECT_EQ(status->last_sequence(), 203u);
  EXPECT_EQ(SequenceOf(status->floor()), status->first_sequence() - 1);
  const v1::FeedEntry oldest = Kept().entries(0);
  EXPECT_EQ(oldest.sequence(), status->first_sequence());
  EXPECT_EQ(oldest.append_time().seconds(), status->first_append_time().seconds());
  EXPECT_GT(KeptBytes(), kKeptBytes - (8 << 10)) << "more was removed than had to be";
}

// The answer to an old request id may speak of a revision that is gone.
TEST_F(RetentionThroughServer, ARepeatedRequestIsAnsweredAlsoWhenItsRevisionIsGone) {
  const auto first = Create("item", "First", "request-0001");
  ASSERT_TRUE(first.ok()) << first.status();
  v1::UpdateArticleRequest update;
  *update.mutable_article() = MakeArticle("item", "Second");
  ASSERT_TRUE(client_->UpdateArticle(update).ok());
  MoveTheFloor();
  const auto again = Create("item", "First", "request-0001");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->position(), first->position());
  EXPECT_EQ(again->article().revision(), 2u);
  EXPECT_TRUE(Create("late", "News").ok()) << "the server goes on";
  EXPECT_EQ(server_.Stop(), 0);
}

}  // namespace
}  // namespace newswire::testing
