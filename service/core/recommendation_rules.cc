// Rules of a recommendation.

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "service/core/item_rules.h"

namespace newswire {
namespace {

constexpr int kTextsMax = 64;
constexpr int kAddresseesMax = 250;
constexpr int kAssessmentsMax = 1000;
constexpr int kEvidenceMax = 32;
constexpr int kGoalsMax = 32;
constexpr std::size_t kRecommendationCharsMax = 8000;
constexpr std::uint32_t kOrdinalMax = 100'000;

void DeclareOne(const FieldPath& path, const v1::Entity& entity, ItemCheck* state) {
  ++state->entities;
  state->ids.Declare(path.At("id"), entity.id(), kOrganisation, &state->check);
}

// Whoever issues, is asked or assesses may be what somebody is affiliated to.
void DeclareIds(const FieldPath& item, const v1::Recommendation& recommendation, ItemCheck* state) {
  DeclareEntities(item, "issuing_bodies", recommendation.issuing_bodies(), kOrganisation, state);
  for (int i = 0; i < recommendation.addressees_size() && i < kAddresseesMax; ++i) {
    const FieldPath path = item.At("addressees", i);
    if (recommendation.addressees(i).has_entity()) {
      DeclareOne(path.At("entity"), recommendation.addressees(i).entity(), state);
    }
  }
  for (int i = 0; i < recommendation.assessments_size() && i < kAssessmentsMax; ++i) {
    const FieldPath path = item.At("assessments", i);
    if (recommendation.assessments(i).has_assessor()) {
      DeclareOne(path.At("assessor"), recommendation.assessments(i).assessor(), state);
    }
  }
  DeclareEntities(item, "themes", recommendation.themes(), kOtherLocal, state);
  DeclareEntities(item, "places", recommendation.places(), kPlace, state);
  DeclareEntities(item, "affected_groups", recommendation.affected_groups(), kOtherLocal, state);
  CheckEntityCount(item, state);
  if (recommendation.has_source_document()) {
    const FieldPath path = item.At("source_document");
    state->ids.Declare(path.At("id"), recommendation.source_document().id(), kDocument,
                       &state->check);
  }
}

void CheckText(const FieldPath& path, const v1::RecommendationText& text, FieldChecker* check) {
  check->KnownFields(path, text);
  check->Language(path.At("language"), text.language(), Presence::kRequired);
  check->EnumValue(path.At("textuality"), text.textuality(), v1::Textuality_IsValid,
                   Presence::kRequired);
  check->EnumValue(path.At("kind"), text.kind(), v1::TranslationKind_IsValid, Presence::kRequired);
  if (text.value().empty()) {
    check->Fail(path.At("value"), "TEXT_EMPTY", "must hold at least one code point");
  }
  check->Chars(path.At("value"), text.value(), kRecommendationCharsMax);
  check->ItemNameField(path.At("quoted_in"), text.quoted_in(), v1::ITEM_KIND_ARTICLE,
                       Presence::kOptional);
}

void CheckTexts(const FieldPath& item, const v1::Recommendation& recommendation,
                FieldChecker* check) {
  check->Language(item.At("original_language"), recommendation.original_language(),
                  Presence::kRequired);
  const FieldPath list = item.At("texts");
  if (!check->Count(list, recommendation.texts_size(), kTextsMax)) return;
  absl::flat_hash_set<std::pair<absl::string_view, int>> seen;
  bool has_original = false;
  for (int i = 0; i < recommendation.texts_size(); ++i) {
    const v1::RecommendationText& text = recommendation.texts(i);
    const FieldPath path = item.At("texts", i);
    CheckText(path, text, check);
    has_original |= text.language() == recommendation.original_language();
    if (!seen.emplace(text.language(), static_cast<int>(text.textuality())).second) {
      check->Fail(path, "TRANSLATION_DUPLICATE",
                  "another text has this language and this textuality");
    }
  }
  if (!has_original) {
    check->Fail(list, "ORIGINAL_MISSING", "one text must be in original_language");
  }
}

void CheckAddressees(const FieldPath& item, const v1::Recommendation& recommendation,
                     ItemCheck* state) {
  FieldChecker& check = state->check;
  if (!check.Count(item.At("addressees"), recommendation.addressees_size(), kAddresseesMax)) return;
  for (int i = 0; i < recommendation.addressees_size(); ++i) {
    const v1::Addressee& addressee = recommendation.addressees(i);
    const FieldPath path = item.At("addressees", i);
    check.KnownFields(path, addressee);
    if (addressee.has_entity()) {
      CheckEntity(path.At("entity"), addressee.entity(), state);
    } else {
      check.Fail(path.At("entity"), "FIELD_REQUIRED", "must say who is asked to act");
    }
    check.Bytes(path.At("kind"), addressee.kind(), kCodeBytesMax);
    check.EnumValue(path.At("response"), addressee.response(), v1::AddresseeResponse_IsValid);
    if (addressee.has_responded()) check.Date(path.At("responded"), addressee.responded());
    check.Texts(path, "comments", addressee.comments());
  }
}

void CheckAssessment(const FieldPath& path, const v1::Assessment& assessment, ItemCheck* state) {
  FieldChecker& check = state->check;
  check.KnownFields(path, assessment);
  check.EnumValue(path.At("assessor_role"), assessment.assessor_role(), v1::AssessorRole_IsValid,
                  Presence::kRequired);
  if (assessment.has_assessor()) CheckEntity(path.At("assessor"), assessment.assessor(), state);
  check.EnumValue(path.At("status"), assessment.status(), v1::RecommendationStatus_IsValid);
  check.EnumValue(path.At("progress"), assessment.progress(), v1::Progress_IsValid);
  if (assessment.has_as_of()) check.Date(path.At("as_of"), assessment.as_of());
  check.Texts(path, "comments", assessment.comments());
  if (!check.Count(path.At("evidence_hrefs"), assessment.evidence_hrefs_size(), kEvidenceMax)) {
    return;
  }
  for (int i = 0; i < assessment.evidence_hrefs_size(); ++i) {
    check.Href(path.At("evidence_hrefs", i), assessment.evidence_hrefs(i), Presence::kRequired);
  }
}

void CheckStatus(const FieldPath& item, const v1::Recommendation& recommendation,
                 FieldChecker* check) {
  check->EnumValue(item.At("status"), recommendation.status(), v1::RecommendationStatus_IsValid,
                   Presence::kRequired);
  const bool superseded = recommendation.status() == v1::RECOMMENDATION_STATUS_CLOSED_SUPERSEDED;
  check->ItemNameField(item.At("superseded_by"), recommendation.superseded_by(),
                       v1::ITEM_KIND_RECOMMENDATION,
                       superseded ? Presence::kRequired : Presence::kOptional);
  if (!recommendation.superseded_by().empty() &&
      recommendation.superseded_by() == recommendation.name()) {
    check->Fail(item.At("superseded_by"), "SELF_REFERENCE", "must be another recommendation");
  }
}

void CheckSurroundings(const FieldPath& item, const v1::Recommendation& recommendation,
                       ItemCheck* state) {
  FieldChecker& check = state->check;
  CheckEntities(item, "issuing_bodies", recommendation.issuing_bodies(), state);
  CheckEntities(item, "themes", recommendation.themes(), state);
  CheckEntities(item, "places", recommendation.places(), state);
  CheckEntities(item, "affected_groups", recommendation.affected_groups(), state);
  if (check.Count(item.At("sdg_uris"), recommendation.sdg_uris_size(), kGoalsMax)) {
    for (int i = 0; i < recommendation.sdg_uris_size(); ++i) {
      check.VocabularyUri(item.At("sdg_uris", i), recommendation.sdg_uris(i));
    }
  }
  if (recommendation.has_source_document()) {
    CheckSourceDocument(item.At("source_document"), recommendation.source_document(), state);
  } else {
    check.Fail(item.At("source_document"), "FIELD_REQUIRED", "must name the document it stands in");
  }
}

}  // namespace

void CheckRecommendation(const FieldPath& item, const v1::Recommendation& recommendation,
                         absl::Time now, ItemCheck* state) {
  FieldChecker& check = state->check;
  state->rel = Presence::kOptional;
  CheckItemSize(item, recommendation.ByteSizeLong(), &check);
  check.KnownFields(item, recommendation);
  CheckAltIds(item, recommendation.alt_ids(), &check);
  check.Range(item.At("ordinal"), recommendation.ordinal(), 1, kOrdinalMax);
  check.Bytes(item.At("ordinal_label"), recommendation.ordinal_label(), kCodeBytesMax);
  check.Bytes(item.At("paragraph"), recommendation.paragraph(), kCodeBytesMax);
  DeclareIds(item, recommendation, state);
  CheckSurroundings(item, recommendation, state);
  CheckAddressees(item, recommendation, state);
  CheckTexts(item, recommendation, &check);
  CheckStatus(item, recommendation, &check);
  if (check.Count(item.At("assessments"), recommendation.assessments_size(), kAssessmentsMax)) {
    for (int i = 0; i < recommendation.assessments_size(); ++i) {
      CheckAssessment(item.At("assessments", i), recommendation.assessments(i), state);
    }
  }
  if (recommendation.has_issued()) check.Date(item.At("issued"), recommendation.issued());
  if (recommendation.has_target_date()) {
    check.Date(item.At("target_date"), recommendation.target_date());
  }
  CheckPubStatus(item, recommendation.pub_status(), &check);
  if (recommendation.has_embargo()) {
    CheckEmbargo(item.At("embargo"), recommendation.embargo(), now, &check);
  }
  check.Texts(item, "ed_notes", recommendation.ed_notes());
  if (recommendation.has_integrity()) {
    CheckIntegrity(item.At("integrity"), recommendation.integrity(), &check);
  }
}

}  // namespace newswire
