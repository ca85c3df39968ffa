#ifndef NEWSWIRE_TESTS_END_TO_END_LANGUAGE_WORLD_H_
#define NEWSWIRE_TESTS_END_TO_END_LANGUAGE_WORLD_H_

#include <gmock/gmock.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/sync_stream.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/channel.h"
#include "client/client.h"
#include "newswire/v1/feed_service.grpc.pb.h"
#include "tests/support/sample_items.h"
#include "tests/support/server_test.h"

namespace newswire {

// What the tests of languages through the real server share.

using Tags = std::vector<std::string>;
// An English article that was translated into the other languages.
inline v1::Article ArticleIn(const std::string& id, const Tags& languages) {
  v1::Article article = testing::MakeArticle(id, "headline " + languages.front());
  article.set_original_language(languages.front());
  article.mutable_translations(0)->set_language(languages.front());
  article.mutable_date_published()->set_value("2022-06-09");
  for (std::size_t i = 1; i < languages.size(); ++i) {
    v1::Translation* const translation = article.add_translations();
    *translation = article.translations(0);
    translation->set_language(languages[i]);
    translation->set_kind(v1::TRANSLATION_KIND_HUMAN);
    translation->set_translated_from(languages.front());
    translation->set_source_revision(1);
    translation->mutable_headlines(0)->set_value("headline " + languages[i]);
  }
  return article;
}

inline v1::Recommendation RecommendationIn(int ordinal, const Tags& languages) {
  v1::Recommendation recommendation;
  recommendation.set_name(absl::StrCat("recommendations/urn:newsml:example.org:2026:r", ordinal));
  recommendation.mutable_source_document()->set_id("d1");
  v1::LangString* const title = recommendation.mutable_source_document()->add_titles();
  title->set_language("en");
  title->set_value("Note on small ports");
  recommendation.set_ordinal(ordinal);
  recommendation.set_original_language(languages.front());
  recommendation.set_status(v1::RECOMMENDATION_STATUS_OPEN);
  recommendation.set_pub_status(v1::PUB_STATUS_USABLE);
  for (const std::string& language : languages) {
    const bool original = language == languages.front();
    v1::RecommendationText* const text = recommendation.add_texts();
    text->set_language(language);
    text->set_textuality(original ? v1::TEXTUALITY_VERBATIM_FROM_SOURCE
                                  : v1::TEXTUALITY_TRANSLATION);
    text->set_kind(original ? v1::TRANSLATION_KIND_ORIGINAL : v1::TRANSLATION_KIND_HUMAN);
    text->set_value("text " + language);
  }
  return recommendation;
}

inline v1::LanguagePreference Wanting(const Tags& languages,
                                      v1::FallbackMode mode = v1::FALLBACK_MODE_UNSPECIFIED) {
  v1::LanguagePreference preference;
  for (const std::string& language : languages) preference.add_languages(language);
  preference.set_mode(mode);
  return preference;
}

inline v1::SubscribeRequest FromTheBeginning(const v1::LanguagePreference& preference) {
  v1::SubscribeRequest request;
  request.mutable_start()->set_earliest(true);
  *request.mutable_language() = preference;
  return request;
}

// One Subscribe call, without the client library: as a reader in any language makes it.
class Reader {
 public:
  Reader(const std::string& address, const v1::SubscribeRequest& request)
      : stub_(v1::FeedService::NewStub(MakeChannel(address))) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    context_.set_wait_for_ready(true);
    stream_ = stub_->Subscribe(&context_, request);
  }
  ~Reader() {
    if (finished_) return;
    context_.TryCancel();
    Finish();
  }

  // The next entries, however many messages they come in. Fewer when the stream ends.
  std::vector<v1::FeedEntry> Take(std::size_t count) {
    v1::SubscribeResponse frame;
    while (entries_.size() < count && stream_->Read(&frame)) {
      for (const v1::FeedEntry& entry : frame.entries()) entries_.push_back(entry);
    }
    EXPECT_GE(entries_.size(), count);
    count = std::min(count, entries_.size());
    std::vector<v1::FeedEntry> taken(entries_.begin(), entries_.begin() + count);
    entries_.erase(entries_.begin(), entries_.begin() + count);
    return taken;
  }
  // The first frame. REQUIRES: called before Take.
  v1::Opened Open() {
    v1::SubscribeResponse frame;
    EXPECT_TRUE(stream_->Read(&frame) && frame.has_opened());
    return frame.opened();
  }
  // How the stream ended. REQUIRES: called once, last.
  grpc::Status Finish() {
    v1::SubscribeResponse frame;
    while (stream_->Read(&frame)) {
    }
    finished_ = true;
    return stream_->Finish();
  }

 private:
  const std::unique_ptr<v1::FeedService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::SubscribeResponse>> stream_;
  std::deque<v1::FeedEntry> entries_;
  bool finished_ = false;
};

// A server, and calls on it.
class LanguageWorld : public testing::ServerTest {
 protected:
  template <typename Item>
  void Publish(const Item& item) {
    v1::PublishRequest request;
    Set(item, request.add_items());
    const auto response = client_->Publish(request);
    ASSERT_TRUE(response.ok()) << response.status();
    ASSERT_THAT(response->results(0).outcome(),
                ::testing::AnyOf(v1::PUBLISH_OUTCOME_CREATED, v1::PUBLISH_OUTCOME_UPDATED))
        << response->results(0).status().message();
  }
  std::unique_ptr<Reader> Follow(const v1::SubscribeRequest& request) {
    return std::make_unique<Reader>(server_.address(), request);
  }
  std::vector<v1::FeedEntry> Read(const v1::LanguagePreference* preference) {
    v1::ReadEntriesRequest request;
    request.mutable_start()->set_earliest(true);
    request.set_page_size(1000);
    if (preference != nullptr) *request.mutable_language() = *preference;
    const auto response = client_->ReadEntries(request);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    return {response->entries().begin(), response->entries().end()};
  }

 private:
  static void Set(const v1::Article& article, v1::PublishItem* item) {
    *item->mutable_article() = article;
  }
  static void Set(const v1::Recommendation& recommendation, v1::PublishItem* item) {
    *item->mutable_recommendation() = recommendation;
  }
};

// "sequence served" of every entry.
inline Tags Served(const std::vector<v1::FeedEntry>& entries) {
  Tags served;
  for (const v1::FeedEntry& entry : entries) {
    served.push_back(absl::StrCat(entry.sequence(), " ", entry.selection().served()));
  }
  return served;
}

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_END_TO_END_LANGUAGE_WORLD_H_
