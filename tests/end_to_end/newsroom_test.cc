// What makes the feed a news feed, through the real server: a story's whole life for every kind of
// reader, and what is taken back.
#include "tests/support/newsroom.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "client/status.h"

namespace newswire {
namespace {

using testing::Describe;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Newsroom = testing::Newsroom;

v1::Article Held(v1::Article article) {
  article.mutable_embargo()->set_indefinite(true);
  return article;
}

void ReleaseNow(Client* client, const std::string& name) {
  v1::ReleaseArticleRequest request;
  request.set_name(name);
  const auto released = client->ReleaseArticle(request);
  ASSERT_TRUE(released.ok()) << released.status();
}

// A reader that is there all the time and takes each entry when it comes.
class LiveReader {
 public:
  LiveReader(const std::string& address, const v1::SubscribeRequest& request)
      : stream_(MakeFeedTransport(MakeChannelFactory(address))->Subscribe(request)) {}
  ~LiveReader() {
    stream_->Cancel();
    stream_->Finish().IgnoreError();
  }

  // The next entry. One that came together with another one is an error: it came late.
  v1::FeedEntry Take() {
    v1::SubscribeResponse frame;
    while (stream_->Next(&frame, absl::Seconds(20)) == FrameStream::Read::kFrame) {
      if (frame.entries().empty()) continue;
      EXPECT_EQ(frame.entries_size(), 1);
      return frame.entries(0);
    }
    ADD_FAILURE() << "no entry came";
    return {};
  }
  // Everything there is has come: true when none of it was an entry.
  bool HasNothing() {
    v1::SubscribeResponse frame;
    while (stream_->Next(&frame, absl::Seconds(20)) == FrameStream::Read::kFrame) {
      if (!frame.entries().empty()) return false;
      if (frame.has_caught_up()) return true;
    }
    return false;
  }

