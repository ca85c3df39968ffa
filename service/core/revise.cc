// Completes a draft against the revision before it.

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "service/core/draft.h"
#include "service/core/item_rules.h"
#include "service/core/revision_kind.h"
#include "service/core/translations.h"
#include "storage/check.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

using google::protobuf::util::TimeUtil;

// The revision that is made: its number, when, and why.
struct RevisionPlace {
  std::uint32_t revision = 0;
  absl::Time now;
  const Change* change = nullptr;  // may be null
};

bool IsClosed(v1::RecommendationStatus status) {
  return status == v1::RECOMMENDATION_STATUS_CLOSED_IMPLEMENTED ||
         status == v1::RECOMMENDATION_STATUS_CLOSED_NOT_IMPLEMENTED ||
         status == v1::RECOMMENDATION_STATUS_CLOSED_SUPERSEDED;
}

// NOT_TRACKED -> OPEN <-> CLOSED_*.
bool MayChange(v1::RecommendationStatus from, v1::RecommendationStatus to) {
  if (from == to) return true;
  if (to == v1::RECOMMENDATION_STATUS_OPEN) return true;
  return from == v1::RECOMMENDATION_STATUS_OPEN && IsClosed(to);
}

absl::Status StatusTransition(v1::RecommendationStatus from, v1::RecommendationStatus to) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "STATUS_TRANSITION",
      absl::StrCat("status may not change from ", v1::RecommendationStatus_Name(from), " to ",
                   v1::RecommendationStatus_Name(to),
                   "; the way is NOT_TRACKED, OPEN, CLOSED, and back to OPEN"),
      {{"from", v1::RecommendationStatus_Name(from)}, {"to", v1::RecommendationStatus_Name(to)}});
}

// What is taken back stays so, whatever the next revision says about it or leaves out: only its own
// calls bring it back.
absl::Status KeepTakenBack(const v1::Article& previous, v1::Article* next) {
  for (const v1::Translation& before : previous.translations()) {
    if (!IsTakenBack(before)) continue;
    if (before.language() == next->original_language()) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "ORIGINAL_NEEDED",
                       "this translation was taken back, so it cannot become the original");
    }
    v1::Translation* place = FindTranslation(before.language(), next);
    if (place == nullptr) place = next->add_translations();
    *place = before;
  }
  for (v1::Translation& translation : *next->mutable_translations()) {
    if (IsTakenBack(translation)) MendSource(*next, &translation);
  }
  return absl::OkStatus();
}

void ReviseTranslations(const v1::Article& previous, v1::Article* next) {
  for (v1::Translation& translation : *next->mutable_translations()) {
    const v1::Translation* before = FindTranslation(translation.language(), previous);
    if (before == nullptr || IsTakenBack(*before)) continue;
    const bool changed = before->content_sha256() != translation.content_sha256();
    translation.set_revision(before->revision() + (changed ? 1 : 0));
  }
  // After all revisions are known: a translation may stand before its source.
  for (v1::Translation& translation : *next->mutable_translations()) {
    if (translation.kind() == v1::TRANSLATION_KIND_ORIGINAL) continue;
    const v1::Translation* source = FindTranslation(translation.translated_from(), *next);
    NEWSWIRE_CHECK(source != nullptr);
    translation.set_stale(translation.source_revision() < source->revision());
  }
}

const v1::RecommendationText* FindText(const v1::Recommendation& recommendation,
                                       const v1::RecommendationText& like) {
  for (const v1::RecommendationText& text : recommendation.texts()) {
    if (text.language() == like.language() && text.textuality() == like.textuality()) return &text;
  }
  return nullptr;
}

// Whether any text in the original language is other than before.
bool OriginalChanged(const v1::Recommendation& previous, const v1::Recommendation& next) {
  return std::any_of(next.texts().begin(), next.texts().end(),
                     [&](const v1::RecommendationText& text) {
                       if (text.language() != next.original_language()) return false;
                       const v1::RecommendationText* before = FindText(previous, text);
                       return before == nullptr || before->value() != text.value();
                     });
}

// A text says nothing about the revision it was made from. What can be known: a text that stayed as
// it was while the original changed is behind it, and one that changed is taken to be up to date.
void ReviseTexts(const v1::Recommendation& previous, v1::Recommendation* next) {
  const bool original_changed = OriginalChanged(previous, *next);
  for (v1::RecommendationText& text : *next->mutable_texts()) {
    if (text.language() == next->original_language()) continue;
    const v1::RecommendationText* before = FindText(previous, text);
    if (before == nullptr || before->value() != text.value()) continue;
    text.set_stale(before->stale() || original_changed);
  }
}

