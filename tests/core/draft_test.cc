#include "service/core/draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "service/core/sha256.h"
#include "tests/core/sample_items.h"

namespace newswire {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

v1::Article ArticleIn(const Draft& draft) {
  v1::Article article;
  EXPECT_TRUE(article.ParseFromString(draft.payload));
  return article;
}

v1::Recommendation RecommendationIn(const Draft& draft) {
  v1::Recommendation recommendation;
  EXPECT_TRUE(recommendation.ParseFromString(draft.payload));
  return recommendation;
}

TEST(DraftTest, APressReleaseWithEverythingInItPasses) {
  EXPECT_THAT(Problems(SampleArticle()), IsEmpty());
  for (int ordinal = 1; ordinal <= 3; ++ordinal) {
    EXPECT_THAT(Problems(SampleRecommendation(ordinal)), IsEmpty());
  }
  EXPECT_THAT(Problems(MinimalArticle()), IsEmpty());
  EXPECT_THAT(Problems(MinimalRecommendation()), IsEmpty());
}

TEST(DraftTest, SaysWhoAndWhereAndInWhichLanguages) {
  const Draft draft = DraftOf(SampleArticle());
  EXPECT_EQ(draft.kind, v1::ITEM_KIND_ARTICLE);
  EXPECT_EQ(draft.uri, "urn:newsml:harbour.example:20310504:small-ports");
  EXPECT_EQ(draft.provider, "harbour.example");
  EXPECT_THAT(draft.languages, ElementsAre("en", "fr", "ar"));
  EXPECT_EQ(draft.etag, "");
  const Draft recommendation = DraftOf(SampleRecommendation(2));
  EXPECT_EQ(recommendation.kind, v1::ITEM_KIND_RECOMMENDATION);
  EXPECT_EQ(recommendation.uri, "urn:newsml:harbour.example:2031:note-on-small-ports:rec:2");
  EXPECT_THAT(recommendation.languages, ElementsAre("en"));
}

TEST(DraftTest, TheOriginalLanguageStandsFirst) {
  v1::Article article = SampleArticle();
  article.mutable_translations()->SwapElements(0, 2);
  EXPECT_EQ(DraftOf(article).languages.front(), "en");
  v1::Recommendation recommendation = SampleRecommendation(1);
  v1::RecommendationText french = recommendation.texts(0);
  french.set_language("fr");
  *recommendation.add_texts() = french;
  recommendation.mutable_texts()->SwapElements(0, 1);
  EXPECT_THAT(DraftOf(recommendation).languages, ElementsAre("en", "fr"));
}

TEST(DraftTest, ATranslationThatIsTakenBackIsNoUsableLanguage) {
  v1::Article article = SampleArticle();
  article.mutable_translations(1)->set_pub_status(v1::PUB_STATUS_WITHHELD);
  EXPECT_THAT(UsableLanguages(article), ElementsAre("en", "ar"));
  article.mutable_translations(2)->set_pub_status(v1::PUB_STATUS_CANCELED);
  EXPECT_THAT(UsableLanguages(article), ElementsAre("en"));
}

TEST(DraftTest, CompletesEveryTranslation) {
  const v1::Article stored = ArticleIn(DraftOf(SampleArticle()));
  ASSERT_EQ(stored.translations_size(), 3);
  const v1::Translation& english = stored.translations(0);
  EXPECT_EQ(english.direction(), v1::TEXT_DIRECTION_LTR);
  EXPECT_EQ(english.revision(), 1u);
  EXPECT_FALSE(english.stale());
  // Counted by another program.
  EXPECT_EQ(english.bodies(0).char_count(), 488u);
  EXPECT_EQ(english.bodies(0).word_count(), 87u);
  EXPECT_EQ(stored.translations(1).bodies(0).char_count(), 57u);
  EXPECT_EQ(stored.translations(2).direction(), v1::TEXT_DIRECTION_RTL);
  EXPECT_EQ(RecommendationIn(DraftOf(SampleRecommendation(1))).texts(0).direction(),
            v1::TEXT_DIRECTION_LTR);
}

TEST(DraftTest, ATranslationsHashCoversItsTextsAndNothingElse) {
  const v1::Article stored = ArticleIn(DraftOf(SampleArticle()));
  v1::Translation texts;
  const v1::Article sent = SampleArticle();
  *texts.mutable_headlines() = sent.translations(0).headlines();
  *texts.mutable_descriptions() = sent.translations(0).descriptions();
  *texts.mutable_bodies() = sent.translations(0).bodies();
  EXPECT_EQ(stored.translations(0).content_sha256(), Sha256(texts.SerializeAsString()));

  v1::Article other = sent;
  other.mutable_translations(0)->set_by("Somebody else");
  EXPECT_EQ(ArticleIn(DraftOf(other)).translations(0).content_sha256(),
            stored.translations(0).content_sha256());
  other.mutable_translations(0)->mutable_headlines(0)->set_value("Other");
  EXPECT_NE(ArticleIn(DraftOf(other)).translations(0).content_sha256(),
            stored.translations(0).content_sha256());
}

// The stored bytes hold what was sent, what was computed and nothing else: taking the computed
// fields away leaves the very bytes that were hashed.
TEST(DraftTest, ThePayloadIsTheContentAndWhatTheServerAdds) {
  const Draft draft = DraftOf(SampleArticle());
  v1::Article stored = ArticleIn(draft);
  for (v1::Translation& translation : *stored.mutable_translations()) {
    translation.clear_direction();
    translation.clear_revision();
    translation.clear_content_sha256();
    for (v1::Body& body : *translation.mutable_bodies()) {
      body.clear_char_count();
      body.clear_word_count();
    }
  }
  EXPECT_EQ(stored.SerializeAsString(), SampleArticle().SerializeAsString());
  EXPECT_EQ(draft.content_sha256, Sha256(SampleArticle().SerializeAsString()));
}

TEST(DraftTest, OutputOnlyFieldsOfTheCallerAreDropped) {
  v1::Article article = SampleArticle();
  article.set_revision(7);
  article.set_revision_kind(v1::REVISION_KIND_UPDATE);
  article.mutable_create_time()->set_seconds(1);
  article.mutable_revision_create_time()->set_seconds(2);
  article.add_corrections()->set_revision(3);
  article.mutable_integrity()->set_content_sha256("x");
  v1::Translation* translation = article.mutable_translations(0);
  translation->set_direction(v1::TEXT_DIRECTION_RTL);
  translation->set_revision(9);
  translation->set_stale(true);
  translation->set_content_sha256("x");
  translation->mutable_bodies(0)->set_char_count(1);
  translation->mutable_bodies(0)->set_word_count(1);
  const Draft plain = DraftOf(SampleArticle());
  const Draft draft = DraftOf(article);
  EXPECT_EQ(draft.payload, plain.payload);
  EXPECT_EQ(draft.content_sha256, plain.content_sha256);
}

TEST(DraftTest, OutputOnlyFieldsOfARecommendationAreDropped) {
  v1::Recommendation recommendation = SampleRecommendation(1);
  recommendation.set_revision(7);
  recommendation.set_revision_kind(v1::REVISION_KIND_UPDATE);
  recommendation.mutable_create_time()->set_seconds(1);
  recommendation.mutable_revision_create_time()->set_seconds(2);
  recommendation.add_status_history()->set_revision(3);
  recommendation.add_reported_in("articles/urn:a:bc");
  recommendation.mutable_integrity()->set_content_sha256("x");
  recommendation.mutable_texts(0)->set_direction(v1::TEXT_DIRECTION_RTL);
  recommendation.mutable_texts(0)->set_stale(true);
  const Draft plain = DraftOf(SampleRecommendation(1));
  EXPECT_EQ(DraftOf(recommendation).payload, plain.payload);
  EXPECT_EQ(DraftOf(recommendation).content_sha256, plain.content_sha256);
}

// Else a text that its sender means to keep back would be published.
TEST(DraftTest, ATranslationWithATextAndAnotherStatusThanUsableIsRefused) {
  for (const auto status : {v1::PUB_STATUS_WITHHELD, v1::PUB_STATUS_CANCELED}) {
    v1::Article article = SampleArticle();
    article.mutable_translations(1)->set_pub_status(status);
    EXPECT_THAT(Problems(article),
                ElementsAre("article.translations[1].pub_status: PUB_STATUS_INVALID"));
    // As a read has it, it can be sent back.
    v1::Translation stub;
    stub.set_language("fr");
    stub.set_kind(v1::TRANSLATION_KIND_HUMAN);
    stub.set_translated_from("en");
    stub.set_source_revision(1);
    stub.set_pub_status(status);
    *article.mutable_translations(1) = stub;
    article.clear_recommendations();  // they quote it
    EXPECT_THAT(Problems(article), Not(Contains(HasSubstr("pub_status"))));
    // One line is a text, too.
    article.mutable_translations(1)->set_slugline("ports");
    EXPECT_THAT(Problems(article), Contains(HasSubstr("pub_status: PUB_STATUS_INVALID")));
  }
  v1::Article usable = SampleArticle();
  usable.mutable_translations(1)->set_pub_status(v1::PUB_STATUS_USABLE);
  EXPECT_EQ(DraftOf(usable).content_sha256, DraftOf(SampleArticle()).content_sha256);
}

TEST(DraftTest, ARecommendationIsNotSupersededByItself) {
  v1::Recommendation recommendation = SampleRecommendation(1);
  recommendation.set_status(v1::RECOMMENDATION_STATUS_CLOSED_SUPERSEDED);
  recommendation.set_superseded_by(recommendation.name());
  EXPECT_THAT(Problems(recommendation),
              ElementsAre("recommendation.superseded_by: SELF_REFERENCE"));
  recommendation.set_superseded_by(SampleRecommendation(2).name());
  EXPECT_THAT(Problems(recommendation), IsEmpty());
}

TEST(DraftTest, TheEtagIsAPreconditionAndNotContent) {
  v1::Article article = SampleArticle();
  article.set_etag("3-0badcafe");
  const Draft draft = DraftOf(article);
  EXPECT_EQ(draft.etag, "3-0badcafe");
  EXPECT_EQ(draft.content_sha256, DraftOf(SampleArticle()).content_sha256);
  EXPECT_EQ(draft.payload, DraftOf(SampleArticle()).payload);
}

TEST(DraftTest, TenFaultsAreTenViolationsInOneStatus) {
  v1::Article article = SampleArticle();
  article.set_name("articles/nowhere");
  article.clear_type();
  article.set_urgency(10);
  article.set_pub_status(v1::PUB_STATUS_CANCELED);
  article.mutable_date_published()->set_value("2031-02-30");
  article.mutable_translations(0)->mutable_headlines(0)->set_value("two\nlines");
  article.mutable_translations(1)->set_language("iw");
  article.mutable_people(0)->set_affiliation_ids(0, "o9");
  article.mutable_events(0)->set_edition(10'001);
  article.mutable_renditions(0)->set_href("http://img.harbour.example/9.jpg");
  Violations violations;
  EXPECT_FALSE(DraftArticle(v1::Article(article), SampleNow(), "items[3].article", &violations));
  const std::string text(violations.ToStatus().message());
  std::map<std::string, std::string> reasons;
  for (const FieldViolation& v : violations.list()) reasons[v.field] = v.reason;
  const std::string root = "items[3].article.";
  EXPECT_EQ(reasons[root + "name"], "URI_INVALID");
  EXPECT_EQ(reasons[root + "type"], "FIELD_REQUIRED");
  EXPECT_EQ(reasons[root + "urgency"], "OUT_OF_RANGE");
  EXPECT_EQ(reasons[root + "pub_status"], "PUB_STATUS_INVALID");
  EXPECT_EQ(reasons[root + "date_published"], "");
  EXPECT_EQ(reasons[root + "date_published.value"], "DATE_INVALID");
  EXPECT_EQ(reasons[root + "translations[0].headlines[0].value"], "CONTROL_CHARACTER");
  EXPECT_EQ(reasons[root + "translations[1].language"], "LANGUAGE_INVALID");
  EXPECT_EQ(reasons[root + "people[0].affiliation_ids[0]"], "REFERENCE_DANGLING");
  EXPECT_EQ(reasons[root + "events[0].edition"], "OUT_OF_RANGE");
  EXPECT_EQ(reasons[root + "renditions[0].href"], "HREF_INVALID");
  // The Arabic headline was made from a translation that now has another language.
  EXPECT_EQ(reasons[root + "translations[2].translated_from"], "REFERENCE_DANGLING");
  EXPECT_EQ(violations.list().size(), 11u);
  EXPECT_THAT(text, HasSubstr("11 problems"));
}

TEST(DraftTest, ViolationsOfEarlierItemsStay) {
  Violations violations;
  violations.Add("items[0].article", "FIELD_REQUIRED", "x");
  EXPECT_TRUE(DraftArticle(SampleArticle(), SampleNow(), "items[1].article", &violations));
  EXPECT_FALSE(DraftArticle(v1::Article(), SampleNow(), "items[2].article", &violations));
  EXPECT_GT(violations.list().size(), 3u);
}

TEST(DraftTest, NoDescriptionRepeatsTheText) {
  v1::Article article = SampleArticle();
  article.mutable_translations(0)->mutable_headlines(0)->set_value("secret\nheadline");
  article.mutable_translations(0)->mutable_bodies(0)->set_content_type("text/html");
  article.mutable_translations(0)->mutable_bodies(0)->set_value("<script>secret</script>");
  article.mutable_alt_ids(0)->set_value(std::string(600, 's') + "secret");
  Violations violations;
  EXPECT_FALSE(DraftArticle(v1::Article(article), SampleNow(), "article", &violations));
  EXPECT_EQ(violations.ToStatus().message().find("secret"), absl::string_view::npos);
}

class QuotesTest : public testing::Test {
 protected:
  std::vector<std::string> Check(const v1::Article& article) {
    Violations violations;
    CheckQuotes(
        article,
        [this](std::string_view name, std::string_view language) -> std::optional<std::string> {
          const auto found = texts_.find(std::string(name) + " " + std::string(language));
          if (found == texts_.end()) return std::nullopt;
          return found->second;
        },
        "article", &violations);
    std::vector<std::string> problems;
    for (const FieldViolation& v : violations.list()) problems.push_back(v.field + ": " + v.reason);
    return problems;
  }
  void Know(int ordinal, const std::string& text) {
    texts_[SampleRecommendation(ordinal).name() + " en"] = text;
  }

  std::map<std::string, std::string> texts_;
};

TEST_F(QuotesTest, TheQuotedTextMustBeTheRecommendations) {
  for (int ordinal = 1; ordinal <= 3; ++ordinal) Know(ordinal, SampleQuote(ordinal));
  EXPECT_THAT(Check(SampleArticle()), IsEmpty());
  Know(2, SampleQuote(2) + ".");
  EXPECT_THAT(Check(SampleArticle()),
              ElementsAre("article.recommendations[1].spans[0]: QUOTE_MISMATCH"));
}

TEST_F(QuotesTest, ATextNobodyKnowsIsNotCompared) {
  EXPECT_THAT(Check(SampleArticle()), IsEmpty());
}

TEST_F(QuotesTest, ASpanOutsideOfTheBodyIsNoQuote) {
  Know(1, SampleQuote(1));
  v1::Article article = SampleArticle();
  article.mutable_recommendations(0)->mutable_spans(0)->set_length(100'000);
  EXPECT_THAT(Check(article), ElementsAre("article.recommendations[0].spans[0]: QUOTE_MISMATCH"));
  article.mutable_recommendations(0)->mutable_spans(0)->set_body_index(1);
  EXPECT_THAT(Check(article), ElementsAre("article.recommendations[0].spans[0]: QUOTE_MISMATCH"));
}

}  // namespace
}  // namespace newswire