 private:
  const std::unique_ptr<FrameStream> stream_;
};

// Section by section as in the life of one story: held, edited, released, translated, withheld,
// killed. The live reader takes each entry before the next thing happens.
TEST_F(Newsroom, TheLifeOfAStoryForALiveALateALatestAndADurableReader) {
  const v1::Article first = testing::MakeArticle("story", "Held one");
  const std::string name = first.name();
  v1::SubscribeRequest follow;
  follow.mutable_start()->set_earliest(true);
  std::vector<v1::FeedEntry> seen;

  Create(Held(first));                                      // 09:00 held, revision 1
  Update(Held(testing::MakeArticle("story", "Held two")));  // 09:20 edited, revision 2
  LiveReader live(server_.address(), follow);
  EXPECT_TRUE(live.HasNothing());
  EXPECT_THAT(ReadAll(), IsEmpty());

  ReleaseNow(client_.get(), name);  // 10:00
  seen.push_back(live.Take());
  EXPECT_EQ(Describe(seen.back()), "PUBLISH 2");
  EXPECT_EQ(seen.back().article().translations(0).headlines(0).value(), "Held two");
  EXPECT_EQ(seen.back().article().translations(0).bodies(0).value(), "The text of story.");
  const std::string durable = client_->GetFeedStatus()->head();

  Translate(name, "fr", "En français");  // 10:05
  seen.push_back(live.Take());
  EXPECT_EQ(Describe(seen.back()), "TRANSLATE 3");
  EXPECT_THAT(seen.back().languages(), ElementsAre("en", "fr"));
  EXPECT_EQ(seen.back().article().translations(1).headlines(0).value(), "En français");

  const std::string withheld = Withhold(name).position();  // 11:00
  seen.push_back(live.Take());
  EXPECT_EQ(Describe(seen.back()), "WITHHOLD 4 thin");
  EXPECT_EQ(seen.back().redacted().pub_status(), v1::PUB_STATUS_WITHHELD);
  EXPECT_EQ(seen.back().retraction_reason(), v1::RETRACTION_REASON_QUESTIONABLE);
  const auto on_hold = Expect(Get(name));
  EXPECT_EQ(on_hold.redacted().pub_status(), v1::PUB_STATUS_WITHHELD);
  EXPECT_FALSE(on_hold.selection().notice().text().empty());
  EXPECT_EQ(on_hold.article().translations_size(), 0);

  const std::string substitute = testing::MakeArticle("substitute", "").name();
  Cancel(name, "", substitute);  // 11:30
  seen.push_back(live.Take());
  EXPECT_EQ(Describe(seen.back()), "CANCEL 5 thin");
  EXPECT_EQ(seen.back().redacted().pub_status(), v1::PUB_STATUS_CANCELED);
  EXPECT_EQ(seen.back().replaced_by(), substitute);

  const auto late = ReadAll();
  EXPECT_THAT(Describe(late), ElementsAre("PUBLISH 2 redacted", "TRANSLATE 3 redacted",
                                          "WITHHOLD 4 thin", "CANCEL 5 thin"));
  EXPECT_THAT(Describe(Follow(follow)), Describe(late));
  for (std::size_t i = 0; i < late.size(); ++i) {
    EXPECT_EQ(late[i].sequence(), seen[i].sequence());
    EXPECT_EQ(late[i].digest(), seen[i].digest());
    EXPECT_TRUE(late[i].content_sha256().empty());
  }
  EXPECT_THAT(Describe(ReadAll(v1::REPLAY_MODE_LATEST)), ElementsAre("CANCEL 5 thin"));
  EXPECT_THAT(Describe(ReadAll(v1::REPLAY_MODE_CURRENT_STATE)), ElementsAre("CANCEL 5 thin"));
  v1::SubscribeRequest resume;
  resume.mutable_start()->set_after_position(durable);
  EXPECT_THAT(Describe(Follow(resume)),
              ElementsAre("TRANSLATE 3 redacted", "WITHHOLD 4 thin", "CANCEL 5 thin"));
  resume.mutable_start()->set_after_position(withheld);
  EXPECT_THAT(Describe(Follow(resume)), ElementsAre("CANCEL 5 thin"));

  const auto get = Expect(Get(name));
  EXPECT_EQ(get.redacted().pub_status(), v1::PUB_STATUS_CANCELED);
  const auto again = client_->CreateArticle([&] {
    v1::CreateArticleRequest request;
    *request.mutable_article() = first;
    return request;
  }());
  EXPECT_TRUE(absl::IsFailedPrecondition(again.status())) << again.status();
}

TEST_F(Newsroom, AReinstatedStoryIsReplayedByteForByteAsBeforeItsHold) {
  const std::string name = Create(testing::MakeArticle("a", "One")).article().name();
  Update(testing::MakeArticle("a", "Two"));
  const auto before = ReadAll();
  Withhold(name);
  EXPECT_THAT(Describe(ReadAll()),
              ElementsAre("PUBLISH 1 redacted", "UPDATE 2 redacted", "WITHHOLD 3 thin"));
  EXPECT_TRUE(Expect(client_->ListArticles({})).articles().empty());
  Restart();
  const auto back = Reinstate(name);
  EXPECT_EQ(back.article().translations(0).headlines(0).value(), "Two");
  const auto after = ReadAll();
  EXPECT_THAT(Describe(after),
              ElementsAre("PUBLISH 1", "UPDATE 2", "WITHHOLD 3 thin", "REINSTATE 4"));
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].SerializeAsString(), before[i].SerializeAsString());
  }
  EXPECT_EQ(Expect(Get(name, 1)).article().translations(0).headlines(0).value(), "One");
  // And it can be edited on.
  EXPECT_EQ(Update(testing::MakeArticle("a", "Three")).article().revision(), 5u);
}

TEST_F(Newsroom, AHoldReachesReadersWhoseFilterWouldNotMatchIt) {
  v1::SubscribeRequest follow;
  follow.mutable_start()->set_earliest(true);
  follow.mutable_filter()->add_languages("fr");
  const std::string name = Create(testing::MakeArticle("a", "One")).article().name();
  Translate(name, "fr", "Un");
  Withhold(name, "fr");
  Withhold(name);
  EXPECT_THAT(Describe(Follow(follow)),
              ElementsAre("TRANSLATE 2 redacted", "CORRECT 3 redacted", "WITHHOLD 4 thin"));
}

