#include "service/core/edit_requests.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/core/field_checker.h"
#include "service/core/translations.h"

namespace newswire {
namespace {

// FAILED_PRECONDITION when a translation may not get a new text.
absl::Status CheckReplaceable(const v1::Translation& translation) {
  switch (translation.pub_status()) {
    case v1::PUB_STATUS_WITHHELD:
      return MakeError(absl::StatusCode::kFailedPrecondition, "ITEM_WITHHELD",
                       "this translation is on hold; reinstate it before it gets a new text");
    case v1::PUB_STATUS_CANCELED:
      return MakeError(absl::StatusCode::kFailedPrecondition, "ITEM_CANCELED",
                       "this translation was cancelled");
    default:
      return absl::OkStatus();
  }
}

// Whether two assessments come from the same party: the strongest name that both have decides.
bool SameAssessor(const v1::Assessment& a, const v1::Assessment& b) {
  if (a.assessor_role() != b.assessor_role() || a.has_assessor() != b.has_assessor()) return false;
  if (!a.has_assessor()) return true;
  const v1::Entity& x = a.assessor();
  const v1::Entity& y = b.assessor();
  if (!x.uri().empty() && !y.uri().empty()) return x.uri() == y.uri();
  if (!x.literal().empty() && !y.literal().empty()) return x.literal() == y.literal();
  return x.names_size() > 0 && y.names_size() > 0 && x.names(0).value() == y.names(0).value();
}

// The word of a party takes the place of its earlier one. Returns its place in the list.
int PutAssessment(const v1::Assessment& assessment, v1::Recommendation* recommendation) {
  auto* const list = recommendation->mutable_assessments();
  const auto same = [&](const v1::Assessment& other) { return SameAssessor(assessment, other); };
  const auto first = std::find_if(list->begin(), list->end(), same);
  const int place = static_cast<int>(first - list->begin());
  if (first == list->end()) {
    *list->Add() = assessment;
    return place;
  }
  *first = assessment;
  list->erase(std::remove_if(first + 1, list->end(), same), list->end());
  return place;
}

// What does not may not take the place of what the party has said before.
bool SaysAnything(const v1::Assessment& assessment) {
  return assessment.status() != v1::RECOMMENDATION_STATUS_UNSPECIFIED ||
         assessment.progress() != v1::PROGRESS_UNSPECIFIED || assessment.comments_size() > 0 ||
         assessment.evidence_hrefs_size() > 0;
}

bool ClosesAsSuperseded(const v1::Assessment& assessment) {
  return assessment.assessor_role() == v1::ASSESSOR_ROLE_ISSUER &&
         assessment.status() == v1::RECOMMENDATION_STATUS_CLOSED_SUPERSEDED;
}

// What the issuer says about the status is the status.
void FollowIssuer(const v1::AssessRecommendationRequest& request,
                  v1::Recommendation* recommendation) {
  const v1::Assessment& assessment = request.assessment();
  if (assessment.assessor_role() != v1::ASSESSOR_ROLE_ISSUER) return;
  if (assessment.status() == v1::RECOMMENDATION_STATUS_UNSPECIFIED) return;
  // The successor belongs to that status and goes with it. An empty one is refused by the rules of
  // the item.
  if (ClosesAsSuperseded(assessment) ||
      recommendation->status() == v1::RECOMMENDATION_STATUS_CLOSED_SUPERSEDED) {
    recommendation->set_superseded_by(request.superseded_by());
  }
  recommendation->set_status(assessment.status());
}

std::string NameOf(const v1::Entity& entity) {
  if (entity.names_size() > 0) return entity.names(0).value();
  return entity.uri().empty() ? entity.literal() : entity.uri();
}

v1::Addressee* FindAddressee(const std::string& id_or_uri, v1::Recommendation* recommendation) {
  for (v1::Addressee& addressee : *recommendation->mutable_addressees()) {
    const v1::Entity& entity = addressee.entity();
    if (entity.id() == id_or_uri || entity.uri() == id_or_uri) return &addressee;
  }
  return nullptr;
}

}  // namespace

void CheckRequest(const v1::PutTranslationRequest& request, Violations* violations) {
  if (!request.has_translation()) violations->Add("translation", "FIELD_REQUIRED", "must be set");
  if (!IsTakenBack(request.translation())) return;
  violations->Add("translation.pub_status", "PUB_STATUS_INVALID",
                  "the translation is published; it is taken back by a call of its own");
}

absl::StatusOr<FieldNames> Apply(const v1::PutTranslationRequest& request, v1::Article* article,
                                 Violations* violations) {
  if (!request.has_translation()) return FieldNames();
  const v1::Translation& translation = request.translation();
  if (translation.language() == article->original_language() ||
      translation.kind() == v1::TRANSLATION_KIND_ORIGINAL) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "ORIGINAL_NEEDED",
                     "the original is changed by UpdateArticle or CorrectArticle");
  }
  v1::Translation* place = FindTranslation(translation.language(), article);
  if (place == nullptr) {
    place = article->add_translations();
  } else if (const absl::Status status = CheckReplaceable(*place); !status.ok()) {
    return status;
  }
  *place = translation;
  if (IsTakenBack(*place)) place->clear_pub_status();  // refused already
  const v1::Translation* const source = FindTranslation(place->translated_from(), *article);
  if (source != nullptr && source != place) {
    if (place->source_revision() == 0) place->set_source_revision(source->revision());
    FieldChecker(violations)
        .Range(FieldPath("translation.source_revision"), place->source_revision(), 1,
               source->revision());
  }
  for (int i = 0; i < article->translations_size(); ++i) {
    if (&article->translations(i) != place) continue;
    return FieldNames{{absl::StrCat("article.translations[", i, "]"), "translation"}};
  }
  return FieldNames();
}

