// Questions about many items, and reads that wait for what was written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <utility>

#include "client/position.h"
#include "client/status.h"
#include "tests/support/newsroom.h"

namespace newswire {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MakeArticle;

class QueryTest : public testing::Newsroom {
 protected:
  std::vector<std::string> Search(const std::string& text) {
    v1::SearchArticlesRequest request;
    request.mutable_filter()->set_text(text);
    found_ = Expect(client_->SearchArticles(request));
    std::vector<std::string> names;
    for (const v1::ArticleHit& hit : found_.hits()) names.push_back(hit.article().article().name());
    EXPECT_EQ(found_.total().items(), names.size());
    return names;
  }
  std::uint64_t Count(const std::string& text) {
    v1::CountArticlesRequest request;
    request.mutable_filter()->set_text(text);
    return Expect(client_->CountArticles(request)).total().items();
  }
  static void Name(const std::string& id, const std::string& name, v1::Entity* entity) {
    entity->set_id(id);
    entity->set_rel("about");
    entity->add_names()->set_language("en");
    entity->mutable_names(0)->set_value(name);
  }
  // A position `ahead` of the head.
  std::string Ahead(std::uint64_t ahead) {
    const auto status = Expect(client_->GetFeedStatus());
    return absl::StrCat(status.log_id(), "-", status.last_sequence() + ahead, "-0123456789abcdef");
  }
  absl::Status GetAt(const std::string& name, const std::string& position,
                     absl::Duration timeout = absl::Seconds(30)) {
    Client client(MakeChannel(server_.address()), {.timeout = timeout});
    v1::GetArticleRequest request;
    request.set_name(name);
    request.set_min_position(position);
    return client.GetArticle(request).status();
  }

