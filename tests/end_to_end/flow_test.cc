// The calls through the real server.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/channel.h"
#include "client/client.h"
#include "client/frame_stream.h"
#include "client/status.h"
#include "tests/support/sample_items.h"
#include "tests/support/server_test.h"

namespace newswire {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);

class Flow : public testing::ServerTest {
 protected:
  absl::StatusOr<v1::CreateArticleResponse> Create(const std::string& id,
                                                   const std::string& headline,
                                                   const std::string& request_id = "") {
    v1::CreateArticleRequest request;
    *request.mutable_article() = testing::MakeArticle(id, headline);
    request.set_request_id(request_id);
    return client_->CreateArticle(request);
  }

  // Frames of a subscription until it has caught up.
  std::vector<v1::SubscribeResponse> Follow(const v1::SubscribeRequest& request,
                                            absl::Status* end = nullptr) {
    return testing::FramesUntilCaughtUp(server_.address(), request, kPatience, end);
  }
};

TEST_F(Flow, WhatWasCreatedIsReadBackWithItsRevisionAndEtag) {
  const auto created = Create("a", "First");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->article().revision(), 1u);
  EXPECT_FALSE(created->article().etag().empty());
  v1::GetArticleRequest get;
  get.set_name(created->article().name());
  const auto read = client_->GetArticle(get);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->article().SerializeAsString(), created->article().SerializeAsString());
  EXPECT_EQ(read->selection().reason(), v1::SELECTION_REASON_NO_PREFERENCE);
}

TEST_F(Flow, TheSameContentAgainIsTheSameRevisionAndOtherContentIsRefused) {
  ASSERT_TRUE(Create("a", "First").ok());
  const auto again = Create("a", "First");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->article().revision(), 1u);
  EXPECT_TRUE(again->position().empty());
  EXPECT_TRUE(absl::IsAlreadyExists(Create("a", "Second").status()));
}

TEST_F(Flow, ARequestIdIsAnsweredAsTheFirstTimeAlsoAfterARestart) {
  const auto first = Create("a", "First", "request-0001");
  ASSERT_TRUE(first.ok()) << first.status();
  Restart();
  const auto again = Create("a", "First", "request-0001");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->position(), first->position());
  EXPECT_TRUE(absl::IsAlreadyExists(Create("b", "Other", "request-0001").status()));
}

TEST_F(Flow, AnUpdateMaskChangesOnlyItsFieldsAndAStaleEtagIsAborted) {
  const auto created = Create("a", "First");
  ASSERT_TRUE(created.ok());
  v1::UpdateArticleRequest update;
  update.mutable_article()->set_name(created->article().name());
  update.mutable_article()->set_urgency(3);
  update.mutable_update_mask()->add_paths("urgency");
  const auto updated = client_->UpdateArticle(update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->article().revision(), 2u);
  EXPECT_EQ(updated->article().urgency(), 3u);
  EXPECT_EQ(updated->article().translations(0).headlines(0).value(), "First");
  update.mutable_article()->set_urgency(4);
  update.mutable_article()->set_etag(created->article().etag());
  EXPECT_TRUE(absl::IsAborted(client_->UpdateArticle(update).status()));
}

TEST_F(Flow, EveryRevisionIsListedNewestFirst) {
  ASSERT_TRUE(Create("a", "First").ok());
  for (int i = 2; i <= 5; ++i) {
    v1::UpdateArticleRequest update;
    *update.mutable_article() = testing::MakeArticle("a", absl::StrCat("Headline ", i));
    ASSERT_TRUE(client_->UpdateArticle(update).ok());
  }
  v1::ListArticleRevisionsRequest list;
  list.set_name(testing::MakeArticle("a", "").name());
  list.set_page_size(3);
  std::vector<int> revisions;
  do {
    const auto page = client_->ListArticleRevisions(list);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Article& article : page->articles()) revisions.push_back(article.revision());
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_EQ(revisions, (std::vector<int>{5, 4, 3, 2, 1}));
}

TEST_F(Flow, PagesOfAListHoldEveryArticleOnceAndRefuseAnotherFilter) {
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(Create(absl::StrCat("a", i), "Headline").ok());
  v1::ListArticlesRequest list;
  list.set_page_size(3);
  std::vector<std::string> names;
  do {
    const auto page = client_->ListArticles(list);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& found : page->articles()) names.push_back(found.article().name());
    list.set_page_token(page->next_page_token());
    if (list.page_token().empty()) break;
    v1::ListArticlesRequest other = list;
    other.mutable_filter()->add_languages("fr");
    EXPECT_TRUE(absl::IsInvalidArgument(client_->ListArticles(other).status()));
  } while (true);
  ASSERT_EQ(names.size(), 7u);
  EXPECT_EQ(names.front(), testing::MakeArticle("a6", "").name());
  EXPECT_EQ(names.back(), testing::MakeArticle("a0", "").name());
}