// A write that does not say who made it comes from who published the recommendation.
void AddStatusChange(v1::RecommendationStatus from, const RevisionPlace& place,
                     v1::Recommendation* next) {
  v1::StatusChange* row = next->add_status_history();
  row->set_revision(place.revision);
  *row->mutable_at() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(place.now));
  row->set_from(from);
  row->set_to(next->status());
  row->set_by_role(v1::ASSESSOR_ROLE_ISSUER);
  if (place.change == nullptr || place.change->by_role == v1::ASSESSOR_ROLE_UNSPECIFIED) return;
  row->set_by_role(place.change->by_role);
  row->set_by(place.change->by);
  row->mutable_comments()->Add(place.change->comments.begin(), place.change->comments.end());
}

// What the server computes from the revision before.
absl::Status Complete(const v1::Article& previous, const RevisionPlace&, v1::Article* next) {
  NEWSWIRE_RETURN_IF_ERROR(KeepTakenBack(previous, next));
  ReviseTranslations(previous, next);
  return absl::OkStatus();
}

absl::Status Complete(const v1::Recommendation& previous, const RevisionPlace& place,
                      v1::Recommendation* next) {
  if (!MayChange(previous.status(), next->status())) {
    return StatusTransition(previous.status(), next->status());
  }
  *next->mutable_status_history() = previous.status_history();
  *next->mutable_reported_in() = previous.reported_in();
  if (previous.status() != next->status()) AddStatusChange(previous.status(), place, next);
  ReviseTexts(previous, next);
  return absl::OkStatus();
}

// The kind that the change states; what differs decides otherwise.
v1::RevisionKind KindOf(const Change* change, v1::RevisionKind seen) {
  if (change == nullptr) return seen;
  switch (change->kind) {
    case v1::REVISION_KIND_CORRECTION:
    case v1::REVISION_KIND_REFILE:
    case v1::REVISION_KIND_TRANSLATION:
    case v1::REVISION_KIND_STATUS:
      return change->kind;
    default:
      return seen;
  }
}

template <typename Item>
void AddCorrection(const RevisionPlace& place, const Revised& revised, Item* next) {
  v1::Correction* correction = next->add_corrections();
  correction->set_revision(place.revision);
  correction->set_kind(revised.kind);
  correction->mutable_texts()->Add(place.change->texts.begin(), place.change->texts.end());
  *correction->mutable_at() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(place.now));
  for (const std::string& path : revised.changed_paths) correction->add_changed_paths(path);
}

template <typename Item>
absl::StatusOr<Revised> ReviseItem(std::string_view previous, const Draft& draft,
                                   const RevisionPlace& place) {
  Item before;
  Item next;
  NEWSWIRE_CHECK(next.ParseFromString(draft.payload));
  if (!before.ParseFromArray(previous.data(), static_cast<int>(previous.size()))) {
    return MakeError(absl::StatusCode::kDataLoss, "ITEM_DAMAGED",
                     absl::StrCat("the stored revision of ", next.name(), " cannot be read"));
  }
  NEWSWIRE_RETURN_IF_ERROR(Complete(before, place, &next));
  RevisionSummary summary = Summarise(before, next, {previous, draft.payload});
  Revised revised;
  revised.kind = KindOf(place.change, summary.kind);
  revised.action = ActionOf(revised.kind);
  // Whoever follows the status must not miss it among smaller things.
  revised.significance = summary.status ? v1::SIGNIFICANCE_MAJOR : SignificanceOf(revised.kind);
  revised.changed_paths = std::move(summary.changed_paths);
  *next.mutable_corrections() = before.corrections();
  if (revised.action == v1::FEED_ACTION_CORRECT) AddCorrection(place, revised, &next);
  revised.payload = next.SerializeAsString();
  NEWSWIRE_RETURN_IF_ERROR(CheckStoredSize(draft.kind, revised.payload.size()));
  revised.languages = UsableLanguages(next);
  return revised;
}

}  // namespace

absl::StatusOr<Revised> Revise(std::string_view previous, const Draft& next, std::uint32_t revision,
                               absl::Time now, const Change* change) {
  NEWSWIRE_CHECK(revision > 1);
  const RevisionPlace place{revision, now, change};
  return next.kind == v1::ITEM_KIND_ARTICLE ? ReviseItem<v1::Article>(previous, next, place)
                                            : ReviseItem<v1::Recommendation>(previous, next, place);
}

}  // namespace newswire
