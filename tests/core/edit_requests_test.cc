// What the calls that change a part of an item do to it.
#include "service/core/edit_requests.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/core/sample_items.h"

namespace newswire {
namespace {

using Strings = std::vector<std::string>;

constexpr auto kOpen = v1::RECOMMENDATION_STATUS_OPEN;
constexpr auto kSuperseded = v1::RECOMMENDATION_STATUS_CLOSED_SUPERSEDED;

// The violations of a request alone, as "path: REASON".
template <typename Request>
Strings ProblemsOf(const Request& request) {
  Violations violations;
  CheckRequest(request, &violations);
  Strings problems;
  for (const FieldViolation& violation : violations.list()) {
    problems.push_back(absl::StrCat(violation.field, ": ", violation.reason));
  }
  return problems;
}

// Of a request that fits the item.
template <typename Request, typename Item>
absl::StatusOr<FieldNames> Applied(const Request& request, Item* item) {
  Violations violations;
  auto names = Apply(request, item, &violations);
  EXPECT_TRUE(violations.empty()) << violations.ToStatus();
  return names;
}

v1::Article StoredArticle() {
  v1::Article stored;
  EXPECT_TRUE(stored.ParseFromString(DraftOf(SampleArticle()).payload));
  return stored;
}

v1::PutTranslationRequest SpanishRequest() {
  v1::PutTranslationRequest request;
  v1::Translation* spanish = request.mutable_translation();
  spanish->set_language("es");
  spanish->set_kind(v1::TRANSLATION_KIND_HUMAN);
  spanish->set_translated_from("en");
  v1::Headline* headline = spanish->add_headlines();
  headline->set_role("main");
  headline->set_value("Los puertos pequeños se reúnen");
  return request;
}

TEST(PutTranslationTest, ANewLanguageIsAddedBehindTheOthers) {
  v1::Article article = StoredArticle();
  const auto names = Applied(SpanishRequest(), &article);
  ASSERT_TRUE(names.ok());
  ASSERT_EQ(article.translations_size(), 4);
  EXPECT_EQ(article.translations(3).language(), "es");
  EXPECT_EQ(*names, (FieldNames{{"article.translations[3]", "translation"}}));
  EXPECT_EQ(Problems(article), Strings());
}

TEST(PutTranslationTest, AKnownLanguageGetsTheNewTextInItsPlace) {
  v1::PutTranslationRequest request = SpanishRequest();
  request.mutable_translation()->set_language("fr");
  v1::Article article = StoredArticle();
  const auto names = Applied(request, &article);
  ASSERT_TRUE(names.ok());
  ASSERT_EQ(article.translations_size(), 3);
  EXPECT_EQ(article.translations(1).headlines(0).value(), "Los puertos pequeños se reúnen");
  EXPECT_EQ(article.translations(1).bodies_size(), 0);
  EXPECT_EQ(names->front().first, "article.translations[1]");
}

TEST(PutTranslationTest, WithoutASourceRevisionTheCurrentOneIsTaken) {
  v1::Article article = StoredArticle();
  article.mutable_translations(0)->set_revision(5);
  ASSERT_TRUE(Applied(SpanishRequest(), &article).ok());
  EXPECT_EQ(article.translations(3).source_revision(), 5u);
  // One that is stated stays, however old it is.
  v1::PutTranslationRequest old = SpanishRequest();
  old.mutable_translation()->set_source_revision(2);
  ASSERT_TRUE(Applied(old, &article).ok());
  EXPECT_EQ(article.translations(3).source_revision(), 2u);
}

TEST(PutTranslationTest, ARevisionThatTheSourceHasNotReachedIsRefused) {
  v1::Article article = StoredArticle();
  v1::PutTranslationRequest request = SpanishRequest();
  request.mutable_translation()->set_source_revision(2);
  Violations violations;
  ASSERT_TRUE(Apply(request, &article, &violations).ok());
  ASSERT_EQ(violations.list().size(), 1u);
  EXPECT_EQ(violations.list()[0].field, "translation.source_revision");
  EXPECT_EQ(violations.list()[0].reason, "OUT_OF_RANGE");
}

TEST(PutTranslationTest, AStatusIsNotDroppedInSilence) {
  v1::PutTranslationRequest request = SpanishRequest();
  for (const auto status : {v1::PUB_STATUS_WITHHELD, v1::PUB_STATUS_CANCELED}) {
    request.mutable_translation()->set_pub_status(status);
    EXPECT_EQ(ProblemsOf(request), (Strings{"translation.pub_status: PUB_STATUS_INVALID"}));
    // It is named once.
    v1::Article article = StoredArticle();
    ASSERT_TRUE(Applied(request, &article).ok());
    EXPECT_EQ(Problems(article), Strings());
  }
  request.mutable_translation()->set_pub_status(v1::PUB_STATUS_USABLE);
  EXPECT_EQ(ProblemsOf(request), Strings());
}

TEST(PutTranslationTest, TheOriginalIsNotChanged) {
  v1::PutTranslationRequest language = SpanishRequest();
  language.mutable_translation()->set_language("en");
  v1::PutTranslationRequest kind = SpanishRequest();
  kind.mutable_translation()->set_kind(v1::TRANSLATION_KIND_ORIGINAL);
  for (const auto& request : {language, kind}) {
    v1::Article article = StoredArticle();
    const absl::Status status = Applied(request, &article).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), "ORIGINAL_NEEDED");
  }
}

