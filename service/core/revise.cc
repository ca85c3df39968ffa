// Completes a draft against the revision before it.

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/draft.h"
#include "storage/check.h"

namespace newswire {
namespace {

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

const v1::Translation* FindTranslation(const v1::Article& article, const std::string& language) {
  for (const v1::Translation& translation : article.translations()) {
    if (translation.language() == language) return &translation;
  }
  return nullptr;
}

void Revise(const v1::Article& previous, v1::Article* next) {
  for (v1::Translation& translation : *next->mutable_translations()) {
    const v1::Translation* before = FindTranslation(previous, translation.language());
    if (before == nullptr) continue;
    const bool changed = before->content_sha256() != translation.content_sha256();
    translation.set_revision(before->revision() + (changed ? 1 : 0));
  }
  // After all revisions are known: a translation may stand before its source.
  for (v1::Translation& translation : *next->mutable_translations()) {
    if (translation.kind() == v1::TRANSLATION_KIND_ORIGINAL) continue;
    const v1::Translation* source = FindTranslation(*next, translation.translated_from());
    NEWSWIRE_CHECK(source != nullptr);
    translation.set_stale(translation.source_revision() < source->revision());
  }
  *next->mutable_corrections() = previous.corrections();
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

void AddStatusChange(v1::RecommendationStatus from, std::uint32_t revision, absl::Time now,
                     v1::Recommendation* next) {
  v1::StatusChange* change = next->add_status_history();
  change->set_revision(revision);
  const std::int64_t micros = absl::ToUnixMicros(now);
  const std::int64_t seconds = absl::ToUnixSeconds(now);
  change->mutable_at()->set_seconds(seconds);
  change->mutable_at()->set_nanos(static_cast<std::int32_t>((micros - seconds * 1'000'000) * 1000));
  change->set_from(from);
  change->set_to(next->status());
  change->set_by_role(v1::ASSESSOR_ROLE_ISSUER);
}

absl::StatusOr<std::string> ReviseArticle(std::string_view previous, const Draft& draft) {
  v1::Article before;
  v1::Article next;
  NEWSWIRE_CHECK(next.ParseFromString(draft.payload));
  if (!before.ParseFromArray(previous.data(), static_cast<int>(previous.size()))) {
    return MakeError(absl::StatusCode::kDataLoss, "ITEM_DAMAGED",
                     absl::StrCat("the stored revision of ", next.name(), " cannot be read"));
  }
  Revise(before, &next);
  return next.SerializeAsString();
}

absl::StatusOr<std::string> ReviseRecommendation(std::string_view previous, const Draft& draft,
                                                 std::uint32_t revision, absl::Time now) {
  v1::Recommendation before;
  v1::Recommendation next;
  NEWSWIRE_CHECK(next.ParseFromString(draft.payload));
  if (!before.ParseFromArray(previous.data(), static_cast<int>(previous.size()))) {
    return MakeError(absl::StatusCode::kDataLoss, "ITEM_DAMAGED",
                     absl::StrCat("the stored revision of ", next.name(), " cannot be read"));
  }
  if (!MayChange(before.status(), next.status())) {
    return StatusTransition(before.status(), next.status());
  }
  *next.mutable_status_history() = before.status_history();
  *next.mutable_reported_in() = before.reported_in();
  if (before.status() != next.status()) AddStatusChange(before.status(), revision, now, &next);
  ReviseTexts(before, &next);
  return next.SerializeAsString();
}

}  // namespace

absl::StatusOr<std::string> RevisePayload(v1::ItemKind kind, std::string_view previous,
                                          const Draft& next, std::uint32_t revision,
                                          absl::Time now) {
  NEWSWIRE_CHECK(kind == next.kind && revision > 1);
  return kind == v1::ITEM_KIND_ARTICLE ? ReviseArticle(previous, next)
                                       : ReviseRecommendation(previous, next, revision, now);
}

}  // namespace newswire
