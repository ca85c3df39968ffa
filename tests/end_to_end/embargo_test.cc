// Items under embargo through the real server: nobody can tell that they exist, and they come out
// at their time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "google/protobuf/util/time_util.h"
#include "tests/support/newsroom.h"

namespace newswire {
namespace {

using google::protobuf::util::TimeUtil;
using testing::Describe;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Embargo : public testing::Newsroom {
 protected:
  static v1::Article HeldUntil(v1::Article article, absl::Time time) {
    *article.mutable_embargo()->mutable_embargoed_until() =
        TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
    return article;
  }
  // Waits for the feed to hold so many entries, through a stream.
  std::vector<v1::FeedEntry> Await(std::size_t entries) {
    std::vector<v1::FeedEntry> seen;
    v1::SubscribeRequest request;
    request.mutable_start()->set_earliest(true);
    const auto stream =
        MakeFeedTransport(MakeChannelFactory(server_.address()))->Subscribe(request);
    v1::SubscribeResponse frame;
    while (seen.size() < entries &&
           stream->Next(&frame, absl::Seconds(8)) == FrameStream::Read::kFrame) {
      seen.insert(seen.end(), frame.entries().begin(), frame.entries().end());
    }
    stream->Cancel();
    stream->Finish().IgnoreError();
    return seen;
  }
};

// That it comes out, and not early. How late is asserted where the test sets the clock
// (ReleaseTimerTest.ItProposesAtTheTimeAndNotBefore); here it is a figure of the machine.
TEST_F(Embargo, AHeldStoryComesOutByItselfAndNeverBeforeItsTime) {
  std::vector<double> late_ms;
  const absl::Time due = absl::Now() + absl::Seconds(2);
  for (int i = 0; i < 5; ++i) {
    Create(HeldUntil(testing::MakeArticle(absl::StrCat("a", i), "Later"),
                     due + absl::Milliseconds(50 * i)));
  }
  const auto entries = Await(5);
  ASSERT_EQ(entries.size(), 5u);
  for (int i = 0; i < 5; ++i) {
    const absl::Time at =
        absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(entries[i].append_time()));
    const absl::Duration late = at - (due + absl::Milliseconds(50 * i));
    EXPECT_EQ(entries[i].name(), testing::MakeArticle(absl::StrCat("a", i), "").name());
    EXPECT_GE(late, absl::ZeroDuration());
    EXPECT_FALSE(entries[i].article().has_embargo());
    late_ms.push_back(absl::ToDoubleMilliseconds(late));
  }
  std::sort(late_ms.begin(), late_ms.end());
  std::printf("FIG release late_ms median=%.1f max=%.1f\n", late_ms[2], late_ms[4]);
}

TEST_F(Embargo, WhatIsDueTogetherComesByTimeUrgencyAndUri) {
  const absl::Time due = absl::Now() + absl::Seconds(2);
  const auto hold = [&](const std::string& id, std::uint32_t urgency, absl::Time time) {
    v1::Article article = HeldUntil(testing::MakeArticle(id, "Later"), time);
    article.set_urgency(urgency);
    Create(article);
  };
  hold("c", 0, due);
  hold("b", 3, due);
  hold("d", 3, due);
  hold("e", 1, due);
  hold("z", 9, due - absl::Milliseconds(1));
  server_.Kill();
  // Overdue at the start: all of it is out before the first write.
  while (absl::Now() < due + absl::Milliseconds(10)) std::this_thread::yield();
  Restart();
  Create(testing::MakeArticle("first-write", "After"));
  std::vector<std::string> ids;
  for (const v1::FeedEntry& entry : ReadAll()) {
    ids.push_back(entry.name().substr(entry.name().rfind(':') + 1));
  }
  EXPECT_THAT(ids, ElementsAre("z", "e", "b", "d", "c", "first-write"));
}

TEST_F(Embargo, RecommendationsOfAHeldArticleWaitForItAndComeFirst) {
  v1::PublishRequest publish;
  v1::Article article = testing::MakeArticle("report", "Report");
  article.mutable_embargo()->set_indefinite(true);
  for (int i = 1; i <= 3; ++i) {
    v1::Recommendation& item = *publish.add_items()->mutable_recommendation();
    item.set_name(absl::StrCat("recommendations/urn:newsml:example.org:2026:r", i));
    item.mutable_source_document()->set_id("d1");
    auto& title = *item.mutable_source_document()->add_titles();
    title.set_language("en");
    title.set_value("A report");
    item.set_ordinal(i);
    item.set_original_language("en");
    auto& text = *item.add_texts();
    text.set_language("en");
    text.set_textuality(v1::TEXTUALITY_AS_REPORTED);
    text.set_kind(v1::TRANSLATION_KIND_ORIGINAL);
    text.set_value("Do it.");
    item.set_status(v1::RECOMMENDATION_STATUS_NOT_TRACKED);
    item.set_pub_status(v1::PUB_STATUS_USABLE);
    auto& ref = *article.add_recommendations();
    ref.set_recommendation(item.name());
    ref.set_ordinal(i);
  }
  *publish.add_items()->mutable_article() = article;
  const auto published = Expect(client_->Publish(publish));
  for (const auto& result : published.results()) {
    EXPECT_EQ(result.outcome(), v1::PUBLISH_OUTCOME_HELD);
    EXPECT_EQ(result.sequence(), 0u);
  }
  EXPECT_THAT(ReadAll(), IsEmpty());
  v1::ReleaseArticleRequest release;
  release.set_name(article.name());
  Expect(client_->ReleaseArticle(release));
  const auto entries = ReadAll();
  ASSERT_EQ(entries.size(), 4u);
  EXPECT_EQ(entries[3].name(), article.name());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(entries[i].kind(), v1::ITEM_KIND_RECOMMENDATION);
}

TEST_F(Embargo, AHeldStoryIsEditedFreelyAndItsFirstEntryIsItsLatestRevision) {
  const absl::Time due = absl::Now() + absl::Hours(1);
  const auto created = Create(HeldUntil(testing::MakeArticle("a", "One"), due));
  EXPECT_TRUE(created.position().empty());
  EXPECT_TRUE(created.article().has_embargo());
  v1::UpdateArticleRequest masked;
  masked.mutable_article()->set_name(created.article().name());
  masked.mutable_article()->set_urgency(2);
  masked.mutable_article()->set_etag(created.article().etag());
  masked.mutable_update_mask()->add_paths("urgency");
  EXPECT_EQ(Expect(client_->UpdateArticle(masked)).article().revision(), 2u);
  masked.mutable_article()->set_urgency(3);
  EXPECT_TRUE(absl::IsAborted(client_->UpdateArticle(masked).status()));
  Translate(created.article().name(), "fr", "Un");
  Restart();
  EXPECT_THAT(ReadAll(), IsEmpty());
  // Without an embargo it is out.
  const auto out = Update(testing::MakeArticle("a", "Four"));
  EXPECT_EQ(out.article().revision(), 4u);
  EXPECT_THAT(Describe(ReadAll()), ElementsAre("PUBLISH 4"));
  v1::UpdateArticleRequest again;
  *again.mutable_article() = HeldUntil(testing::MakeArticle("a", "Five"), due);
  EXPECT_TRUE(absl::IsFailedPrecondition(client_->UpdateArticle(again).status()));
}

}  // namespace
}  // namespace newswire
