// 200 held items whose every word is their own, and every question that could tell of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/end_to_end/canaries.h"
#include "tests/end_to_end/questions.h"
#include "tests/support/eventually.h"
#include "tests/support/newsroom.h"

namespace newswire {
namespace {

using ::testing::HasSubstr;
using testing::IsArticle;
using testing::kCanaries;
using testing::kCanaryWord;
using testing::NameOfCanary;
using testing::Word;

class EmbargoCanary : public testing::Newsroom {
 protected:
  // What everybody may see: one item of each kind.
  void PublishVisible() {
    v1::PublishRequest request;
    *request.add_items()->mutable_article() = testing::MakeArticle("visible", "Visible");
    *request.add_items()->mutable_recommendation() = testing::MakeRecommendation("visible-too");
    Expect(client_->Publish(request));
  }
  void HoldCanaries() {
    const auto published = Expect(client_->Publish(testing::AllCanaries()));
    ASSERT_EQ(published.results_size(), kCanaries);
    for (const v1::PublishResult& result : published.results()) {
      ASSERT_EQ(result.outcome(), v1::PUBLISH_OUTCOME_HELD) << result.ShortDebugString();
    }
  }
  // Two articles, and with the second of them the recommendation that waits for it alone.
  void ReleaseSome() {
    for (const int i : {0, 2}) {
      v1::ReleaseArticleRequest release;
      release.set_name(NameOfCanary(i));
      Expect(client_->ReleaseArticle(release));
    }
  }
  testing::Questions Ask() { return {client_.get(), server_.address()}; }
  std::string Everything() {
    std::string all = Ask().AskAboutTheFeed() + Ask().AskAbout({}) + Ask().Follow({});
    for (const char* id : {"visible", "visible-too"}) {
      all += Ask().AskFor(absl::StrCat("urn:newsml:example.org:2026:", id));
    }
    return all;
  }
};

// Shows where two long answers part, in place of both.
std::string Difference(const std::string& said, const std::string& expected) {
  const auto [at, other] =
      std::mismatch(said.begin(), said.end(), expected.begin(), expected.end());
  if (at == said.end() && other == expected.end()) return "";
  const auto around = [](const std::string& text, std::size_t place) {
    return text.substr(place < 80 ? 0 : place - 80, 300);
  };
  return absl::StrCat(around(said, at - said.begin()), "\nin place of\n",
                      around(expected, other - expected.begin()));
}

v1::Filter Text(const std::string& text) {
  v1::Filter filter;
  filter.set_text(text);
  return filter;
}
v1::Filter NotText(const std::string& text) {
  v1::Filter filter;
  filter.add_none_of()->set_text(text);
  return filter;
}

// Fields of a filter that take names, and what one of them asks for.
constexpr const char* kNameFields[] = {"names",         "providers", "subjects", "people",
                                       "organisations", "places",    "events",   "source_documents",
                                       "genres",        "addressees"};
std::string ValueOf(int i, const std::string& field) {
  if (field == "names") return NameOfCanary(i);
  return field == "providers" ? testing::ProviderOfCanary(i) : Word(i, field);
}
void AddValue(const std::string& field, const std::string& value, v1::Filter* filter) {
  filter->GetReflection()->AddString(filter, filter->GetDescriptor()->FindFieldByName(field),
                                     value);
}

TEST_F(EmbargoCanary, NoCallOrStreamTellsAWordOfHeldItems) {
  PublishVisible();
  const std::string before = Everything();
  v1::SubscribeRequest follow;
  follow.mutable_start()->set_latest(true);
  const auto live = MakeFeedTransport(MakeChannelFactory(server_.address()))->Subscribe(follow);
  v1::SubscribeResponse frame;
  ASSERT_EQ(live->Next(&frame, absl::Seconds(20)), FrameStream::Read::kFrame);

  HoldCanaries();
  // Byte for byte what it said before they were there: no text, no number, no time.
  EXPECT_EQ(Difference(Everything(), before), "");
  EXPECT_EQ(before.find(kCanaryWord), std::string::npos);

  // A reader that was there all the time gets what comes next, and nothing before it.
  Create(testing::MakeArticle("next", "Next"));
  while (frame.entries().empty()) {
    ASSERT_EQ(live->Next(&frame, absl::Seconds(20)), FrameStream::Read::kFrame);
    EXPECT_EQ(frame.ShortDebugString().find(kCanaryWord), std::string::npos);
  }
  EXPECT_EQ(frame.entries(0).sequence(), 3u);
  live->Cancel();
  live->Finish().IgnoreError();

  // The test can fail: after a release each of them tells.
  ReleaseSome();
  v1::CountArticlesRequest count;
  count.add_facets(v1::FACET_SUBJECT);
  for (const std::string& said : {Ask().AskAbout({}), Ask().Follow({}),
                                  Expect(client_->CountArticles(count)).ShortDebugString()}) {
    EXPECT_THAT(said, HasSubstr(Word(0, "subjects")));
  }
}

TEST_F(EmbargoCanary, AWordOfAHeldItemIsAnsweredLikeOneThatNobodyWrote) {
  PublishVisible();
  HoldCanaries();
  const std::string no_hit = Ask().Search(Text("zznobody"));
  const std::string nothing = Ask().AskAbout(Text("zznobody"));
  const std::string no_stream = Ask().Follow(Text("zznobody"));
  const std::string all = Ask().AskAbout(NotText("zznobody"));
  for (int i = 0; i < kCanaries; ++i) {
    for (const char* of : {"head", "body"}) {
      EXPECT_EQ(Difference(Ask().Search(Text(Word(i, of))), no_hit), "") << Word(i, of);
    }
    if (i % 20 > 1) continue;  // dearer questions about a tenth of them
    EXPECT_EQ(Difference(Ask().AskAbout(Text(Word(i, "head"))), nothing), "") << i;
    EXPECT_EQ(Difference(Ask().Follow(Text(Word(i, "head"))), no_stream), "") << i;
    EXPECT_EQ(Difference(Ask().AskAbout(NotText(Word(i, "head"))), all), "") << i;
    const std::string phrase = absl::StrCat("\"", Word(i, "head"), " ", Word(i, "body"), "\"");
    EXPECT_EQ(Difference(Ask().AskAbout(Text(phrase)), nothing), "") << phrase;
  }
  // The test can fail: after a release both words of both kinds are found, and left out.
  ReleaseSome();
  for (const int i : {0, 3}) {
    for (const char* of : {"head", "body"}) {
      EXPECT_THAT(Ask().Search(Text(Word(i, of))), HasSubstr(NameOfCanary(i)));
    }
    EXPECT_THAT(Ask().AskAbout(Text(Word(i, "head"))), HasSubstr(NameOfCanary(i)));
    EXPECT_THAT(Ask().Follow(Text(Word(i, "head"))), HasSubstr(NameOfCanary(i)));
    EXPECT_FALSE(Ask().AskAbout(NotText(Word(i, "head"))) == Ask().AskAbout(NotText("zznobody")));
  }
}

TEST_F(EmbargoCanary, ANameInAHeldItemIsAnsweredLikeOneThatNobodyWrote) {
  constexpr int kValuesMax = 64;  // of one field of a filter
  PublishVisible();
  HoldCanaries();
  for (const std::string field : kNameFields) {
    v1::Filter none;
    AddValue(field, field == "names" ? testing::MakeArticle("nobody", "").name() : "nobody.org",
             &none);
    if (field == "names") AddValue(field, testing::MakeRecommendation("nobody").name(), &none);
    const std::string nothing = Ask().AskAbout(none);
    const std::string no_stream = Ask().Follow(none);
    for (int begin = 0; begin < kCanaries; begin += kValuesMax) {
      v1::Filter filter;
      for (int i = begin; i < std::min(begin + kValuesMax, kCanaries); ++i) {
        AddValue(field, ValueOf(i, field), &filter);
      }
      EXPECT_EQ(Difference(Ask().AskAbout(filter), nothing), "") << field;
      EXPECT_EQ(Difference(Ask().Follow(filter), no_stream), "") << field;
    }
  }
  // The test can fail: after a release each field finds one of the two.
  ReleaseSome();
  for (const std::string field : kNameFields) {
    v1::Filter filter;
    for (const int i : {0, 3}) AddValue(field, ValueOf(i, field), &filter);
    EXPECT_THAT(Ask().AskAbout(filter), HasSubstr(kCanaryWord)) << field;
    EXPECT_THAT(Ask().Follow(filter), HasSubstr(kCanaryWord)) << field;
  }
}

TEST_F(EmbargoCanary, AHeldNameIsAnsweredLikeOneThatNobodyEverUsed) {
  PublishVisible();
  HoldCanaries();
  const auto uri_of = [](int i) {
    const std::string name = NameOfCanary(i);
    return name.substr(name.find('/') + 1);
  };
  const std::string unknown = Ask().AskFor("urn:newsml:example.org:2026:nobody");
  for (int i = 0; i < kCanaries; ++i) {
    EXPECT_EQ(Difference(Ask().AskFor(uri_of(i)), unknown), "") << i;
  }
  // The test can fail: after a release the names are known.
  ReleaseSome();
  for (const int i : {0, 3}) EXPECT_NE(Ask().AskFor(uri_of(i)), unknown);
}

TEST_F(EmbargoCanary, NoErrorTextRepeatsAWordOfAHeldItem) {
  HoldCanaries();
  for (int i = 0; i < kCanaries; ++i) {
    const std::string long_text = Word(i, "head") + std::string(600, 'x');
    absl::Status status;
    if (IsArticle(i)) {
      v1::UpdateArticleRequest request;
      *request.mutable_article() = testing::CanaryArticle(i);
      v1::Translation& text = *request.mutable_article()->mutable_translations(0);
      text.mutable_headlines(0)->set_value(long_text);
      text.mutable_bodies(0)->set_value(Word(i, "body") + '\x01');
      text.set_slugline(long_text);
      status = client_->UpdateArticle(request).status();
    } else {
      v1::UpdateRecommendationRequest request;
      *request.mutable_recommendation() = testing::CanaryRecommendation(i);
      request.mutable_recommendation()->mutable_texts(0)->set_value(Word(i, "head") + '\x01');
      request.mutable_recommendation()->set_paragraph(long_text);
      status = client_->UpdateRecommendation(request).status();
    }
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    for (const char* of : {"head", "body"}) {
      EXPECT_EQ(status.ToString().find(Word(i, of)), std::string::npos) << status;
    }
  }
}

TEST_F(EmbargoCanary, NoLogLineOfTheServerHoldsAWordOfHeldItems) {
  server_.Kill();
  server_.CaptureLog();
  Restart();
  PublishVisible();
  HoldCanaries();
  Everything();
  for (int i = 0; i < kCanaries; ++i) Get(NameOfCanary(i)).IgnoreError();
  Ask().AskAbout(Text(Word(0, "head")));
  Cancel(NameOfCanary(kCanaries - 2));  // an erasure is logged
  EXPECT_TRUE(testing::Eventually(
      absl::Seconds(60), [this] { return server_.log().find("erased") != std::string::npos; }));
  Restart();
  EXPECT_EQ(server_.Stop(), 0);
  const std::string log = server_.log();
  for (const char* event : {"erased", "event=stopped"}) EXPECT_THAT(log, HasSubstr(event));
  EXPECT_EQ(log.find(kCanaryWord), std::string::npos);
  // The test can fail: what the server writes to stderr is found.
  server_.SetFlags({"--" + Word(0, "head")});
  EXPECT_FALSE(server_.Start());
  EXPECT_THAT(server_.log(), HasSubstr(Word(0, "head")));
}

TEST_F(EmbargoCanary, NoFileOutsideOfTheDatabaseHoldsAWordOfHeldItems) {
  PublishVisible();
  HoldCanaries();
  Everything();
  Restart();
  int files = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(server_.folder())) {
    if (!file.is_regular_file()) continue;
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    const bool there = bytes.find(kCanaryWord) != std::string::npos;
    // RocksDB's own log of events is no place for content either. Its manifest names keys. The
    // index is a database too, and knows of nothing that is held.
    const std::string name = file.path().filename().string();
    const bool database =
        (name.ends_with(".sst") || name.ends_with(".log") || name.starts_with("MANIFEST")) &&
        file.path().parent_path().filename() != "index";
    EXPECT_TRUE(database || !there) << file.path();
    files += there;
  }
  EXPECT_GT(files, 0);  // in the database it is
}

}  // namespace
}  // namespace newswire
