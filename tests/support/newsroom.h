#ifndef NEWSWIRE_TESTS_SUPPORT_NEWSROOM_H_
#define NEWSWIRE_TESTS_SUPPORT_NEWSROOM_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/sample_items.h"
#include "tests/support/server_test.h"

namespace newswire::testing {

// A newsroom with its own server: short words for the calls that tests make all the time. Each
// expects to succeed.
class Newsroom : public ServerTest {
 protected:
  template <typename Response>
  static Response Expect(const absl::StatusOr<Response>& response) {
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : Response();
  }

  v1::CreateArticleResponse Create(const v1::Article& article) {
    v1::CreateArticleRequest request;
    *request.mutable_article() = article;
    return Expect(client_->CreateArticle(request));
  }
  v1::UpdateArticleResponse Update(const v1::Article& article) {
    v1::UpdateArticleRequest request;
    *request.mutable_article() = article;
    return Expect(client_->UpdateArticle(request));
  }
  v1::PutTranslationResponse Translate(const std::string& name, const std::string& language,
                                       const std::string& headline) {
    v1::PutTranslationRequest request;
    request.set_name(name);
    v1::Translation& translation = *request.mutable_translation();
    translation.set_language(language);
    translation.set_kind(v1::TRANSLATION_KIND_HUMAN);
    translation.set_translated_from("en");
    v1::Headline& title = *translation.add_headlines();
    title.set_role("main");
    title.set_value(headline);
    return Expect(client_->PutTranslation(request));
  }
  v1::WithholdArticleResponse Withhold(const std::string& name, const std::string& language = "") {
    v1::WithholdArticleRequest request;
    request.set_name(name);
    request.set_language(language);
    request.set_reason(v1::RETRACTION_REASON_QUESTIONABLE);
    return Expect(client_->WithholdArticle(request));
  }
  v1::ReinstateArticleResponse Reinstate(const std::string& name,
                                         const std::string& language = "") {
    v1::ReinstateArticleRequest request;
    request.set_name(name);
    request.set_language(language);
    return Expect(client_->ReinstateArticle(request));
  }
  v1::CancelArticleResponse Cancel(const std::string& name, const std::string& language = "",
                                   const std::string& replaced_by = "") {
    v1::CancelArticleRequest request;
    request.set_name(name);
    request.set_confirm_name(name);
    request.set_language(language);
    request.set_reason(v1::RETRACTION_REASON_ERRONEOUS);
    request.set_replaced_by(replaced_by);
    return Expect(client_->CancelArticle(request));
  }
  absl::StatusOr<v1::GetArticleResponse> Get(const std::string& name, std::uint32_t revision = 0) {
    v1::GetArticleRequest request;
    request.set_name(name);
    request.set_revision(revision);
    return client_->GetArticle(request);
  }
  absl::StatusOr<v1::GetRecommendationResponse> GetRecommendation(const std::string& name) {
    v1::GetRecommendationRequest request;
    request.set_name(name);
    return client_->GetRecommendation(request);
  }

  // The whole feed as a late reader gets it in pages.
  std::vector<v1::FeedEntry> ReadAll(v1::ReplayMode mode = v1::REPLAY_MODE_FULL) {
    std::vector<v1::FeedEntry> entries;
    v1::ReadEntriesRequest request;
    request.set_mode(mode);
    request.mutable_start()->set_earliest(true);
    for (int page = 0; page < 1000; ++page) {
      const auto read = Expect(client_->ReadEntries(request));
      entries.insert(entries.end(), read.entries().begin(), read.entries().end());
      if (read.at_head()) break;
      request.mutable_start()->set_after_position(read.through());
    }
    return entries;
  }

  // What a stream brings until it has caught up.
  std::vector<v1::FeedEntry> Follow(const v1::SubscribeRequest& request) {
    std::vector<v1::FeedEntry> entries;
    for (const auto& frame : FramesUntilCaughtUp(server_.address(), request, absl::Seconds(8))) {
      entries.insert(entries.end(), frame.entries().begin(), frame.entries().end());
    }
    return entries;
  }
};

// "PUBLISH 1", "WITHHOLD 4 thin", "UPDATE 2 redacted": what happened, the revision, what is there.
inline std::string Describe(const v1::FeedEntry& entry) {
  const std::string action = v1::FeedAction_Name(entry.action()).substr(12);  // "FEED_ACTION_"
  std::string text = absl::StrCat(action, " ", entry.revision());
  if (entry.has_redacted()) absl::StrAppend(&text, entry.must_retract() ? " thin" : " redacted");
  return text;
}
inline std::vector<std::string> Describe(const std::vector<v1::FeedEntry>& entries) {
  std::vector<std::string> texts;
  for (const v1::FeedEntry& entry : entries) texts.push_back(Describe(entry));
  return texts;
}

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_NEWSROOM_H_