TEST_F(Newsroom, AReaderOfOtherItemsHearsNothingOfAHold) {
  v1::SubscribeRequest others;
  others.mutable_start()->set_earliest(true);
  others.mutable_filter()->add_kinds(v1::ITEM_KIND_RECOMMENDATION);
  v1::SubscribeRequest one = others;
  one.mutable_filter()->clear_kinds();
  one.mutable_filter()->add_names(testing::MakeArticle("one", "").name());
  LiveReader live(server_.address(), one);
  const std::string two = Create(testing::MakeArticle("two", "Two")).article().name();
  Withhold(two);
  const std::string name = Create(testing::MakeArticle("one", "One")).article().name();
  EXPECT_EQ(Describe(live.Take()), "PUBLISH 1");
  Withhold(name);
  EXPECT_EQ(Describe(live.Take()), "WITHHOLD 2 thin");
  EXPECT_THAT(Describe(Follow(one)), ElementsAre("PUBLISH 1 redacted", "WITHHOLD 2 thin"));
  EXPECT_THAT(Follow(others), IsEmpty());
}

TEST_F(Newsroom, OneTranslationIsTakenBackAloneAndComesBack) {
  const std::string name = Create(testing::MakeArticle("a", "One")).article().name();
  Translate(name, "fr", "Un");
  Translate(name, "es", "Uno");
  const auto held = Withhold(name, "fr");
  EXPECT_EQ(held.article().translations_size(), 3);
  const auto text_in = [this](const std::string& language) {
    std::string all;
    for (const v1::FeedEntry& entry : ReadAll()) {
      for (const v1::Translation& translation : entry.article().translations()) {
        if (translation.language() != language) continue;
        for (const v1::Headline& headline : translation.headlines()) all += headline.value() + ";";
      }
    }
    return all;
  };
  EXPECT_EQ(text_in("fr"), "");
  EXPECT_EQ(text_in("es"), "Uno;Uno;");
  const auto last = ReadAll().back();
  EXPECT_THAT(last.languages(), ElementsAre("en", "es"));
  EXPECT_EQ(last.revision_kind(), v1::REVISION_KIND_WITHHOLD);
  Reinstate(name, "fr");
  EXPECT_EQ(text_in("fr"), "Un;Un;Un;");
  Cancel(name, "es");
  EXPECT_EQ(text_in("es"), "");
  EXPECT_EQ(text_in("fr"), "Un;Un;Un;Un;");
  v1::WithholdArticleRequest original;
  original.set_name(name);
  original.set_language("en");
  original.set_reason(v1::RETRACTION_REASON_LEGAL);
  EXPECT_TRUE(absl::IsFailedPrecondition(client_->WithholdArticle(original).status()));
}

// The item stays, so there is nothing to take down and to answer for.
TEST_F(Newsroom, OneTranslationThatIsTakenBackIsNoRetractionOfTheItem) {
  const std::string name = Create(testing::MakeArticle("a", "One")).article().name();
  Translate(name, "fr", "Un");
  Withhold(name, "fr");
  const v1::FeedEntry entry = ReadAll().back();
  EXPECT_EQ(entry.action(), v1::FEED_ACTION_CORRECT);
  EXPECT_FALSE(entry.must_retract());
  EXPECT_EQ(entry.retraction_reason(), v1::RETRACTION_REASON_QUESTIONABLE);
  EXPECT_THAT(entry.changed_paths(), ElementsAre("translations[fr]"));
  v1::AcknowledgeRetractionRequest answer;
  answer.set_name(name);
  answer.set_sequence(entry.sequence());
  answer.set_reader("portal");
  answer.set_result(v1::RETRACTION_RESULT_RETRACTED);
  EXPECT_EQ(DetailsOf(client_->AcknowledgeRetraction(answer).status()).reason, "NOT_A_RETRACTION");
}