TEST(PutTranslationTest, ATranslationThatIsTakenBackGetsNoText) {
  v1::PutTranslationRequest request = SpanishRequest();
  request.mutable_translation()->set_language("fr");
  v1::Article article = StoredArticle();
  article.mutable_translations(1)->set_pub_status(v1::PUB_STATUS_WITHHELD);
  EXPECT_EQ(ReasonOf(Applied(request, &article).status()), "ITEM_WITHHELD");
  article.mutable_translations(1)->set_pub_status(v1::PUB_STATUS_CANCELED);
  EXPECT_EQ(ReasonOf(Applied(request, &article).status()), "ITEM_CANCELED");
}

TEST(PutTranslationTest, NeedsATranslation) {
  EXPECT_EQ(ProblemsOf(v1::PutTranslationRequest()), (Strings{"translation: FIELD_REQUIRED"}));
  EXPECT_EQ(ProblemsOf(SpanishRequest()), Strings());
  v1::Article article = StoredArticle();
  EXPECT_TRUE(Applied(v1::PutTranslationRequest(), &article).ok());
  EXPECT_EQ(article.SerializeAsString(), StoredArticle().SerializeAsString());
}

v1::AssessRecommendationRequest Assess(v1::AssessorRole role, const std::string& name) {
  v1::AssessRecommendationRequest request;
  v1::Assessment* assessment = request.mutable_assessment();
  assessment->set_assessor_role(role);
  assessment->mutable_assessor()->set_id("x1");
  *assessment->mutable_assessor()->add_names() = Text("en", name);
  assessment->set_progress(v1::PROGRESS_HIGH);
  return request;
}

TEST(AssessTest, AnotherPartyStandsBesideTheOthers) {
  v1::Recommendation recommendation = SampleRecommendation(1);
  const auto names =
      Applied(Assess(v1::ASSESSOR_ROLE_THIRD_PARTY, "Fishers’ Union"), &recommendation);
  ASSERT_TRUE(names.ok());
  ASSERT_EQ(recommendation.assessments_size(), 2);
  EXPECT_EQ(recommendation.assessments(1).assessor().names(0).value(), "Fishers’ Union");
  EXPECT_EQ(names->back().first, "recommendation.assessments[1]");
  EXPECT_EQ(names->back().second, "assessment");
}

TEST(AssessTest, TheSamePartyInAnotherRoleStandsBesideItself) {
  v1::Recommendation recommendation = SampleRecommendation(1);
  ASSERT_TRUE(
      Applied(Assess(v1::ASSESSOR_ROLE_ADDRESSEE, "Skippers’ Union"), &recommendation).ok());
  EXPECT_EQ(recommendation.assessments_size(), 2);
}

