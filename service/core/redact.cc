#include "service/core/redact.h"

#include <algorithm>
#include <optional>

#include "google/protobuf/util/time_util.h"
#include "storage/check.h"

namespace newswire {
namespace {

constexpr int kArticleField = v1::FeedEntry::kArticleFieldNumber;
constexpr int kRedactedField = v1::FeedEntry::kRedactedFieldNumber;

}  // namespace

std::string RedactedPayload(const Redaction& redaction) {
  v1::Redacted redacted;
  redacted.set_pub_status(redaction.status);
  redacted.set_by_sequence(redaction.by_sequence);
  *redacted.mutable_at() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(redaction.at));
  return redacted.SerializeAsString();
}

std::string RedactFrame(std::string_view framed, const Redaction& redaction) {
  auto head = ParseEntryHead(framed);
  NEWSWIRE_CHECK(head.has_value());
  head->content_sha256 = {};
  // A thin entry was written for everybody; what it advises stays.
  if (!head->must_retract) head->advisories.clear();
  head->changed_paths.clear();
  const std::string redacted = RedactedPayload(redaction);
  return FramedEntry(*head, {kRedactedField, redacted, {}});
}

void EmptyTranslation(v1::PubStatus status, v1::Translation* translation) {
  v1::Translation empty;
  empty.set_language(translation->language());
  empty.set_direction(translation->direction());
  empty.set_kind(translation->kind());
  empty.set_translated_from(translation->translated_from());
  empty.set_source_revision(translation->source_revision());
  empty.set_revision(translation->revision());
  empty.set_stale(translation->stale());
  empty.set_pub_status(status);
  *translation = std::move(empty);
}

std::optional<std::string> RedactTranslations(std::string_view framed,
                                              const std::set<std::string>& languages,
                                              v1::PubStatus status) {
  EntryPayload payload;
  auto head = ParseEntryHead(framed, &payload);
  NEWSWIRE_CHECK(head.has_value());
  v1::Article article;
  if (payload.field != kArticleField ||
      !article.ParseFromArray(payload.bytes.data(), static_cast<int>(payload.bytes.size()))) {
    return std::nullopt;
  }
  bool found = false;
  for (v1::Translation& translation : *article.mutable_translations()) {
    if (languages.count(translation.language()) == 0) continue;
    EmptyTranslation(status, &translation);
    found = true;
  }
  if (!found) return std::nullopt;
  head->content_sha256 = {};
  const std::string bytes = article.SerializeAsString();
  return FramedEntry(*head, {kArticleField, bytes, {}});
}

}  // namespace newswire