std::shared_ptr<const Change> ChangeOf(const v1::PutTranslationRequest&) {
  auto change = std::make_shared<Change>();
  change->kind = v1::REVISION_KIND_TRANSLATION;
  return change;
}

void CheckRequest(const v1::AssessRecommendationRequest& request, Violations* violations) {
  if (!SaysAnything(request.assessment()) && !request.has_target_date()) {
    violations->Add("assessment", "FIELD_REQUIRED",
                    "must give a status, a progress, comments or evidence, or there is a new "
                    "target_date");
  }
  if (request.superseded_by().empty() || ClosesAsSuperseded(request.assessment())) return;
  violations->Add("superseded_by", "FIELD_UNEXPECTED",
                  "belongs to the status CLOSED_SUPERSEDED of the issuer");
}

absl::StatusOr<FieldNames> Apply(const v1::AssessRecommendationRequest& request,
                                 v1::Recommendation* recommendation, Violations*) {
  FieldNames names = {{"recommendation.target_date", "target_date"},
                      {"recommendation.superseded_by", "superseded_by"}};
  if (request.has_target_date()) *recommendation->mutable_target_date() = request.target_date();
  if (!SaysAnything(request.assessment())) return names;
  const int place = PutAssessment(request.assessment(), recommendation);
  FollowIssuer(request, recommendation);
  names.emplace_back(absl::StrCat("recommendation.assessments[", place, "]"), "assessment");
  return names;
}

std::shared_ptr<const Change> ChangeOf(const v1::AssessRecommendationRequest& request) {
  const v1::Assessment& assessment = request.assessment();
  auto change = std::make_shared<Change>();
  change->kind = v1::REVISION_KIND_STATUS;
  change->by_role = assessment.assessor_role();
  change->by = NameOf(assessment.assessor());
  change->comments.assign(assessment.comments().begin(), assessment.comments().end());
  return change;
}

void CheckRequest(const v1::RespondToRecommendationRequest& request, Violations* violations) {
  FieldChecker check(violations);
  const FieldPath root("");
  if (request.addressee().empty()) {
    check.Fail(root.At("addressee"), "FIELD_REQUIRED", "must be set");
  }
  check.EnumValue(root.At("response"), request.response(), v1::AddresseeResponse_IsValid,
                  Presence::kRequired);
}

absl::StatusOr<FieldNames> Apply(const v1::RespondToRecommendationRequest& request,
                                 v1::Recommendation* recommendation, Violations*) {
  if (request.addressee().empty()) return FieldNames();
  v1::Addressee* const addressee = FindAddressee(request.addressee(), recommendation);
  if (addressee == nullptr) {
    return MakeError(absl::StatusCode::kNotFound, "ADDRESSEE_NOT_FOUND",
                     "no addressee of the recommendation has this id or uri");
  }
  // The earlier answer goes as a whole: its date and its words do not belong to the new one.
  addressee->set_response(request.response());
  addressee->clear_responded();
  if (request.has_responded()) *addressee->mutable_responded() = request.responded();
  *addressee->mutable_comments() = request.comments();
  int place = 0;
  while (&recommendation->addressees(place) != addressee) ++place;
  const std::string path = absl::StrCat("recommendation.addressees[", place, "].");
  return FieldNames{{path + "response", "response"},
                    {path + "responded", "responded"},
                    {path + "comments", "comments"}};
}

std::shared_ptr<const Change> ChangeOf(const v1::RespondToRecommendationRequest&) {
  auto change = std::make_shared<Change>();
  change->kind = v1::REVISION_KIND_STATUS;
  return change;
}

}  // namespace newswire