TEST(AssessTest, TheLatestWordOfAPartyTakesThePlaceOfItsEarlierOnes) {
  v1::Recommendation recommendation = SampleRecommendation(1);
  *recommendation.add_assessments() = Assess(v1::ASSESSOR_ROLE_ISSUER, "Council").assessment();
  *recommendation.add_assessments() = recommendation.assessments(0);
  const auto request = Assess(v1::ASSESSOR_ROLE_THIRD_PARTY, "Skippers’ Union");
  ASSERT_TRUE(Applied(request, &recommendation).ok());
  ASSERT_EQ(recommendation.assessments_size(), 2);
  EXPECT_EQ(recommendation.assessments(0).SerializeAsString(),
            request.assessment().SerializeAsString());
  EXPECT_EQ(recommendation.assessments(1).assessor().names(0).value(), "Council");
}

TEST(AssessTest, APartyIsTheSameByTheStrongestNameThatBothHave) {
  struct Case {
    const char *uri, *literal, *name;
    bool same;
  };
  v1::Assessment known = Assess(v1::ASSESSOR_ROLE_THIRD_PARTY, "Union").assessment();
  known.mutable_assessor()->set_uri("https://union.example/id/1");
  known.mutable_assessor()->set_literal("union:1");
  for (const Case& c : {Case{"https://union.example/id/1", "union:2", "Other", true},
                        Case{"https://union.example/id/2", "union:1", "Union", false},
                        Case{"", "union:1", "Other", true}, Case{"", "union:2", "Union", false},
                        Case{"", "", "Union", true}, Case{"", "", "Other", false}}) {
    v1::Recommendation recommendation = SampleRecommendation(1);
    *recommendation.mutable_assessments(0) = known;
    auto request = Assess(v1::ASSESSOR_ROLE_THIRD_PARTY, c.name);
    request.mutable_assessment()->mutable_assessor()->set_uri(c.uri);
    request.mutable_assessment()->mutable_assessor()->set_literal(c.literal);
    ASSERT_TRUE(Applied(request, &recommendation).ok());
    EXPECT_EQ(recommendation.assessments_size(), c.same ? 1 : 2)
        << c.uri << " " << c.literal << " " << c.name;
  }
}

TEST(AssessTest, WhoDoesNotSayItsNameIsOneParty) {
  v1::Recommendation recommendation = SampleRecommendation(1);
  v1::AssessRecommendationRequest request;
  request.mutable_assessment()->set_assessor_role(v1::ASSESSOR_ROLE_THIRD_PARTY);
  request.mutable_assessment()->set_progress(v1::PROGRESS_MODERATE);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(Applied(request, &recommendation).ok());
  EXPECT_EQ(recommendation.assessments_size(), 2);
}

TEST(AssessTest, OnlyTheIssuersStatusBecomesTheStatus) {
  for (const auto role :
       {v1::ASSESSOR_ROLE_ISSUER, v1::ASSESSOR_ROLE_ADDRESSEE, v1::ASSESSOR_ROLE_THIRD_PARTY}) {
    v1::Recommendation recommendation = SampleRecommendation(1);
    auto request = Assess(role, "Council");
    request.mutable_assessment()->set_status(kOpen);
    ASSERT_TRUE(Applied(request, &recommendation).ok());
    EXPECT_EQ(recommendation.status(),
              role == v1::ASSESSOR_ROLE_ISSUER ? kOpen : v1::RECOMMENDATION_STATUS_NOT_TRACKED);
  }
  v1::Recommendation recommendation = SampleRecommendation(1);
  ASSERT_TRUE(Applied(Assess(v1::ASSESSOR_ROLE_ISSUER, "Council"), &recommendation).ok());
  EXPECT_EQ(recommendation.status(), v1::RECOMMENDATION_STATUS_NOT_TRACKED);
}