TEST_F(Newsroom, AnItemIsNotReplacedByItselfAndAdvisoriesHaveALimit) {
  const std::string name = Create(testing::MakeArticle("a", "One")).article().name();
  v1::CancelArticleRequest cancel;
  cancel.set_name(name);
  cancel.set_confirm_name(name);
  cancel.set_reason(v1::RETRACTION_REASON_ERRONEOUS);
  cancel.set_replaced_by(name);
  EXPECT_EQ(DetailsOf(client_->CancelArticle(cancel).status()).reason, "SELF_REFERENCE");
  cancel.clear_replaced_by();
  for (int i = 0; i < 65; ++i) cancel.add_advisories()->set_language("en");
  EXPECT_EQ(DetailsOf(client_->CancelArticle(cancel).status()).reason, "TOO_MANY");
  EXPECT_THAT(Describe(ReadAll()), ElementsAre("PUBLISH 1"));
}

TEST_F(Newsroom, ATranslationCannotBeMadeFromARevisionThatIsNotThere) {
  const std::string name = Create(testing::MakeArticle("a", "One")).article().name();
  v1::PutTranslationRequest request;
  request.set_name(name);
  v1::Translation& french = *request.mutable_translation();
  french.set_language("fr");
  french.set_kind(v1::TRANSLATION_KIND_HUMAN);
  french.set_translated_from("en");
  french.set_source_revision(2);
  french.add_headlines()->set_role("main");  // and this one is empty
  const absl::Status refused = client_->PutTranslation(request).status();
  EXPECT_THAT(std::string(refused.message()), HasSubstr("translation.source_revision"));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("HEADLINE_EMPTY"));
}

TEST_F(Newsroom, APastRevisionOfWhatWasTakenBackSaysSo) {
  const std::string name = Create(testing::MakeArticle("a", "One")).article().name();
  Withhold(name);
  EXPECT_EQ(Expect(Get(name, 1)).article().pub_status(), v1::PUB_STATUS_WITHHELD);
  Cancel(name);
  EXPECT_EQ(Expect(Get(name, 1)).article().pub_status(), v1::PUB_STATUS_CANCELED);
  v1::ListArticleRevisionsRequest list;
  list.set_name(name);
  const auto revisions = Expect(client_->ListArticleRevisions(list));
  EXPECT_EQ(revisions.articles_size(), 3);
  for (const v1::Article& stub : revisions.articles()) {
    EXPECT_EQ(stub.pub_status(), v1::PUB_STATUS_CANCELED) << stub.revision();
  }
}

v1::Article Reporting(const std::string& id, const std::vector<std::string>& recommendations) {
  v1::Article article = testing::MakeArticle(id, "Report " + id);
  std::uint32_t ordinal = 0;
  for (const std::string& name : recommendations) {
    v1::RecommendationRef& ref = *article.add_recommendations();
    ref.set_recommendation(name);
    ref.set_ordinal(++ordinal);
  }
  return article;
}

TEST_F(Newsroom, RecommendationsKnownOnlyThroughAnArticleGoAndComeBackWithIt) {
  const v1::Recommendation only = testing::MakeRecommendation("only", v1::TEXTUALITY_AS_REPORTED);
  const v1::Recommendation shared =
      testing::MakeRecommendation("shared", v1::TEXTUALITY_AS_REPORTED);
  const v1::Recommendation verbatim =
      testing::MakeRecommendation("verbatim", v1::TEXTUALITY_VERBATIM_FROM_SOURCE);
  v1::PublishRequest publish;
  for (const auto& recommendation : {only, shared, verbatim}) {
    *publish.add_items()->mutable_recommendation() = recommendation;
  }
  *publish.add_items()->mutable_article() =
      Reporting("one", {only.name(), shared.name(), verbatim.name()});
  *publish.add_items()->mutable_article() = Reporting("two", {shared.name()});
  Expect(client_->Publish(publish));
  const std::string one = testing::MakeArticle("one", "").name();
  const std::string two = testing::MakeArticle("two", "").name();
  EXPECT_THAT(Expect(GetRecommendation(shared.name())).recommendation().reported_in(),
              ElementsAre(one, two));
  const auto statuses = [&] {
    std::vector<bool> gone;
    for (const auto& item : {only, shared, verbatim}) {
      gone.push_back(Expect(GetRecommendation(item.name())).has_redacted());
    }
    return gone;
  };
  Withhold(one);
  EXPECT_THAT(statuses(), ElementsAre(true, false, false));
  EXPECT_THAT(Expect(GetRecommendation(shared.name())).recommendation().reported_in(),
              ElementsAre(two));
  Reinstate(one);
  EXPECT_THAT(statuses(), ElementsAre(false, false, false));
  Cancel(one);
  EXPECT_THAT(statuses(), ElementsAre(true, false, false));
  EXPECT_EQ(Expect(client_->ListCancellations({})).cancellations_size(), 2);
}