  v1::SearchArticlesResponse found_;
};

TEST_F(QueryTest, ATranslationIsFoundInItsLanguageAndTheHitSaysWhich) {
  const std::string name = Create(MakeArticle("storm", "Storm over the harbours")).article().name();
  EXPECT_THAT(Search("tempêtes"), IsEmpty());
  Translate(name, "fr", "La tempête frappe les ports");
  EXPECT_THAT(Search("tempêtes"), ElementsAre(name));
  ASSERT_EQ(found_.hits(0).snippets_size(), 1);
  const v1::Snippet& snippet = found_.hits(0).snippets(0);
  EXPECT_EQ(snippet.language(), "fr");
  EXPECT_EQ(snippet.field(), "headlines");
  ASSERT_EQ(snippet.highlights_size(), 1);
  EXPECT_EQ(snippet.highlights(0).start(), 3u);
  EXPECT_EQ(snippet.highlights(0).length(), 7u);
  EXPECT_THAT(Search("harbour"), ElementsAre(name));
}

// Items go out as they are stored when nothing is asked of them. Asking to leave out what is not
// there makes the server parse them and changes nothing.
TEST_F(QueryTest, ItemsThatAreHandedOnUnparsedAreTheSame) {
  const auto sought = testing::MakeRecommendation("sought", v1::TEXTUALITY_VERBATIM_FROM_SOURCE);
  v1::PublishRequest publish;
  *publish.add_items()->mutable_recommendation() = sought;
  for (const char* id : {"storm", "calm"}) {
    v1::Article article = MakeArticle(id, "Storm over the harbours");
    v1::RecommendationRef& reported = *article.add_recommendations();
    reported.set_recommendation(sought.name());
    reported.set_ordinal(1);
    *publish.add_items()->mutable_article() = std::move(article);
  }
  Expect(client_->Publish(publish));
  Translate(MakeArticle("calm", "").name(), "fr", "La tempête frappe les ports");
  v1::LanguagePreference parsed;
  parsed.set_exclude_stale(true);
  const auto both = [&](auto request, const auto& ask) {
    const std::string whole = Expect(ask(request)).DebugString();
    *request.mutable_language() = parsed;
    EXPECT_EQ(Expect(ask(request)).DebugString(), whole);
    return whole;
  };
  Withhold(MakeArticle("calm", "").name(), "fr");
  Translate(MakeArticle("calm", "").name(), "es", "Tormenta en los puertos");
  v1::ListArticlesRequest articles;
  articles.set_page_size(1);
  articles.set_with_total(true);
  EXPECT_THAT(both(articles, [&](const auto& r) { return client_->ListArticles(r); }),
              HasSubstr("Tormenta en los puertos"));
  EXPECT_THAT(both(v1::ListRecommendationsRequest(),
                   [&](const auto& r) { return client_->ListRecommendations(r); }),
              HasSubstr("reported_in"));
  v1::GetArticleRequest article;
  article.set_name(MakeArticle("calm", "").name());
  const auto get = [&](const auto& r) { return client_->GetArticle(r); };
  both(article, get);
  Withhold(article.name());
  EXPECT_THAT(both(article, get), HasSubstr("item.withheld"));
  v1::GetRecommendationRequest recommendation;
  recommendation.set_name(sought.name());
  EXPECT_THAT(both(recommendation, [&](const auto& r) { return client_->GetRecommendation(r); }),
              HasSubstr("reported_in"));
}

TEST_F(QueryTest, WhatIsHeldWithheldOrCancelledIsNotFoundAndNotCounted) {
  v1::Article held = MakeArticle("held", "Zeppelin one");
  held.mutable_embargo()->set_indefinite(true);
  Create(held);
  const std::string withheld = Create(MakeArticle("withheld", "Zeppelin two")).article().name();
  const std::string cancelled = Create(MakeArticle("cancelled", "Zeppelin three")).article().name();
  EXPECT_EQ(Count("zeppelin"), 2u);
  Withhold(withheld);
  EXPECT_THAT(Search("zeppelin"), ElementsAre(cancelled));
  Cancel(cancelled);
  EXPECT_THAT(Search("zeppelin"), IsEmpty());
  EXPECT_EQ(Count("zeppelin"), 0u);
  Reinstate(withheld);
  EXPECT_THAT(Search("zeppelin"), ElementsAre(withheld));
  EXPECT_EQ(Count("zeppelin"), 1u);
}

TEST_F(QueryTest, AnswersSurviveAKillAndNeedNoRebuild) {
  const std::string name = Create(MakeArticle("storm", "Storm over the harbours")).article().name();
  EXPECT_THAT(Search("storm"), ElementsAre(name));
  Restart();
  EXPECT_THAT(Search("storm"), ElementsAre(name));
}

TEST_F(QueryTest, AFilteredReaderFarBehindGetsItsEntriesThenTheLiveOnes) {
  constexpr int kStories = 2000;  // more than a reader that is near the head
  std::vector<std::uint64_t> expected;
  for (int begin = 0; begin < kStories; begin += 500) {
    v1::PublishRequest request;
    for (int i = begin; i < begin + 500; ++i) {
      const bool wanted = i % 700 == 100;
      *request.add_items()->mutable_article() =
          MakeArticle(absl::StrCat("story-", i), wanted ? "Zeppelin" : "Storm");
      if (wanted) expected.push_back(i + 1);
    }
    Expect(client_->Publish(request));
  }
  v1::SubscribeRequest request;
  request.mutable_start()->set_earliest(true);
  request.mutable_filter()->set_text("zeppelin");
  const auto transport = MakeFeedTransport(MakeChannelFactory(server_.address()));
  const auto stream = transport->Subscribe(request);
  std::vector<std::uint64_t> got;
  bool published = false;
  v1::SubscribeResponse frame;
  while (stream->Next(&frame, absl::Seconds(20)) == FrameStream::Read::kFrame) {
    for (const v1::FeedEntry& entry : frame.entries()) got.push_back(entry.sequence());
    if (frame.has_caught_up() && !std::exchange(published, true)) {
      EXPECT_EQ(got, expected);
      Create(MakeArticle("quiet", "Storm"));
      Create(MakeArticle("live", "Zeppelin again"));
      expected.push_back(kStories + 2);
    }
    if (got.size() == expected.size() && published) break;
  }
  stream->Cancel();
  stream->Finish().IgnoreError();
  EXPECT_EQ(got, expected);
}

TEST_F(QueryTest, AnswersShowAsMuchAsWasAskedFor) {
  Create(MakeArticle("storm", "Storm over the harbours"));
  v1::ListArticlesRequest request;
  const auto item = [&] { return Expect(client_->ListArticles(request)).articles(0).article(); };
  EXPECT_GT(item().translations(0).bodies_size(), 0);
  request.set_view(v1::ITEM_VIEW_BASIC);
  EXPECT_EQ(item().translations(0).bodies_size(), 0);
  EXPECT_GT(item().translations(0).headlines_size(), 0);
  request.mutable_read_mask()->add_paths("urgency");
  EXPECT_EQ(item().translations_size(), 0);
  EXPECT_FALSE(item().name().empty());
  request.mutable_read_mask()->add_paths("headline");
  const absl::Status status = client_->ListArticles(request).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("read_mask.paths[1]: FIELD_MASK_INVALID"));
}