TEST(AssessTest, TheSuccessorComesAndGoesWithItsStatus) {
  const std::string successor = "recommendations/urn:newsml:harbour.example:2032:rec:9";
  v1::Recommendation recommendation = SampleRecommendation(1);
  recommendation.set_status(kOpen);
  auto close = Assess(v1::ASSESSOR_ROLE_ISSUER, "Council");
  close.mutable_assessment()->set_status(kSuperseded);
  close.set_superseded_by(successor);
  ASSERT_TRUE(Applied(close, &recommendation).ok());
  EXPECT_EQ(recommendation.status(), kSuperseded);
  EXPECT_EQ(recommendation.superseded_by(), successor);
  // Without one the item is refused, under the name that the request has for it.
  close.clear_superseded_by();
  const auto names = Applied(close, &recommendation);
  Violations violations;
  EXPECT_FALSE(DraftRecommendation(v1::Recommendation(recommendation), SampleNow(),
                                   "recommendation", &violations)
                   .has_value());
  const Violations named = NameAsInRequest(violations, *names);
  ASSERT_EQ(named.list().size(), 1u);
  EXPECT_EQ(named.list()[0].field, "superseded_by");
  EXPECT_EQ(named.list()[0].reason, "FIELD_REQUIRED");
  // Reopened, it has no successor.
  recommendation.set_superseded_by(successor);
  auto reopen = Assess(v1::ASSESSOR_ROLE_ISSUER, "Council");
  reopen.mutable_assessment()->set_status(kOpen);
  ASSERT_TRUE(Applied(reopen, &recommendation).ok());
  EXPECT_EQ(recommendation.superseded_by(), "");
}

TEST(AssessTest, ASuccessorWithoutItsStatusIsRefused) {
  auto request = Assess(v1::ASSESSOR_ROLE_THIRD_PARTY, "Union");
  request.set_superseded_by("recommendations/urn:newsml:harbour.example:2032:rec:9");
  request.mutable_assessment()->set_status(kSuperseded);
  EXPECT_EQ(ProblemsOf(request), (Strings{"superseded_by: FIELD_UNEXPECTED"}));
  request.mutable_assessment()->set_assessor_role(v1::ASSESSOR_ROLE_ISSUER);
  EXPECT_EQ(ProblemsOf(request), Strings());
  EXPECT_EQ(ProblemsOf(v1::AssessRecommendationRequest()), (Strings{"assessment: FIELD_REQUIRED"}));
}

TEST(AssessTest, AnAssessmentThatSaysNothingIsRefused) {
  auto request = Assess(v1::ASSESSOR_ROLE_ISSUER, "Council");
  request.mutable_assessment()->clear_progress();
  request.mutable_assessment()->mutable_as_of()->set_value("2032");
  EXPECT_EQ(ProblemsOf(request), (Strings{"assessment: FIELD_REQUIRED"}));
  request.mutable_assessment()->add_evidence_hrefs("https://harbour.example/minutes");
  EXPECT_EQ(ProblemsOf(request), Strings());
}

TEST(AssessTest, ANewTargetDateAloneLeavesWhatWasSaid) {
  v1::Recommendation recommendation = SampleRecommendation(1);
  ASSERT_TRUE(Applied(Assess(v1::ASSESSOR_ROLE_ISSUER, "Council"), &recommendation).ok());
  auto request = Assess(v1::ASSESSOR_ROLE_ISSUER, "Council");
  request.mutable_assessment()->clear_progress();
  request.mutable_target_date()->set_value("2034");
  EXPECT_EQ(ProblemsOf(request), Strings());
  ASSERT_TRUE(Applied(request, &recommendation).ok());
  ASSERT_EQ(recommendation.assessments_size(), 2);
  EXPECT_EQ(recommendation.assessments(1).progress(), v1::PROGRESS_HIGH);
  EXPECT_EQ(recommendation.target_date().value(), "2034");
}

TEST(AssessTest, ATargetDateIsTakenOverWhenItIsSet) {
  v1::Recommendation recommendation = SampleRecommendation(1);
  auto request = Assess(v1::ASSESSOR_ROLE_THIRD_PARTY, "Union");
  ASSERT_TRUE(Applied(request, &recommendation).ok());
  EXPECT_EQ(recommendation.target_date().value(), "2033");
  request.mutable_target_date()->set_not_after("2035");
  ASSERT_TRUE(Applied(request, &recommendation).ok());
  EXPECT_EQ(recommendation.target_date().value(), "");
  EXPECT_EQ(recommendation.target_date().not_after(), "2035");
}