// All bytes of all files below a folder.
int FilesWith(const std::string& folder, const std::string& marker) {
  int found = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    std::ostringstream bytes;
    bytes << std::ifstream(file.path(), std::ios::binary).rdbuf();
    if (bytes.str().find(marker) != std::string::npos) ++found;
  }
  return found;
}

TEST_F(Newsroom, ACancelledTextLeavesEveryFileOfTheDataFolder) {
  const std::string marker = "the unicorn of Montevideo sleeps";
  for (int i = 0; i < 20; ++i) Create(testing::MakeArticle(absl::StrCat("n", i), "Neighbour"));
  v1::Article story = testing::MakeArticle("story", "One");
  story.mutable_translations(0)->mutable_bodies(0)->set_value(marker);
  const std::string name = Create(story).article().name();
  story.mutable_translations(0)->mutable_headlines(0)->set_value("Two");
  Update(story);
  Withhold(name);  // a copy is put aside, and must go too
  v1::Article held = Held(testing::MakeArticle("held", "Never shown"));
  held.mutable_translations(0)->mutable_bodies(0)->set_value(marker);
  Create(held);
  ASSERT_GT(FilesWith(server_.folder(), marker), 0);
  Cancel(held.name());
  Cancel(name);
  const absl::Time patience = absl::Now() + absl::Seconds(60);
  bool erased = false;
  while (!erased && absl::Now() < patience) {
    const auto list = Expect(client_->ListCancellations({}));
    ASSERT_EQ(list.cancellations_size(), 1);  // nobody learns of the held one
    erased = list.cancellations(0).has_erase_time();
    std::this_thread::yield();
  }
  ASSERT_TRUE(erased);
  EXPECT_EQ(FilesWith(server_.folder(), marker), 0);
  EXPECT_TRUE(absl::IsNotFound(Get(held.name()).status()));
  EXPECT_EQ(Describe(ReadAll()).back(), "CANCEL 4 thin");
}

TEST_F(Newsroom, TheNewsroomSeesWhoHasNotAnsweredARetraction) {
  const std::string name = Create(testing::MakeArticle("a", "One")).article().name();
  v1::SubscribeRequest follow;
  follow.mutable_start()->set_earliest(true);
  for (const char* reader : {"archive", "portal"}) {
    follow.set_reader(reader);
    EXPECT_EQ(Follow(follow).size(), 1u);
  }
  follow.mutable_start()->set_latest(true);
  follow.set_reader("newcomer");
  Follow(follow);
  Withhold(name);
  v1::ListRetractionAcknowledgementsRequest list;
  list.set_name(name);
  const auto waiting = Expect(client_->ListRetractionAcknowledgements(list));
  ASSERT_EQ(waiting.outstanding_size(), 2);
  v1::AcknowledgeRetractionRequest answer;
  answer.set_name(name);
  answer.set_sequence(waiting.sequence());
  answer.set_reader("portal");
  answer.set_result(v1::RETRACTION_RESULT_CANNOT);
  EXPECT_TRUE(absl::IsInvalidArgument(client_->AcknowledgeRetraction(answer).status()));
  answer.set_comment("It was printed.");
  Expect(client_->AcknowledgeRetraction(answer));
  const auto answered = Expect(client_->ListRetractionAcknowledgements(list));
  ASSERT_EQ(answered.acknowledgements_size(), 1);
  EXPECT_EQ(answered.acknowledgements(0).comment(), "It was printed.");
  ASSERT_EQ(answered.outstanding_size(), 1);
  EXPECT_EQ(answered.outstanding(0).reader(), "archive");
  answer.set_sequence(1);
  EXPECT_TRUE(absl::IsFailedPrecondition(client_->AcknowledgeRetraction(answer).status()));
}

}  // namespace
}  // namespace newswire