TEST_F(QueryTest, ListsComeByDateAndSearchesByRelevance) {
  const auto publish = [this](const std::string& name, const std::string& headline,
                              const std::string& published, const std::string& event) {
    v1::Article article = MakeArticle(name, headline);
    article.mutable_date_published()->set_value(published);
    v1::Event* const meeting = article.add_events();
    meeting->set_id("e1");
    meeting->add_names()->set_language("en");
    meeting->mutable_names(0)->set_value("A meeting");
    meeting->mutable_start()->set_value(event);
    return Create(article).article().name();
  };
  const std::string june = publish("june", "Storm, storm and storm again", "2022-06", "2022-05-30");
  const std::string ninth = publish("ninth", "Storm over the harbours", "2022-06-09", "2022-05-02");
  const std::string year = publish("year", "Storm, and another storm", "2022", "2022-05-31");
  v1::ListArticlesRequest list;
  const auto names = [&](v1::ItemOrder order) {
    list.set_order(order);
    std::vector<std::string> found;
    const auto page = Expect(client_->ListArticles(list));
    for (const auto& article : page.articles()) {
      found.push_back(article.article().name());
    }
    return found;
  };
  EXPECT_THAT(names(v1::ITEM_ORDER_PUBLICATION_DATE), ElementsAre(ninth, june, year));
  EXPECT_THAT(names(v1::ITEM_ORDER_EVENT_DATE), ElementsAre(year, june, ninth));
  list.mutable_filter()->set_text("storm");
  EXPECT_THAT(names(v1::ITEM_ORDER_RELEVANCE), ElementsAre(june, year, ninth));
}

TEST_F(QueryTest, AnOrderThatSaysNothingIsRefused) {
  v1::ListArticlesRequest articles;
  articles.set_order(v1::ITEM_ORDER_RELEVANCE);
  const absl::Status no_text = client_->ListArticles(articles).status();
  EXPECT_THAT(std::string(no_text.message()), HasSubstr("filter.text: FIELD_REQUIRED"));
  v1::ListRecommendationsRequest recommendations;
  recommendations.set_order(v1::ITEM_ORDER_EVENT_DATE);
  const absl::Status no_event = client_->ListRecommendations(recommendations).status();
  EXPECT_THAT(std::string(no_event.message()), HasSubstr("order: UNKNOWN_VALUE"));
}

TEST_F(QueryTest, RelatedArticlesSayWhatTheyShare) {
  const auto publish = [this](const std::string& name, const std::string& place,
                              const std::string& person) {
    v1::Article article = MakeArticle(name, "Storm over the harbours");
    Name("p1", place, article.add_places());
    Name("p2", person, article.add_people());
    return Create(article).article().name();
  };
  for (int i = 0; i < 5; ++i) publish(absl::StrCat("place-", i), "Sahel", "Nobody");
  const std::string both = publish("both", "SAHEL", "Ada Example");
  publish("neither", "Lisbon", "Somebody");
  const std::string wanted = publish("wanted", "Sahel", "Ada Example");
  v1::RelatedArticlesRequest request;
  request.set_name(wanted);
  request.set_page_size(2);
  const auto related = Expect(client_->RelatedArticles(request));
  ASSERT_EQ(related.articles_size(), 2);
  const v1::RelatedArticle& first = related.articles(0);
  EXPECT_EQ(first.article().article().name(), both);
  ASSERT_EQ(first.shared_size(), 2);
  EXPECT_EQ(first.shared(0).label(), "Ada Example");
  EXPECT_EQ(first.shared(0).facet(), v1::FACET_PERSON);
  EXPECT_EQ(first.shared(1).facet(), v1::FACET_PLACE);
  EXPECT_GT(first.score(), related.articles(1).score());
  Withhold(both);
  EXPECT_NE(Expect(client_->RelatedArticles(request)).articles(0).article().article().name(), both);
  request.set_name(both);
  EXPECT_TRUE(absl::IsFailedPrecondition(client_->RelatedArticles(request).status()));
  v1::Article held = MakeArticle("held", "Zeppelin");
  Name("p1", "Ada Example", held.add_people());
  held.mutable_embargo()->set_indefinite(true);
  request.set_name(Create(held).article().name());
  const absl::Status hidden = client_->RelatedArticles(request).status();
  EXPECT_TRUE(absl::IsNotFound(hidden)) << hidden;
}

