// What readers who ask for languages get of items and translations that were taken back, and of the
// past in the replay modes; through the real server.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/end_to_end/language_world.h"

namespace newswire {
namespace {

class LanguageRetraction : public LanguageWorld {
 protected:
  void Withhold(const std::string& id, const std::string& language = "") {
    v1::WithholdArticleRequest request;
    request.set_name(NameOf(id));
    request.set_language(language);
    request.set_reason(v1::RETRACTION_REASON_QUESTIONABLE);
    const auto response = client_->WithholdArticle(request);
    ASSERT_TRUE(response.ok()) << response.status();
  }
  void Reinstate(const std::string& id, const std::string& language = "") {
    v1::ReinstateArticleRequest request;
    request.set_name(NameOf(id));
    request.set_language(language);
    const auto response = client_->ReinstateArticle(request);
    ASSERT_TRUE(response.ok()) << response.status();
  }
  void CancelItem(const std::string& id) {
    v1::CancelArticleRequest request;
    request.set_name(NameOf(id));
    request.set_confirm_name(NameOf(id));
    request.set_reason(v1::RETRACTION_REASON_ERRONEOUS);
    const auto response = client_->CancelArticle(request);
    ASSERT_TRUE(response.ok()) << response.status();
  }
  static std::string NameOf(const std::string& id) { return ArticleIn(id, {"en"}).name(); }
};

TEST_F(LanguageRetraction, AHoldIsExplainedInTheLanguageOfEachReader) {
  const std::map<std::string, std::string> expected = {
      {"ar", "سُحب هذا المحتوى مؤقتًا ولا يجوز استخدامه."},
      {"zh-Hans", "此内容已暂时撤回，不得使用。"},
      {"en", "This item has been taken back for the time being and must not be used."},
      {"fr", "Ce contenu a été retiré provisoirement et ne doit pas être utilisé."},
      {"ru", "Этот материал временно отозван и не должен использоваться."},
      {"es", "Este contenido se ha retirado provisionalmente y no debe utilizarse."},
  };
  Publish(ArticleIn("a", {"en", "fr"}));
  std::map<std::string, std::unique_ptr<Reader>> readers;
  for (const auto& [language, text] : expected) {
    readers[language] = Follow(FromTheBeginning(Wanting({language})));
    readers[language]->Take(1);
  }
  Withhold("a");
  for (const auto& [language, text] : expected) {
    const v1::FeedEntry entry = readers[language]->Take(1).front();
    EXPECT_EQ(entry.action(), v1::FEED_ACTION_WITHHOLD);
    EXPECT_TRUE(entry.must_retract());
    EXPECT_FALSE(entry.has_article());
    EXPECT_EQ(entry.selection().reason(), v1::SELECTION_REASON_NOTHING_AVAILABLE);
    EXPECT_EQ(entry.selection().notice().code(), "item.withheld");
    EXPECT_EQ(entry.selection().notice().text(), text);
  }
  Reinstate("a");
  for (const auto& [language, reader] : readers) {
    const v1::FeedEntry entry = reader->Take(1).front();
    EXPECT_EQ(entry.action(), v1::FEED_ACTION_REINSTATE);
    EXPECT_EQ(entry.selection().served(), language == "fr" ? "fr" : "en");
  }
}

// The audience keeps a message for each of its members: what was encoded for the fifth reader is
// still in memory when the last one joins.
TEST_F(LanguageRetraction, WhatWasEncodedBeforeACancelIsNotSentAfterIt) {
  Publish(ArticleIn("a", {"en", "fr"}));
  Publish(ArticleIn("b", {"en", "fr"}));
  const v1::SubscribeRequest request = FromTheBeginning(Wanting({"fr"}));
  std::vector<std::unique_ptr<Reader>> members;
  for (int i = 0; i < 4; ++i) {
    members.push_back(Follow(request));
    EXPECT_EQ(Served(members[i]->Take(2)), (Tags{"1 fr", "2 fr"}));
  }
  Publish(ArticleIn("c", {"en", "fr"}));
  for (const auto& member : members) EXPECT_EQ(Served(member->Take(1)), (Tags{"3 fr"}));
  EXPECT_EQ(Served(Follow(request)->Take(3)), (Tags{"1 fr", "2 fr", "3 fr"}));
  CancelItem("a");
  for (const auto& member : members) {
    EXPECT_EQ(member->Take(1).front().selection().notice().code(), "item.canceled");
  }
  const auto entries = Follow(request)->Take(4);
  EXPECT_TRUE(entries[0].has_redacted());
  EXPECT_EQ(entries[0].selection().notice().code(), "item.canceled");
  EXPECT_EQ(entries[0].selection().notice().language(), "fr");
  EXPECT_EQ(entries[0].SerializeAsString().find("headline"), std::string::npos);
  EXPECT_EQ(entries[1].selection().served(), "fr");
  EXPECT_EQ(entries[3].action(), v1::FEED_ACTION_CANCEL);
}

TEST_F(LanguageRetraction, AReadOfWhatWasTakenBackSaysSo) {
  Publish(ArticleIn("a", {"en", "fr"}));
  CancelItem("a");
  v1::GetArticleRequest get;
  get.set_name(NameOf("a"));
  *get.mutable_language() = Wanting({"de", "ru"}, v1::FALLBACK_MODE_STRICT);
  const auto read = client_->GetArticle(get);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(read->has_redacted());
  EXPECT_EQ(read->selection().notice().code(), "item.canceled");
  EXPECT_EQ(read->selection().notice().language(), "ru");
  EXPECT_EQ(read->article().translations_size(), 0);
}

TEST_F(LanguageRetraction, ATranslationThatIsWithheldGivesWayToTheOriginalUntilItIsBack) {
  const auto reader = Follow(FromTheBeginning(Wanting({"fr"})));
  Publish(ArticleIn("a", {"en", "fr"}));
  EXPECT_EQ(reader->Take(1).front().selection().served(), "fr");
  Withhold("a", "fr");
  const v1::FeedEntry without = reader->Take(1).front();
  EXPECT_FALSE(without.must_retract());
  EXPECT_EQ(without.selection().served(), "en");
  EXPECT_EQ(without.selection().reason(), v1::SELECTION_REASON_ORIGINAL_LANGUAGE);
  EXPECT_EQ(without.selection().notice().code(), "language.fallback");
  Reinstate("a", "fr");
  const v1::FeedEntry with = reader->Take(1).front();
  EXPECT_EQ(with.selection().served(), "fr");
  EXPECT_FALSE(with.selection().has_notice());
}

TEST_F(LanguageRetraction, ATranslationThatIsPutLaterReachesWhoGotAFallback) {
  const auto reader = Follow(FromTheBeginning(Wanting({"ar"})));
  Publish(ArticleIn("a", {"en"}));
  EXPECT_EQ(reader->Take(1).front().selection().served(), "en");
  v1::PutTranslationRequest put;
  put.set_name(NameOf("a"));
  *put.mutable_translation() = ArticleIn("a", {"en", "ar"}).translations(1);
  const auto response = client_->PutTranslation(put);
  ASSERT_TRUE(response.ok()) << response.status();
  const v1::FeedEntry entry = reader->Take(1).front();
  EXPECT_EQ(entry.action(), v1::FEED_ACTION_TRANSLATE);
  EXPECT_EQ(entry.selection().served(), "ar");
  EXPECT_EQ(entry.selection().direction(), v1::TEXT_DIRECTION_RTL);
  EXPECT_EQ(entry.article().translations(0).headlines(0).value(), "headline ar");
}

TEST_F(LanguageRetraction, ThePastComesInTheChosenLanguageInEveryReplayMode) {
  Publish(ArticleIn("a", {"en"}));
  Publish(ArticleIn("b", {"en", "fr"}));
  Publish(ArticleIn("a", {"en", "fr"}));
  Publish(ArticleIn("c", {"en"}));
  Withhold("c");
  const std::vector<std::pair<v1::ReplayMode, Tags>> expected = {
      {v1::REPLAY_MODE_FULL, {"1 en", "2 fr", "3 fr", "4 ", "5 "}},
      {v1::REPLAY_MODE_LATEST, {"2 fr", "3 fr", "5 "}},
      {v1::REPLAY_MODE_CURRENT_STATE, {"2 fr", "3 fr", "5 "}},
  };
  for (const bool restarted : {false, true}) {
    if (restarted) Restart();
    for (const auto& [mode, served] : expected) {
      SCOPED_TRACE(v1::ReplayMode_Name(mode));
      v1::SubscribeRequest request = FromTheBeginning(Wanting({"fr"}));
      request.set_mode(mode);
      const auto entries = Follow(request)->Take(served.size());
      EXPECT_EQ(Served(entries), served);
      EXPECT_EQ(entries.back().selection().notice().code(), "item.withheld");
      v1::ReadEntriesRequest page;
      page.mutable_start()->set_earliest(true);
      *page.mutable_language() = Wanting({"fr"});
      page.set_mode(mode);
      const auto read = client_->ReadEntries(page);
      ASSERT_TRUE(read.ok()) << read.status();
      EXPECT_EQ(Served({read->entries().begin(), read->entries().end()}), served);
    }
  }
}

}  // namespace
}  // namespace newswire
