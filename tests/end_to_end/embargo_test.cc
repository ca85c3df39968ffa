// Items under embargo through the real server: nobody can tell that they exist, and they come out
// at their time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
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

TEST_F(Embargo, AHeldStoryComesOutAtItsTimeAndNeverBefore) {
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

// What every read says about 200 held items with words of their own.
class EmbargoCanary : public Embargo {
 protected:
  void HoldCanaries() {
    Create(testing::MakeArticle("visible", "Visible"));
    for (int i = 0; i < 200; ++i) {
      v1::Article article = testing::MakeArticle(absl::StrCat("zzcanary", i, "x"),
                                                 absl::StrCat("zzword", i, "x headline"));
      article.mutable_embargo()->set_indefinite(true);
      article.mutable_translations(0)->mutable_bodies(0)->set_value(absl::StrCat("zzbody", i, "x"));
      auto& association = *article.add_associations();
      association.set_rel("related");
      association.set_uri("urn:newsml:example.org:2026:visible");
      names_.push_back(Create(article).article().name());
    }
  }
  void Note(const google::protobuf::Message& message) {
    heard_ += message.ShortDebugString() + "\n";
  }
  void ListenToTheFeed() {
    for (const auto mode :
         {v1::REPLAY_MODE_FULL, v1::REPLAY_MODE_LATEST, v1::REPLAY_MODE_CURRENT_STATE}) {
      for (const v1::FeedEntry& entry : ReadAll(mode)) Note(entry);
      v1::SubscribeRequest request;
      request.set_mode(mode);
      request.mutable_start()->set_earliest(true);
      for (const v1::FeedEntry& entry : Follow(request)) Note(entry);
    }
    Note(Expect(client_->ListArticles({})));
    Note(Expect(client_->ListRecommendations({})));
    Note(Expect(client_->ListCancellations({})));
    Note(Expect(client_->GetFeedStatus()));
  }
  // The same error as for a name that nobody has ever used, but for the name.
  void ExpectUnknown(const std::string& name, const absl::Status& held, const absl::Status& none) {
    const auto strip = [](std::string text, const std::string& word) {
      for (auto at = text.find(word); at != std::string::npos; at = text.find(word)) {
        text.replace(at, word.size(), "NAME");
      }
      return text;
    };
    EXPECT_EQ(held.code(), none.code());
    EXPECT_EQ(strip(std::string(held.message()), name.substr(9)),
              strip(std::string(none.message()), unknown_.substr(9)));
  }

  const std::string unknown_ = testing::MakeArticle("unknown", "").name();
  std::vector<std::string> names_;
  std::string heard_;  // everything that any reader gets
};

TEST_F(EmbargoCanary, NoCallOrStreamTellsAWordOfHeldItems) {
  HoldCanaries();
  ListenToTheFeed();
  EXPECT_EQ(Expect(client_->GetFeedStatus()).articles(), 1u);
  v1::BatchGetArticlesRequest batch;
  for (int i = 0; i < 100; ++i) batch.add_names(names_[i]);
  const auto got = Expect(client_->BatchGetArticles(batch));
  EXPECT_EQ(got.articles_size(), 0);
  EXPECT_EQ(got.missing_size(), 100);
  for (const char* word : {"zzcanary", "zzword", "zzbody"}) {
    EXPECT_EQ(heard_.find(word), std::string::npos) << word;
  }
  // The test can fail: after a release the words are there.
  v1::ReleaseArticleRequest release;
  release.set_name(names_[0]);
  Expect(client_->ReleaseArticle(release));
  ListenToTheFeed();
  EXPECT_NE(heard_.find("zzword0x"), std::string::npos);
}

TEST_F(EmbargoCanary, AHeldNameIsAnsweredLikeOneThatNobodyEverUsed) {
  HoldCanaries();
  for (const std::string& name : names_) {
    ExpectUnknown(name, Get(name).status(), Get(unknown_).status());
    ExpectUnknown(name, Get(name, 1).status(), Get(unknown_, 1).status());
    v1::ListArticleRevisionsRequest held;
    v1::ListArticleRevisionsRequest none;
    held.set_name(name);
    none.set_name(unknown_);
    ExpectUnknown(name, client_->ListArticleRevisions(held).status(),
                  client_->ListArticleRevisions(none).status());
    v1::DiffArticleRevisionsRequest diff;
    diff.set_name(name);
    diff.set_from_revision(1);
    v1::DiffArticleRevisionsRequest diff_none = diff;
    diff_none.set_name(unknown_);
    ExpectUnknown(name, client_->DiffArticleRevisions(diff).status(),
                  client_->DiffArticleRevisions(diff_none).status());
  }
}

TEST_F(EmbargoCanary, NoErrorTextRepeatsAWordOfAHeldItem) {
  HoldCanaries();
  for (int i = 0; i < 200; ++i) {
    const std::string word = absl::StrCat("zzword", i, "x ");
    v1::UpdateArticleRequest request;
    v1::Article& article = *request.mutable_article();
    article = testing::MakeArticle(absl::StrCat("zzcanary", i, "x"), "");
    article.mutable_embargo()->set_indefinite(true);
    article.mutable_translations(0)->mutable_headlines(0)->set_value(word + std::string(600, 'x'));
    article.mutable_translations(0)->mutable_bodies(0)->set_value(word + '\x01');
    article.mutable_translations(0)->set_slugline(word + std::string(600, 'x'));
    const absl::Status status = client_->UpdateArticle(request).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_EQ(status.ToString().find("zzword"), std::string::npos) << status;
  }
}

TEST_F(EmbargoCanary, NoLogLineOfTheServerHoldsAWordOfHeldItems) {
  server_.Kill();
  server_.CaptureLog();
  Restart();
  HoldCanaries();
  ListenToTheFeed();
  for (const std::string& name : names_) Get(name).IgnoreError();
  Cancel(names_.back());  // an erasure is logged
  const absl::Time patience = absl::Now() + absl::Seconds(60);
  while (server_.log().find("erased") == std::string::npos && absl::Now() < patience) {
    std::this_thread::yield();
  }
  Restart();
  EXPECT_EQ(server_.Stop(), 0);
  const std::string log = server_.log();
  for (const char* event : {"erased", "event=stopped"}) {
    EXPECT_NE(log.find(event), std::string::npos) << event;
  }
  for (const char* word : {"zzcanary", "zzword", "zzbody"}) {
    EXPECT_EQ(log.find(word), std::string::npos) << word;
  }
  // The test can fail: what the server writes to stderr is found.
  server_.SetFlags({"--zzword0x"});
  EXPECT_FALSE(server_.Start());
  EXPECT_NE(server_.log().find("zzword0x"), std::string::npos);
}

// A figure and no bound: both look into the same table and find nothing.
TEST_F(EmbargoCanary, AHeldNameTakesTheTimeOfAnUnknownOne) {
  HoldCanaries();
  std::vector<double> held_us;
  std::vector<double> unknown_us;
  const auto time = [this](const std::string& name, std::vector<double>* times) {
    const absl::Time begin = absl::Now();
    EXPECT_TRUE(absl::IsNotFound(Get(name).status()));
    times->push_back(absl::ToDoubleMicroseconds(absl::Now() - begin));
  };
  for (int i = 0; i < 2000; ++i) {
    time(names_[i % names_.size()], &held_us);
    time(testing::MakeArticle(absl::StrCat("nobody", i % names_.size(), "x"), "").name(),
         &unknown_us);
  }
  std::sort(held_us.begin(), held_us.end());
  std::sort(unknown_us.begin(), unknown_us.end());
  std::printf(
      "FIG get_article calls=2000 held_p50_us=%.0f unknown_p50_us=%.0f held_p90_us=%.0f "
      "unknown_p90_us=%.0f\n",
      held_us[1000], unknown_us[1000], held_us[1800], unknown_us[1800]);
}

TEST_F(EmbargoCanary, NoFileOutsideOfTheDatabaseHoldsAWordOfHeldItems) {
  HoldCanaries();
  Restart();
  int files = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(server_.folder())) {
    if (!file.is_regular_file()) continue;
    std::ostringstream bytes;
    bytes << std::ifstream(file.path(), std::ios::binary).rdbuf();
    bool there = false;
    for (const char* word : {"zzcanary", "zzword", "zzbody"}) {
      there |= bytes.str().find(word) != std::string::npos;
    }
    // RocksDB's own log of events is no place for content either. Its manifest names keys.
    const std::string name = file.path().filename().string();
    const bool database =
        name.ends_with(".sst") || name.ends_with(".log") || name.starts_with("MANIFEST");
    EXPECT_TRUE(database || !there) << file.path();
    files += there;
  }
  EXPECT_GT(files, 0);  // in the database it is
}

}  // namespace
}  // namespace newswire