TEST_F(QueryTest, AFilterIsExplained) {
  for (int i = 0; i < 8; ++i) {
    v1::Article article = MakeArticle(absl::StrCat("story-", i), i < 7 ? "Storm" : "Calm");
    Name("p1", i < 3 ? "Sahel" : "Lisbon", article.add_places());
    Create(article);
  }
  v1::ExplainFilterRequest request;
  request.mutable_filter()->add_kinds(v1::ITEM_KIND_ARTICLE);
  request.mutable_filter()->add_places("sahel");
  request.mutable_filter()->add_none_of()->set_text("calm");
  auto explained = Expect(client_->ExplainFilter(request));
  EXPECT_EQ(explained.meaning(),
            "Items of which it is true that the kind is article, and a place is “sahel”, and it is "
            "not so that the texts hold calm.");
  ASSERT_EQ(explained.conditions_size(), 3);
  EXPECT_EQ(explained.conditions(0).items().items(), 8u);
  EXPECT_EQ(explained.conditions(1).items().items(), 3u);
  EXPECT_EQ(explained.conditions(2).items().items(), 1u);
  EXPECT_FALSE(explained.conditions(0).leads());
  EXPECT_TRUE(explained.conditions(1).leads());
  EXPECT_EQ(explained.total().items(), 3u);
  ASSERT_EQ(explained.examples_size(), 3);
  EXPECT_EQ(explained.examples(0).sequence(), 3u);
  EXPECT_EQ(explained.examples(0).title(), "Storm");
  // Of a stretch of the feed alone.
  request.set_after_sequence(1);
  request.set_through_sequence(2);
  explained = Expect(client_->ExplainFilter(request));
  EXPECT_EQ(explained.total().items(), 1u);
  ASSERT_EQ(explained.examples_size(), 1);
  EXPECT_EQ(explained.examples(0).sequence(), 2u);
  // What nothing has, and what it may have been meant to be.
  request = {};
  request.mutable_filter()->add_places("Sahell");
  explained = Expect(client_->ExplainFilter(request));
  EXPECT_EQ(explained.total().items(), 0u);
  EXPECT_THAT(explained.conditions(0).nearest(), ElementsAre("Sahel"));
  request.mutable_filter()->mutable_date_published()->set_from("yesterday");
  const absl::Status refused = client_->ExplainFilter(request).status();
  EXPECT_THAT(std::string(refused.message()), HasSubstr("filter.date_published.from"));
}

TEST_F(QueryTest, AReadWithTheWritesPositionSeesTheWrite) {
  for (int i = 0; i < 20; ++i) {
    const auto written = Create(MakeArticle(absl::StrCat("story-", i), "Storm"));
    EXPECT_TRUE(GetAt(written.article().name(), written.position()).ok());
    v1::CountArticlesRequest count;
    count.set_min_position(written.position());
    EXPECT_EQ(Expect(client_->CountArticles(count)).total().items(), i + 1u);
  }
}

TEST_F(QueryTest, AReadWaitsForAPositionThatHasNotComeYet) {
  const auto early = MakeArticle("early", "Storm");
  const std::string position = Ahead(1);
  absl::Status read = absl::UnknownError("not read");
  std::thread reader([&] { read = GetAt(early.name(), position); });
  Create(early);
  reader.join();
  EXPECT_TRUE(read.ok()) << read;
}

TEST_F(QueryTest, AReadThatHasWaitedTooLongSaysSo) {
  const absl::Status status = GetAt("articles/urn:x:y", Ahead(9), absl::Milliseconds(300));
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
}

TEST_F(QueryTest, APositionOfAnotherFeedOrOfNoneIsRefused) {
  EXPECT_TRUE(absl::IsInvalidArgument(GetAt("articles/urn:x:y", "yesterday")));
  const absl::Status other = GetAt("articles/urn:x:y", "0000000000000001-1-0123456789abcdef");
  EXPECT_TRUE(absl::IsFailedPrecondition(other)) << other;
  EXPECT_THAT(std::string(other.message()), HasSubstr("min_position was given by log"));
}

TEST_F(QueryTest, ADrainEndsReadsThatWait) {
  absl::Status read;
  const std::string position = Ahead(9);
  std::thread reader([&] { read = GetAt("articles/urn:x:y", position, absl::Seconds(5)); });
  // Whether it waits already or comes later, it is answered.
  EXPECT_EQ(server_.Stop(), 0);
  reader.join();
  EXPECT_FALSE(read.ok());
}

}  // namespace
}  // namespace newswire