TEST(AssessTest, TheChangeSaysWhoAndWhy) {
  auto request = Assess(v1::ASSESSOR_ROLE_ISSUER, "Council");
  *request.mutable_assessment()->add_comments() = Text("en", "Seen.");
  const auto change = ChangeOf(request);
  EXPECT_EQ(change->kind, v1::REVISION_KIND_STATUS);
  EXPECT_EQ(change->by_role, v1::ASSESSOR_ROLE_ISSUER);
  EXPECT_EQ(change->by, "Council");
  ASSERT_EQ(change->comments.size(), 1u);
  EXPECT_EQ(change->comments[0].value(), "Seen.");
}

v1::RespondToRecommendationRequest Respond(const std::string& addressee) {
  v1::RespondToRecommendationRequest request;
  request.set_addressee(addressee);
  request.set_response(v1::ADDRESSEE_RESPONSE_NOT_ACCEPTED);
  return request;
}

TEST(RespondTest, AnAnswerTakesThePlaceOfTheEarlierOneAsAWhole) {
  v1::Recommendation recommendation = SampleRecommendation(1);
  ASSERT_TRUE(Applied(Respond("a1"), &recommendation).ok());
  const v1::Addressee& addressee = recommendation.addressees(0);
  EXPECT_EQ(addressee.response(), v1::ADDRESSEE_RESPONSE_NOT_ACCEPTED);
  EXPECT_FALSE(addressee.has_responded());
  EXPECT_EQ(addressee.comments_size(), 0);
  EXPECT_EQ(addressee.kind(), "agency");
  EXPECT_EQ(ChangeOf(Respond("a1"))->kind, v1::REVISION_KIND_STATUS);
}

TEST(RespondTest, AnAddresseeIsFoundByItsIdOrItsUri) {
  v1::Recommendation recommendation = SampleRecommendation(1);
  v1::Addressee* second = recommendation.add_addressees();
  second->mutable_entity()->set_id("a2");
  second->mutable_entity()->set_uri("https://ids.harbour.example/entity/2");
  auto request = Respond("https://ids.harbour.example/entity/2");
  request.mutable_responded()->set_value("2031-02-30");
  const auto names = Applied(request, &recommendation);
  ASSERT_TRUE(names.ok());
  EXPECT_EQ(recommendation.addressees(0).response(), v1::ADDRESSEE_RESPONSE_ACCEPTED);
  EXPECT_EQ(second->responded().value(), "2031-02-30");
  Violations violations;
  violations.Add("recommendation.addressees[1].responded.value", "DATE_INVALID", "no");
  EXPECT_EQ(NameAsInRequest(violations, *names).list()[0].field, "responded.value");
}

TEST(RespondTest, WhoIsNotAskedIsNotFound) {
  v1::Recommendation recommendation = SampleRecommendation(1);
  const absl::Status status = Applied(Respond("t1"), &recommendation).status();  // an assessor
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), "ADDRESSEE_NOT_FOUND");
}

TEST(RespondTest, EverythingThatIsMissingIsNamedAtOnce) {
  EXPECT_EQ(ProblemsOf(v1::RespondToRecommendationRequest()),
            (Strings{"addressee: FIELD_REQUIRED", "response: FIELD_REQUIRED"}));
  auto request = Respond("a1");
  request.set_response(static_cast<v1::AddresseeResponse>(99));
  EXPECT_EQ(ProblemsOf(request), (Strings{"response: UNKNOWN_VALUE"}));
  // An addressee without a uri is not found by an empty one.
  v1::Recommendation recommendation = SampleRecommendation(1);
  ASSERT_TRUE(Applied(Respond(""), &recommendation).ok());
  EXPECT_EQ(recommendation.addressees(0).response(), v1::ADDRESSEE_RESPONSE_ACCEPTED);
}

}  // namespace
}  // namespace newswire
