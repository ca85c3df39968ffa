#include "service/core/draft.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"

namespace newswire {
namespace {

using Strings = std::vector<std::string>;

const absl::Time kNow = absl::FromUnixSeconds(1'654'732'800);

void SetText(const std::string& headline, const std::string& body, v1::Translation* translation) {
  translation->clear_headlines();
  translation->clear_bodies();
  translation->add_headlines()->set_role("main");
  translation->mutable_headlines(0)->set_value(headline);
  translation->add_bodies()->set_role("main");
  translation->mutable_bodies(0)->set_value(body);
}

v1::Article ValidArticle() {
  v1::Article article;
  article.set_name("articles/urn:newsml:Example.test:20220609:bridge");
  article.set_type(v1::ITEM_TYPE_TEXT);
  article.set_pub_status(v1::PUB_STATUS_USABLE);
  article.set_urgency(4);
  article.set_original_language("en");
  article.mutable_date_published()->set_value("2022-06-09");
  v1::Translation* original = article.add_translations();
  original->set_language("en");
  original->set_kind(v1::TRANSLATION_KIND_ORIGINAL);
  SetText("The bridge opens", "The old bridge opens again.", original);
  v1::Translation* french = article.add_translations();
  french->set_language("fr");
  french->set_kind(v1::TRANSLATION_KIND_HUMAN);
  french->set_translated_from("en");
  french->set_source_revision(1);
  SetText("Le pont ouvre", "Le vieux pont ouvre à nouveau.", french);
  v1::Entity* place = article.add_places();
  place->set_id("bridge1");
  place->set_rel("about");
  place->add_names()->set_language("en");
  place->mutable_names(0)->set_value("Old Bridge");
  v1::TextSpan* span = place->add_spans();
  span->set_language("en");
  span->set_start(4);
  span->set_length(10);
  return article;
}

v1::Recommendation ValidRecommendation() {
  v1::Recommendation recommendation;
  recommendation.set_name("recommendations/urn:newsml:example.test:20220609:r1");
  recommendation.set_ordinal(1);
  recommendation.set_original_language("en");
  recommendation.set_status(v1::RECOMMENDATION_STATUS_NOT_TRACKED);
  recommendation.set_pub_status(v1::PUB_STATUS_USABLE);
  v1::SourceDocument* document = recommendation.mutable_source_document();
  document->set_id("report");
  document->add_titles()->set_language("en");
  document->mutable_titles(0)->set_value("Report on bridges");
  v1::RecommendationText* text = recommendation.add_texts();
  text->set_language("en");
  text->set_textuality(v1::TEXTUALITY_AS_REPORTED);
  text->set_kind(v1::TRANSLATION_KIND_ORIGINAL);
  text->set_value("Inspect every bridge once a year.");
  return recommendation;
}

// "field REASON" of everything wrong with the article.
Strings FaultsOf(const v1::Article& article) {
  Violations violations;
  const auto draft = DraftArticle(article, kNow, "article", &violations);
  EXPECT_EQ(draft.has_value(), violations.empty());
  Strings faults;
  for (const auto& violation : violations.list()) {
    faults.push_back(violation.field + " " + violation.reason);
  }
  return faults;
}

using Change = std::function<void(v1::Article*)>;

Strings FaultsAfter(const Change& change) {
  v1::Article article = ValidArticle();
  change(&article);
  return FaultsOf(article);
}

Draft DraftOf(const v1::Article& article) {
  Violations violations;
  auto draft = DraftArticle(article, kNow, "article", &violations);
  EXPECT_TRUE(draft.has_value()) << violations.ToStatus();
  return draft ? *std::move(draft) : Draft();
}

Draft DraftOf(const v1::Recommendation& recommendation) {
  Violations violations;
  auto draft = DraftRecommendation(recommendation, kNow, "recommendation", &violations);
  EXPECT_TRUE(draft.has_value()) << violations.ToStatus();
  return draft ? *std::move(draft) : Draft();
}

template <typename Item>
Item Parsed(const std::string& payload) {
  Item item;
  EXPECT_TRUE(item.ParseFromString(payload));
  return item;
}

std::string Revised(const std::string& previous, const Draft& next, std::uint32_t revision) {
  const auto payload = RevisePayload(next.kind, previous, next, revision, kNow);
  EXPECT_TRUE(payload.ok()) << payload.status();
  return payload.ok() ? *payload : std::string();
}

// Two bytes each, so that a limit in bytes shows.
std::string CodePoints(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "é";
  return text;
}

TEST(DraftTest, AValidArticlePassesAndIsCompleted) {
  const Draft draft = DraftOf(ValidArticle());
  EXPECT_EQ(draft.kind, v1::ITEM_KIND_ARTICLE);
  EXPECT_EQ(draft.uri, "urn:newsml:Example.test:20220609:bridge");
  EXPECT_EQ(draft.provider, "example.test");
  EXPECT_EQ(draft.languages, (Strings{"en", "fr"}));
  EXPECT_EQ(draft.content_sha256.size(), 32u);
  const auto article = Parsed<v1::Article>(draft.payload);
  const v1::Translation& french = article.translations(1);
  EXPECT_EQ(french.direction(), v1::TEXT_DIRECTION_LTR);
  EXPECT_EQ(french.revision(), 1u);
  EXPECT_EQ(french.content_sha256().size(), 32u);
  EXPECT_EQ(french.bodies(0).char_count(), 30u);
  EXPECT_EQ(french.bodies(0).word_count(), 6u);
}

TEST(DraftTest, OutputOnlyFieldsOfTheCallerAreDropped) {
  v1::Article article = ValidArticle();
  article.set_revision(7);
  article.set_revision_kind(v1::REVISION_KIND_CANCEL);
  article.mutable_create_time()->set_seconds(1);
  article.add_corrections()->set_revision(3);
  article.mutable_translations(0)->set_stale(true);
  article.mutable_translations(0)->set_revision(9);
  article.mutable_translations(0)->mutable_bodies(0)->set_char_count(1);
  const Draft plain = DraftOf(ValidArticle());
  const Draft draft = DraftOf(article);
  EXPECT_EQ(draft.payload, plain.payload);
  EXPECT_EQ(draft.content_sha256, plain.content_sha256);
}

TEST(DraftTest, TheEtagIsAPreconditionAndNoContent) {
  v1::Article article = ValidArticle();
  article.set_etag("1-abc");
  const Draft draft = DraftOf(article);
  EXPECT_EQ(draft.etag, "1-abc");
  EXPECT_EQ(draft.content_sha256, DraftOf(ValidArticle()).content_sha256);
}

TEST(DraftTest, TenFaultsAreNamedInOneStatus) {
  v1::Article article = ValidArticle();
  article.set_name("articles/none");
  article.clear_type();
  article.mutable_date_published()->set_value("2022-02-30");
  article.clear_pub_status();
  article.set_urgency(10);
  article.mutable_translations(0)->mutable_headlines(0)->set_value("two\nlines");
  article.mutable_translations(1)->set_translated_from("de");
  article.mutable_translations(1)->set_href("http://example.test/");
  article.mutable_places(0)->set_id("Bridge");
  article.mutable_places(0)->mutable_spans(0)->set_length(1000);
  Violations violations;
  EXPECT_FALSE(DraftArticle(article, kNow, "items[3].article", &violations).has_value());
  const absl::Status status = violations.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message().substr(0, 12), "10 problems:");
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  google::rpc::BadRequest details;
  ASSERT_TRUE(payload && details.ParseFromString(std::string(*payload)));
  EXPECT_EQ(details.field_violations_size(), 10);
  EXPECT_EQ(FaultsOf(article),
            (Strings{"article.name URI_INVALID", "article.type FIELD_REQUIRED",
                     "article.date_published.value DATE_INVALID",
                     "article.pub_status FIELD_REQUIRED", "article.urgency OUT_OF_RANGE",
                     "article.translations[0].headlines[0].value CONTROL_CHARACTER",
                     "article.translations[1].translated_from REFERENCE_DANGLING",
                     "article.translations[1].href HREF_INVALID", "article.places[0].id ID_INVALID",
                     "article.places[0].spans[0] SPAN_OUT_OF_RANGE"}));
}

TEST(LimitTest, AHeadlineHolds500CodePoints) {
  const auto with = [](std::size_t count) {
    return [count](v1::Article* article) {
      article->mutable_translations(0)->mutable_headlines(0)->set_value(CodePoints(count));
    };
  };
  EXPECT_EQ(FaultsAfter(with(500)), Strings());
  EXPECT_EQ(FaultsAfter(with(501)),
            Strings{"article.translations[0].headlines[0].value TEXT_TOO_LONG"});
  EXPECT_EQ(FaultsAfter(with(0)),
            Strings{"article.translations[0].headlines[0].value HEADLINE_EMPTY"});
}

TEST(LimitTest, ABodyHolds512KiB) {
  const auto with = [](std::size_t bytes) {
    return [bytes](v1::Article* article) {
      article->mutable_translations(0)->mutable_bodies(0)->set_value(std::string(bytes, 'a'));
    };
  };
  EXPECT_EQ(FaultsAfter(with(512 << 10)), Strings());
  EXPECT_EQ(FaultsAfter(with((512 << 10) + 1)),
            Strings{"article.translations[0].bodies[0].value BODY_TOO_LARGE"});
}

TEST(LimitTest, UrgencyGoesToNine) {
  EXPECT_EQ(FaultsAfter([](v1::Article* a) { a->set_urgency(0); }), Strings());
  EXPECT_EQ(FaultsAfter([](v1::Article* a) { a->set_urgency(9); }), Strings());
  EXPECT_EQ(FaultsAfter([](v1::Article* a) { a->set_urgency(10); }),
            Strings{"article.urgency OUT_OF_RANGE"});
}

TEST(LimitTest, AUriHas8To512Bytes) {
  const auto with = [](const std::string& uri) {
    return [uri](v1::Article* article) { article->set_name("articles/" + uri); };
  };
  const Strings refused = {"article.name URI_INVALID"};
  EXPECT_EQ(FaultsAfter(with("urn:ab:c")), Strings());
  EXPECT_EQ(FaultsAfter(with("urn:a:c")), refused);
  EXPECT_EQ(FaultsAfter(with("urn:ab:" + std::string(505, 'c'))), Strings());
  EXPECT_EQ(FaultsAfter(with("urn:ab:" + std::string(506, 'c'))), refused);
  EXPECT_EQ(FaultsAfter(with("https://user@example.test/a")), refused);
  EXPECT_EQ(FaultsAfter(with("https://example.test/a?b")), refused);
}

TEST(LimitTest, ALanguageTagIsCanonicalAndHas35Characters) {
  const auto with = [](const std::string& tag) {
    return [tag](v1::Article* article) { article->mutable_translations(1)->set_language(tag); };
  };
  const Strings refused = {"article.translations[1].language LANGUAGE_INVALID"};
  const std::string longest = "fr-Latn-CA-abcdefgh-bcdefghi-cdefgh";
  ASSERT_EQ(longest.size(), 35u);
  for (const std::string& tag : Strings{"fr", "fr-CA", "zh-Hans", longest}) {
    EXPECT_EQ(FaultsAfter(with(tag)), Strings()) << tag;
  }
  for (const std::string& tag :
       Strings{"", "und", "mul", "x-house", "iw", "FR", "fr_CA", "fr-", longest + "i"}) {
    EXPECT_EQ(FaultsAfter(with(tag)), refused) << tag;
  }
}

TEST(LimitTest, ADateIsRealAndHasAKnownPrecision) {
  const auto with = [](const std::string& date) {
    return [date](v1::Article* article) { article->mutable_date_published()->set_value(date); };
  };
  for (const std::string& date : Strings{"2022", "2022-06", "2020-02-29", "2022-06-09T23:59:59Z",
                                         "2022-06-09T10:00:00.5+02:00"}) {
    EXPECT_EQ(FaultsAfter(with(date)), Strings()) << date;
  }
  for (const std::string& date : Strings{"0000", "22", "2022-13", "2022-00", "2021-02-29",
                                         "2022-06-31", "2022-06-09T10:00:00", "9 June 2022"}) {
    EXPECT_EQ(FaultsAfter(with(date)), Strings{"article.date_published.value DATE_INVALID"})
        << date;
  }
}

TEST(LimitTest, ALocalIdHas16CharactersAndStandsOnce) {
  const auto with = [](const std::string& id) {
    return [id](v1::Article* article) { article->mutable_places(0)->set_id(id); };
  };
  for (const std::string& id : Strings{"a", "a1", "abcdefghij123456"}) {
    EXPECT_EQ(FaultsAfter(with(id)), Strings()) << id;
  }
  for (const std::string& id : Strings{"", "1a", "A", "a-b", "abcdefghij1234567"}) {
    EXPECT_EQ(FaultsAfter(with(id)), Strings{"article.places[0].id ID_INVALID"}) << id;
  }
  EXPECT_EQ(FaultsAfter([](v1::Article* article) {
              *article->add_subjects() = v1::Entity(article->places(0));
            }),
            Strings{"article.subjects[0].id ID_DUPLICATE"});
}

TEST(LimitTest, ASpanStaysWithinItsBody) {
  const auto with = [](const std::string& language, std::uint32_t body, std::uint32_t start,
                       std::uint32_t length) {
    return [=](v1::Article* article) {
      v1::TextSpan* span = article->mutable_places(0)->mutable_spans(0);
      span->set_language(language);
      span->set_body_index(body);
      span->set_start(start);
      span->set_length(length);
    };
  };
  const Strings refused = {"article.places[0].spans[0] SPAN_OUT_OF_RANGE"};
  // The French body has 30 code points in 31 bytes.
  EXPECT_EQ(FaultsAfter(with("fr", 0, 0, 30)), Strings());
  EXPECT_EQ(FaultsAfter(with("fr", 0, 29, 1)), Strings());
  EXPECT_EQ(FaultsAfter(with("fr", 0, 0, 31)), refused);
  EXPECT_EQ(FaultsAfter(with("fr", 0, 30, 1)), refused);
  EXPECT_EQ(FaultsAfter(with("fr", 0, 0, 0)), refused);
  EXPECT_EQ(FaultsAfter(with("fr", 0, 0xFFFFFFFF, 0xFFFFFFFF)), refused);
  EXPECT_EQ(FaultsAfter(with("fr", 1, 0, 1)), refused);
  EXPECT_EQ(FaultsAfter(with("de", 0, 0, 1)), refused);
}

TEST(QuoteTest, AQuoteMustBeTheReportedText) {
  v1::Article article = ValidArticle();
  v1::RecommendationRef* ref = article.add_recommendations();
  ref->set_recommendation("recommendations/urn:newsml:example.test:20220609:r1");
  ref->set_ordinal(1);
  v1::TextSpan* span = ref->add_spans();
  span->set_language("fr");
  span->set_start(9);
  span->set_length(4);
  const auto faults = [&article](const std::optional<std::string>& reported) {
    Violations violations;
    CheckQuotes(
        article, [&reported](std::string_view, std::string_view) { return reported; }, "article",
        &violations);
    return violations.list().size();
  };
  EXPECT_EQ(faults("pont"), 0u);
  EXPECT_EQ(faults("Pont"), 1u);
  EXPECT_EQ(faults(std::nullopt), 0u);
}

TEST(ReviseArticleTest, OnlyAChangedTranslationGetsARevision) {
  const Draft first = DraftOf(ValidArticle());
  v1::Article next = ValidArticle();
  SetText("Le pont rouvre", "Le vieux pont ouvre à nouveau.", next.mutable_translations(1));
  const auto second = Parsed<v1::Article>(Revised(first.payload, DraftOf(next), 2));
  EXPECT_EQ(second.translations(0).revision(), 1u);
  EXPECT_EQ(second.translations(1).revision(), 2u);
  EXPECT_FALSE(second.translations(1).stale());
}

TEST(ReviseArticleTest, ATranslationIsStaleUntilItNamesTheNewSource) {
  std::string payload = DraftOf(ValidArticle()).payload;
  v1::Article next = ValidArticle();
  SetText("The bridge is open", "The old bridge opens again.", next.mutable_translations(0));
  payload = Revised(payload, DraftOf(next), 2);
  auto article = Parsed<v1::Article>(payload);
  EXPECT_EQ(article.translations(0).revision(), 2u);
  EXPECT_FALSE(article.translations(0).stale());
  EXPECT_EQ(article.translations(1).revision(), 1u);
  EXPECT_TRUE(article.translations(1).stale());

  next.mutable_translations(1)->set_source_revision(2);
  article = Parsed<v1::Article>(Revised(payload, DraftOf(next), 3));
  EXPECT_EQ(article.translations(0).revision(), 2u);
  EXPECT_FALSE(article.translations(1).stale());
}

TEST(ReviseRecommendationTest, StatusGoesOneWayAndBackToOpen) {
  constexpr auto kNotTracked = v1::RECOMMENDATION_STATUS_NOT_TRACKED;
  constexpr auto kOpen = v1::RECOMMENDATION_STATUS_OPEN;
  const std::vector<v1::RecommendationStatus> closed = {
      v1::RECOMMENDATION_STATUS_CLOSED_IMPLEMENTED,
      v1::RECOMMENDATION_STATUS_CLOSED_NOT_IMPLEMENTED,
      v1::RECOMMENDATION_STATUS_CLOSED_SUPERSEDED};
  const auto draft_in = [](v1::RecommendationStatus status) {
    v1::Recommendation recommendation = ValidRecommendation();
    recommendation.set_status(status);
    recommendation.set_superseded_by("recommendations/urn:newsml:example.test:20220609:r2");
    return DraftOf(recommendation);
  };
  const auto reason = [&draft_in](v1::RecommendationStatus from, v1::RecommendationStatus to) {
    const Draft next = draft_in(to);
    return ReasonOf(RevisePayload(next.kind, draft_in(from).payload, next, 2, kNow).status());
  };
  EXPECT_EQ(reason(kNotTracked, kOpen), "");
  EXPECT_EQ(reason(kOpen, kOpen), "");
  EXPECT_EQ(reason(kOpen, kNotTracked), "STATUS_TRANSITION");
  for (const auto end : closed) {
    EXPECT_EQ(reason(kOpen, end), "");
    EXPECT_EQ(reason(end, kOpen), "");
    EXPECT_EQ(reason(kNotTracked, end), "STATUS_TRANSITION");
    EXPECT_EQ(reason(end, kNotTracked), "STATUS_TRANSITION");
    for (const auto other : closed) {
      EXPECT_EQ(reason(end, other), other == end ? "" : "STATUS_TRANSITION");
    }
  }
}

TEST(ReviseRecommendationTest, EveryChangeOfStatusIsOneRowOfHistory) {
  v1::Recommendation recommendation = ValidRecommendation();
  std::string payload = DraftOf(recommendation).payload;
  recommendation.set_status(v1::RECOMMENDATION_STATUS_OPEN);
  payload = Revised(payload, DraftOf(recommendation), 2);
  recommendation.set_priority(true);
  payload = Revised(payload, DraftOf(recommendation), 3);
  recommendation.set_status(v1::RECOMMENDATION_STATUS_CLOSED_IMPLEMENTED);
  const auto last = Parsed<v1::Recommendation>(Revised(payload, DraftOf(recommendation), 4));
  ASSERT_EQ(last.status_history_size(), 2);
  EXPECT_EQ(last.status_history(0).revision(), 2u);
  EXPECT_EQ(last.status_history(0).from(), v1::RECOMMENDATION_STATUS_NOT_TRACKED);
  EXPECT_EQ(last.status_history(0).to(), v1::RECOMMENDATION_STATUS_OPEN);
  EXPECT_EQ(last.status_history(0).at().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(last.status_history(1).revision(), 4u);
  EXPECT_EQ(last.status_history(1).to(), v1::RECOMMENDATION_STATUS_CLOSED_IMPLEMENTED);
}

TEST(NameTest, TheProviderIsReadFromTheUri) {
  EXPECT_EQ(ProviderOf("urn:newsml:Example.test:20220609:a"), "example.test");
  EXPECT_EQ(ProviderOf("https://News.Example.test:8443/a"), "news.example.test");
  EXPECT_EQ(ProviderOf("tag:example.test,2022:a"), "example.test");
  EXPECT_EQ(ProviderOf("urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66"), "uuid");
}

}  // namespace
}  // namespace newswire