TEST_F(Flow, AnAtomicPublishWritesAllOrNothing) {
  v1::PublishRequest publish;
  publish.set_atomic(true);
  *publish.add_items()->mutable_article() = testing::MakeArticle("a", "First");
  *publish.add_items()->mutable_article() = testing::MakeArticle("b", "");
  EXPECT_TRUE(absl::IsInvalidArgument(client_->Publish(publish).status()));
  EXPECT_EQ(client_->GetFeedStatus()->last_sequence(), 0u);
  publish.set_atomic(false);
  const auto each = client_->Publish(publish);
  ASSERT_TRUE(each.ok()) << each.status();
  EXPECT_EQ(each->results(0).outcome(), v1::PUBLISH_OUTCOME_CREATED);
  EXPECT_EQ(each->results(1).outcome(), v1::PUBLISH_OUTCOME_REJECTED);
  EXPECT_EQ(client_->GetFeedStatus()->last_sequence(), 1u);
}

TEST_F(Flow, ARepeatedPublishIsAnsweredByteForByteAlsoItsRefusals) {
  ASSERT_TRUE(Create("a", "First").ok());
  v1::PublishRequest publish;
  publish.set_request_id("request-0001");
  *publish.add_items()->mutable_article() = testing::MakeArticle("a", "Second");
  publish.mutable_items(0)->mutable_article()->set_etag("1-00000000");
  *publish.add_items()->mutable_article() = testing::MakeArticle("b", "News");
  *publish.add_items()->mutable_article() = testing::MakeArticle("c", "");
  const auto first = client_->Publish(publish);
  ASSERT_TRUE(first.ok()) << first.status();
  const ErrorDetails refusal = DetailsOf(FromRpcStatus(first->results(0).status()));
  EXPECT_EQ(refusal.reason, "ETAG_MISMATCH");
  EXPECT_EQ(refusal.metadata.count("etag"), 1u);
  for (const bool restarted : {false, true}) {
    if (restarted) Restart();
    const auto again = client_->Publish(publish);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  }
}

TEST_F(Flow, ValidateOnlyChangesNothing) {
  v1::CreateArticleRequest request;
  *request.mutable_article() = testing::MakeArticle("a", "First");
  request.set_validate_only(true);
  EXPECT_TRUE(client_->CreateArticle(request).ok());
  EXPECT_EQ(client_->GetFeedStatus()->last_sequence(), 0u);
}

TEST_F(Flow, AReaderBeginsExactlyBehindItsPositionAlsoAfterARestart) {
  ASSERT_TRUE(Create("a", "First").ok());
  const auto second = Create("b", "Second");
  ASSERT_TRUE(Create("c", "Third").ok());
  Restart();
  v1::SubscribeRequest request;
  request.mutable_start()->set_after_position(second->position());
  const auto frames = Follow(request);
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_TRUE(frames[0].has_opened());
  ASSERT_EQ(frames[1].entries_size(), 1);
  EXPECT_EQ(frames[1].entries(0).sequence(), 3u);
  EXPECT_EQ(frames[1].through(), frames[2].caught_up().position());
}

TEST_F(Flow, AFilteredReaderGetsOnlyItsEntriesAndItsPositionMovesOn) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Create(absl::StrCat("a", i), "Headline").ok());
  v1::SubscribeRequest request;
  request.mutable_start()->set_earliest(true);
  request.mutable_filter()->add_kinds(v1::ITEM_KIND_RECOMMENDATION);
  const auto frames = Follow(request);
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[1].caught_up().position(), client_->GetFeedStatus()->head());
}

TEST_F(Flow, APositionOfAnotherLogIsToldAndNotPaperedOver) {
  ASSERT_TRUE(Create("a", "First").ok());
  const std::string head = client_->GetFeedStatus()->head();
  const auto verdict = [this](const std::string& position) {
    v1::SubscribeRequest request;
    request.mutable_start()->set_after_position(position);
    absl::Status end;
    Follow(request, &end);
    return end.code();
  };
  std::string other = head;
  other[0] = other[0] == '1' ? '2' : '1';
  EXPECT_EQ(verdict(other), absl::StatusCode::kFailedPrecondition);
  std::string past = head;
  past.back() = past.back() == '1' ? '2' : '1';
  EXPECT_EQ(verdict(past), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(verdict(head.substr(0, 17) + "9" + head.substr(18)), absl::StatusCode::kDataLoss);
  EXPECT_EQ(verdict("yesterday"), absl::StatusCode::kInvalidArgument);
}

TEST_F(Flow, ADrainEndsEveryStreamWithItsStatusAndExitsCleanly) {
  ASSERT_TRUE(Create("a", "First").ok());
  const auto transport = MakeFeedTransport(MakeChannelFactory(server_.address()));
  v1::SubscribeRequest request;
  request.mutable_start()->set_earliest(true);
  const auto stream = transport->Subscribe(request);
  v1::SubscribeResponse frame;
  do {
    ASSERT_EQ(stream->Next(&frame, kPatience), FrameStream::Read::kFrame);
  } while (!frame.has_caught_up());
  EXPECT_EQ(server_.Stop(), 0);
  EXPECT_EQ(stream->Next(&frame, kPatience), FrameStream::Read::kEnded);
  EXPECT_TRUE(absl::IsUnavailable(stream->Finish()));
}

}  // namespace
}  // namespace newswire
