// Corrections, translations, assessments, answers and differences through the real server.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/channel.h"
#include "client/client.h"
#include "client/status.h"
#include "tests/core/sample_items.h"
#include "tests/support/server_test.h"

namespace newswire {
namespace {

using Strings = std::vector<std::string>;

class NewsroomEdit : public testing::ServerTest {
 protected:
  v1::Article CreateArticle() {
    v1::CreateArticleRequest request;
    *request.mutable_article() = SampleArticle();
    const auto created = client_->CreateArticle(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? created->article() : v1::Article();
  }

  v1::Recommendation CreateRecommendation() {
    v1::CreateRecommendationRequest request;
    *request.mutable_recommendation() = SampleRecommendation(1);
    const auto created = client_->CreateRecommendation(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? created->recommendation() : v1::Recommendation();
  }

  v1::FeedEntry LastEntry() {
    v1::ReadEntriesRequest request;
    request.mutable_start()->set_after_sequence(client_->GetFeedStatus()->last_sequence() - 1);
    const auto read = client_->ReadEntries(request);
    EXPECT_TRUE(read.ok()) << read.status();
    return read.ok() && read->entries_size() == 1 ? read->entries(0) : v1::FeedEntry();
  }

  // A third party's word about the sample.
  v1::AssessRecommendationRequest Assess(const std::string& id, const std::string& who) {
    v1::AssessRecommendationRequest request;
    request.set_name(SampleRecommendation(1).name());
    v1::Assessment* assessment = request.mutable_assessment();
    assessment->set_assessor_role(v1::ASSESSOR_ROLE_THIRD_PARTY);
    assessment->mutable_assessor()->set_id(id);
    *assessment->mutable_assessor()->add_names() = Text("en", who);
    assessment->set_progress(v1::PROGRESS_HIGH);
    return request;
  }
};

// What is wrong with a request, as "path: REASON".
Strings ProblemsOf(const absl::Status& status) {
  Strings problems;
  for (const auto& violation : DetailsOf(status).violations) {
    problems.push_back(absl::StrCat(
        violation.field, ": ", violation.description.substr(0, violation.description.find(':'))));
  }
  return problems;
}

Strings PathsOf(const v1::FeedEntry& entry) {
  return {entry.changed_paths().begin(), entry.changed_paths().end()};
}

v1::PutTranslationRequest Spanish() {
  v1::PutTranslationRequest request;
  request.set_name(SampleArticle().name());
  v1::Translation* spanish = request.mutable_translation();
  spanish->set_language("es");
  spanish->set_kind(v1::TRANSLATION_KIND_HUMAN);
  spanish->set_translated_from("en");
  v1::Headline* headline = spanish->add_headlines();
  headline->set_role("main");
  headline->set_value("Los puertos pequeños se reúnen");
  return request;
}

TEST_F(NewsroomEdit, ACorrectionStandsInTheArticleAndInItsEntry) {
  CreateArticle();
  v1::CorrectArticleRequest request;
  *request.mutable_article() = SampleArticle();
  request.mutable_article()->mutable_translations(1)->mutable_headlines(0)->set_value("Autre");
  request.set_kind(v1::REVISION_KIND_CORRECTION);
  *request.add_texts() = Text("en", "The French title was wrong.");
  const auto corrected = client_->CorrectArticle(request);
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(corrected->article().revision(), 2u);
  EXPECT_EQ(corrected->article().revision_kind(), v1::REVISION_KIND_CORRECTION);
  ASSERT_EQ(corrected->article().corrections_size(), 1);
  EXPECT_EQ(corrected->article().corrections(0).revision(), 2u);
  const v1::FeedEntry entry = LastEntry();
  EXPECT_EQ(entry.action(), v1::FEED_ACTION_CORRECT);
  EXPECT_EQ(entry.revision_kind(), v1::REVISION_KIND_CORRECTION);
  EXPECT_EQ(entry.significance(), v1::SIGNIFICANCE_MAJOR);
  EXPECT_EQ(PathsOf(entry), Strings{"translations[fr].headlines[main].value"});
  ASSERT_EQ(entry.advisories_size(), 1);
  EXPECT_EQ(entry.advisories(0).value(), "The French title was wrong.");
}

TEST_F(NewsroomEdit, ACorrectionWithAMaskChangesOnlyItsFields) {
  CreateRecommendation();
  v1::CorrectRecommendationRequest request;
  request.mutable_recommendation()->set_name(SampleRecommendation(1).name());
  request.mutable_recommendation()->set_paragraph("13");
  request.mutable_update_mask()->add_paths("paragraph");
  request.set_kind(v1::REVISION_KIND_REFILE);
  *request.add_texts() = Text("en", "It is paragraph 13.");
  const auto corrected = client_->CorrectRecommendation(request);
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(corrected->recommendation().paragraph(), "13");
  EXPECT_EQ(corrected->recommendation().texts(0).value(), SampleQuote(1));
  ASSERT_EQ(corrected->recommendation().corrections_size(), 1);
  EXPECT_EQ(LastEntry().significance(), v1::SIGNIFICANCE_MINOR);
}

TEST_F(NewsroomEdit, EverythingThatIsWrongWithACorrectionIsNamedAtOnce) {
  CreateArticle();
  v1::CorrectArticleRequest request;
  *request.mutable_article() = SampleArticle();
  request.mutable_article()->set_urgency(10);
  request.set_kind(v1::REVISION_KIND_UPDATE);
  request.set_request_id("short");
  const Strings problems = {"kind: UNKNOWN_VALUE", "texts: FIELD_REQUIRED",
                            "request_id: REQUEST_ID_INVALID", "article.urgency: OUT_OF_RANGE"};
  EXPECT_EQ(ProblemsOf(client_->CorrectArticle(request).status()), problems);
  request.mutable_update_mask()->add_paths("urgency");
  EXPECT_EQ(ProblemsOf(client_->CorrectArticle(request).status()), problems);
  request.mutable_update_mask()->add_paths("revision");
  request.clear_article();
  EXPECT_EQ(ProblemsOf(client_->CorrectArticle(request).status()),
            (Strings{"kind: UNKNOWN_VALUE", "texts: FIELD_REQUIRED", "article: FIELD_REQUIRED",
                     "update_mask.paths[1]: FIELD_MASK_INVALID"}));
}

TEST_F(NewsroomEdit, ATranslationIsAddedAndReplacedAndKnowsWhenItIsStale) {
  CreateArticle();
  v1::PutTranslationRequest request = Spanish();
  const auto added = client_->PutTranslation(request);
  ASSERT_TRUE(added.ok()) << added.status();
  ASSERT_EQ(added->article().translations_size(), 4);
  EXPECT_EQ(added->article().translations(3).revision(), 1u);
  EXPECT_EQ(added->article().translations(3).source_revision(), 1u);
  v1::FeedEntry entry = LastEntry();
  EXPECT_EQ(entry.action(), v1::FEED_ACTION_TRANSLATE);
  EXPECT_EQ(PathsOf(entry), Strings{"translations[es]"});
  EXPECT_EQ(entry.languages(entry.languages_size() - 1), "es");
  // The original moves on.
  v1::UpdateArticleRequest update;
  *update.mutable_article() = added->article();
  update.mutable_article()->mutable_translations(0)->mutable_headlines(0)->set_value("Other");
  ASSERT_TRUE(client_->UpdateArticle(update).ok());
  request.mutable_translation()->set_source_revision(1);
  request.mutable_translation()->mutable_headlines(0)->set_value("Se reúnen");
  const auto stale = client_->PutTranslation(request);
  ASSERT_TRUE(stale.ok()) << stale.status();
  EXPECT_EQ(stale->article().translations(3).revision(), 2u);
  EXPECT_TRUE(stale->article().translations(3).stale());
  request.mutable_translation()->clear_source_revision();
  const auto fresh = client_->PutTranslation(request);
  ASSERT_TRUE(fresh.ok()) << fresh.status();
  EXPECT_EQ(fresh->article().translations(3).source_revision(), 2u);
  EXPECT_FALSE(fresh->article().translations(3).stale());
}

TEST_F(NewsroomEdit, WhatIsWrongWithATranslationIsNamedAsInTheRequest) {
  const v1::Article article = CreateArticle();
  v1::PutTranslationRequest request = Spanish();
  request.mutable_translation()->mutable_headlines(0)->set_value("");
  request.mutable_translation()->set_translated_from("de");
  request.set_etag(std::string(65, 'x'));
  request.set_request_id("short");
  EXPECT_EQ(ProblemsOf(client_->PutTranslation(request).status()),
            (Strings{"request_id: REQUEST_ID_INVALID", "etag: TEXT_TOO_LONG",
                     "translation.translated_from: REFERENCE_DANGLING",
                     "translation.source_revision: FIELD_REQUIRED",
                     "translation.headlines[0].value: HEADLINE_EMPTY"}));
  v1::PutTranslationRequest empty;
  empty.set_name("articles/x");
  EXPECT_EQ(ProblemsOf(client_->PutTranslation(empty).status()),
            (Strings{"translation: FIELD_REQUIRED", "name: URI_INVALID"}));
  v1::PutTranslationRequest original = Spanish();
  original.mutable_translation()->set_language("en");
  const absl::Status refused = client_->PutTranslation(original).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(DetailsOf(refused).reason, "ORIGINAL_NEEDED");
  EXPECT_EQ(client_->GetFeedStatus()->last_sequence(), 1u);
}

TEST_F(NewsroomEdit, AStaleEtagAndAMissingItemAreTold) {
  const v1::Article article = CreateArticle();
  v1::PutTranslationRequest request = Spanish();
  request.set_etag(article.etag());
  ASSERT_TRUE(client_->PutTranslation(request).ok());
  request.mutable_translation()->mutable_headlines(0)->set_value("Se reúnen");
  const absl::Status aborted = client_->PutTranslation(request).status();
  EXPECT_TRUE(absl::IsAborted(aborted));
  EXPECT_EQ(DetailsOf(aborted).reason, "ETAG_MISMATCH");
  request.set_name("articles/urn:newsml:harbour.example:none");
  EXPECT_TRUE(absl::IsNotFound(client_->PutTranslation(request).status()));
}

TEST_F(NewsroomEdit, ValidateOnlyShowsWhatWouldBeAndChangesNothing) {
  CreateArticle();
  v1::PutTranslationRequest request = Spanish();
  request.set_validate_only(true);
  const auto checked = client_->PutTranslation(request);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->article().translations_size(), 4);
  EXPECT_EQ(checked->position(), "");
  // What only the revision before can refuse is refused too.
  CreateRecommendation();
  v1::CorrectRecommendationRequest close;
  *close.mutable_recommendation() = SampleRecommendation(1);
  close.mutable_recommendation()->set_status(v1::RECOMMENDATION_STATUS_CLOSED_IMPLEMENTED);
  close.set_kind(v1::REVISION_KIND_CORRECTION);
  *close.add_texts() = Text("en", "It is done.");
  close.set_validate_only(true);
  EXPECT_EQ(DetailsOf(client_->CorrectRecommendation(close).status()).reason, "STATUS_TRANSITION");
  EXPECT_EQ(client_->GetFeedStatus()->last_sequence(), 2u);
}

TEST_F(NewsroomEdit, TheIssuersWordBecomesTheStatusAndTheHistoryKeepsIt) {
  CreateRecommendation();
  v1::AssessRecommendationRequest request = Assess("x1", "Harbour Council");
  request.mutable_assessment()->set_assessor_role(v1::ASSESSOR_ROLE_ISSUER);
  request.mutable_assessment()->set_status(v1::RECOMMENDATION_STATUS_OPEN);
  *request.mutable_assessment()->add_comments() = Text("en", "We follow it now.");
  const auto open = client_->AssessRecommendation(request);
  ASSERT_TRUE(open.ok()) << open.status();
  EXPECT_EQ(open->recommendation().status(), v1::RECOMMENDATION_STATUS_OPEN);
  ASSERT_EQ(open->recommendation().status_history_size(), 1);
  const v1::StatusChange& change = open->recommendation().status_history(0);
  EXPECT_EQ(change.by_role(), v1::ASSESSOR_ROLE_ISSUER);
  EXPECT_EQ(change.by(), "Harbour Council");
  EXPECT_EQ(change.comments(0).value(), "We follow it now.");
  const v1::FeedEntry entry = LastEntry();
  EXPECT_EQ(entry.action(), v1::FEED_ACTION_STATUS);
  EXPECT_EQ(entry.significance(), v1::SIGNIFICANCE_MAJOR);
  EXPECT_EQ(PathsOf(entry), (Strings{"status", "assessments[1]"}));
  EXPECT_EQ(entry.advisories_size(), 0);
}

TEST_F(NewsroomEdit, AStatusThatMayNotFollowIsRefused) {
  CreateRecommendation();
  v1::AssessRecommendationRequest request = Assess("x1", "Harbour Council");
  request.mutable_assessment()->set_assessor_role(v1::ASSESSOR_ROLE_ISSUER);
  request.mutable_assessment()->set_status(v1::RECOMMENDATION_STATUS_CLOSED_IMPLEMENTED);
  const absl::Status refused = client_->AssessRecommendation(request).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(DetailsOf(refused).reason, "STATUS_TRANSITION");
  // The same from a third party is its opinion.
  request.mutable_assessment()->set_assessor_role(v1::ASSESSOR_ROLE_THIRD_PARTY);
  const auto opinion = client_->AssessRecommendation(request);
  ASSERT_TRUE(opinion.ok()) << opinion.status();
  EXPECT_EQ(opinion->recommendation().status(), v1::RECOMMENDATION_STATUS_NOT_TRACKED);
}

TEST_F(NewsroomEdit, EverythingThatIsWrongWithAnAssessmentIsNamedAtOnce) {
  CreateRecommendation();
  v1::AssessRecommendationRequest request = Assess("a1", "Harbour Council");  // an addressee's id
  request.mutable_assessment()->set_assessor_role(v1::ASSESSOR_ROLE_ISSUER);
  request.mutable_assessment()->set_status(v1::RECOMMENDATION_STATUS_CLOSED_SUPERSEDED);
  request.mutable_assessment()->add_evidence_hrefs("ftp://x");
  request.mutable_target_date()->set_value("2033-13");
  EXPECT_EQ(
      ProblemsOf(client_->AssessRecommendation(request).status()),
      (Strings{"assessment.assessor.id: ID_DUPLICATE", "superseded_by: FIELD_REQUIRED",
               "assessment.evidence_hrefs[0]: HREF_INVALID", "target_date.value: DATE_INVALID"}));
}

TEST_F(NewsroomEdit, TheSameWordAgainWritesNothing) {
  CreateRecommendation();
  const auto first = client_->AssessRecommendation(Assess("x1", "Union"));
  ASSERT_TRUE(first.ok()) << first.status();
  const auto again = client_->AssessRecommendation(Assess("x1", "Union"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->position(), "");
  EXPECT_EQ(again->recommendation().revision(), 2u);
}

TEST_F(NewsroomEdit, AnAnswerIsRecordedWithTheAddressee) {
  CreateRecommendation();
  v1::RespondToRecommendationRequest request;
  request.set_name(SampleRecommendation(1).name());
  request.set_addressee("a1");
  request.set_response(v1::ADDRESSEE_RESPONSE_NOTED);
  request.mutable_responded()->set_value("2031-07");
  const auto noted = client_->RespondToRecommendation(request);
  ASSERT_TRUE(noted.ok()) << noted.status();
  EXPECT_EQ(noted->recommendation().addressees(0).response(), v1::ADDRESSEE_RESPONSE_NOTED);
  EXPECT_EQ(noted->recommendation().revision_kind(), v1::REVISION_KIND_STATUS);
  EXPECT_EQ(PathsOf(LastEntry()),
            (Strings{"addressees[a1].response", "addressees[a1].responded.value",
                     "addressees[a1].comments[en]"}));
  request.set_addressee("t1");
  const absl::Status unknown = client_->RespondToRecommendation(request).status();
  EXPECT_TRUE(absl::IsNotFound(unknown));
  EXPECT_EQ(DetailsOf(unknown).reason, "ADDRESSEE_NOT_FOUND");
  request.clear_addressee();
  request.mutable_responded()->set_value("soon");
  EXPECT_EQ(ProblemsOf(client_->RespondToRecommendation(request).status()),
            Strings{"addressee: FIELD_REQUIRED"});
  request.set_addressee("a1");
  EXPECT_EQ(ProblemsOf(client_->RespondToRecommendation(request).status()),
            Strings{"responded.value: DATE_INVALID"});
}

TEST_F(NewsroomEdit, ManyEditorsAtOnceLoseNothing) {
  CreateRecommendation();
  constexpr int kEditors = 4;
  constexpr int kWords = 5;
  std::vector<std::thread> editors;
  for (int editor = 0; editor < kEditors; ++editor) {
    editors.emplace_back([this, editor] {
      for (int word = 0; word < kWords; ++word) {
        const std::string who = absl::StrCat("x", editor, "y", word);
        const auto assessed = client_->AssessRecommendation(Assess(who, who));
        EXPECT_TRUE(assessed.ok()) << assessed.status();
      }
    });
  }
  for (std::thread& editor : editors) editor.join();
  v1::GetRecommendationRequest get;
  get.set_name(SampleRecommendation(1).name());
  const auto read = client_->GetRecommendation(get);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->recommendation().assessments_size(), 1 + kEditors * kWords);
  EXPECT_EQ(read->recommendation().revision(), 1u + kEditors * kWords);
}

TEST_F(NewsroomEdit, ARequestIdIsAnsweredAsTheFirstTimeWhateverTheItemHasBecome) {
  CreateRecommendation();
  v1::RespondToRecommendationRequest request;
  request.set_name(SampleRecommendation(1).name());
  request.set_addressee("a1");
  request.set_response(v1::ADDRESSEE_RESPONSE_NOTED);
  request.set_request_id("request-0001");
  const auto first = client_->RespondToRecommendation(request);
  ASSERT_TRUE(first.ok()) << first.status();
  v1::UpdateRecommendationRequest update;
  update.mutable_recommendation()->set_name(request.name());
  update.mutable_update_mask()->add_paths("addressees");
  ASSERT_TRUE(client_->UpdateRecommendation(update).ok());
  const auto again = client_->RespondToRecommendation(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->position(), first->position());
  EXPECT_EQ(again->recommendation().SerializeAsString(),
            first->recommendation().SerializeAsString());
  request.set_response(v1::ADDRESSEE_RESPONSE_PENDING);
  EXPECT_TRUE(absl::IsAlreadyExists(client_->RespondToRecommendation(request).status()));
}

TEST_F(NewsroomEdit, AnItemOnHoldIsNotEdited) {
  CreateArticle();
  v1::WithholdArticleRequest withhold;
  withhold.set_name(SampleArticle().name());
  withhold.set_reason(v1::RETRACTION_REASON_QUESTIONABLE);
  ASSERT_TRUE(client_->WithholdArticle(withhold).ok());
  EXPECT_EQ(DetailsOf(client_->PutTranslation(Spanish()).status()).reason, "ITEM_WITHHELD");
}

TEST_F(NewsroomEdit, TwoRevisionsAreComparedFieldByField) {
  CreateArticle();
  v1::UpdateArticleRequest update;
  *update.mutable_article() = SampleArticle();
  update.mutable_article()->set_urgency(1);
  ASSERT_TRUE(client_->UpdateArticle(update).ok());
  ASSERT_TRUE(client_->PutTranslation(Spanish()).ok());
  v1::DiffArticleRevisionsRequest request;
  request.set_name(SampleArticle().name());
  request.set_from_revision(1);
  request.set_to_revision(2);
  const auto one = client_->DiffArticleRevisions(request);
  ASSERT_TRUE(one.ok()) << one.status();
  ASSERT_EQ(one->changes_size(), 1);
  EXPECT_EQ(one->changes(0).path(), "urgency");
  EXPECT_EQ(one->changes(0).before(), "4");
  EXPECT_EQ(one->changes(0).after(), "1");
  request.set_to_revision(0);
  const auto all = client_->DiffArticleRevisions(request);
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ(all->changes_size(), 2);
  EXPECT_EQ(all->changes(1).path(), "translations[es]");
  EXPECT_EQ(all->changes(1).kind(), v1::CHANGE_KIND_ADDED);
  EXPECT_EQ(all->from_revision(), 1u);
  EXPECT_EQ(all->to_revision(), 3u);
  request.set_from_revision(3);
  EXPECT_EQ(client_->DiffArticleRevisions(request)->changes_size(), 0);
}

TEST_F(NewsroomEdit, RevisionsOfARecommendationAreComparedToo) {
  CreateRecommendation();
  ASSERT_TRUE(client_->AssessRecommendation(Assess("t1", "Skippers’ Union")).ok());
  v1::DiffRecommendationRevisionsRequest request;
  request.set_name(SampleRecommendation(1).name());
  request.set_from_revision(1);
  const auto changed = client_->DiffRecommendationRevisions(request);
  ASSERT_TRUE(changed.ok()) << changed.status();
  Strings paths;
  for (const v1::FieldChange& change : changed->changes()) paths.push_back(change.path());
  EXPECT_EQ(paths,
            (Strings{"assessments[0].status", "assessments[0].progress", "assessments[0].as_of",
                     "assessments[0].comments[en]", "assessments[0].evidence_hrefs[0]"}));
}

TEST_F(NewsroomEdit, WhatCannotBeComparedIsTold) {
  CreateArticle();
  const auto verdict = [this](const std::string& name, int from, int to) {
    v1::DiffArticleRevisionsRequest request;
    request.set_name(name);
    request.set_from_revision(from);
    request.set_to_revision(to);
    const absl::Status status = client_->DiffArticleRevisions(request).status();
    const Strings problems = ProblemsOf(status);
    return problems.empty() ? DetailsOf(status).reason : problems.front();
  };
  const std::string name = SampleArticle().name();
  EXPECT_EQ(verdict(name, 0, 1), "from_revision: OUT_OF_RANGE");
  EXPECT_EQ(verdict(name, 2, 1), "from_revision: OUT_OF_RANGE");
  EXPECT_EQ(verdict(name, 2, 0), "REVISION_NOT_FOUND");
  EXPECT_EQ(verdict(name, 1, 2), "REVISION_NOT_FOUND");
  EXPECT_EQ(verdict(name + ":x", 1, 0), "ITEM_NOT_FOUND");
  EXPECT_EQ(verdict("articles/x", 1, 0), "name: URI_INVALID");
}

}  // namespace
}  // namespace newswire
