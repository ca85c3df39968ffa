#include "service/core/item_append.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/error.h"
#include "service/core/item_tail.h"
#include "service/core/redact.h"
#include "service/core/revision_kind.h"
#include "storage/check.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr int kArticleField = v1::FeedEntry::kArticleFieldNumber;
constexpr int kRecommendationField = v1::FeedEntry::kRecommendationFieldNumber;
constexpr int kRedactedField = v1::FeedEntry::kRedactedFieldNumber;

std::vector<std::string> Serialize(const std::vector<v1::LangString>& texts) {
  std::vector<std::string> bytes;
  bytes.reserve(texts.size());
  for (const v1::LangString& text : texts) bytes.push_back(text.SerializeAsString());
  return bytes;
}

template <typename Item>
std::string Stub(const EntryHead& head, v1::PubStatus status) {
  Item item;
  item.set_name(std::string(head.name));
  item.set_revision(head.revision);
  item.set_pub_status(status);
  item.set_etag(MakeEtag(head.revision, head.content_sha256));
  return item.SerializeAsString();
}

}  // namespace

std::string MakeEtag(std::uint32_t revision, std::string_view content_sha256) {
  return absl::StrCat(revision, "-", absl::BytesToHexString(View(content_sha256.substr(0, 4))));
}

Appended AppendRevision(const NewRevision& revision, const std::optional<storage::ItemRow>& row,
                        GroupState* state) {
  Appended appended;
  appended.etag = MakeEtag(revision.revision, revision.content_sha256);
  const std::string name = ItemName(revision.kind, revision.uri);
  std::vector<std::string> advisories;
  EntryHead head;
  head.kind = revision.kind;
  head.action = revision.action;
  head.name = name;
  head.revision = revision.revision;
  head.pub_status = v1::PUB_STATUS_USABLE;
  head.previous_sequence = row ? row->sequence() : 0;
  head.languages = revision.languages;
  head.provider = revision.provider;
  head.content_sha256 = revision.content_sha256;
  head.revision_kind = revision.revision_kind;
  head.significance = revision.significance == v1::SIGNIFICANCE_UNSPECIFIED
                          ? SignificanceOf(revision.revision_kind)
                          : revision.significance;
  head.changed_paths.assign(revision.changed_paths.begin(), revision.changed_paths.end());
  if (revision.change != nullptr) {
    advisories = Serialize(revision.change->texts);
    head.advisories.assign(advisories.begin(), advisories.end());
    head.retraction_reason = revision.change->reason;
  }

  storage::ItemRow next = row.value_or(storage::ItemRow());
  if (!row) {
    next.set_kind(revision.kind);
    next.set_create_time_us(revision.create_time_us != 0 ? revision.create_time_us
                                                         : state->time_us());
    state->CountItem(revision.kind, 1);
  }
  next.set_revision(revision.revision);
  next.set_content_sha256(std::string(revision.content_sha256));
  next.set_pub_status(v1::PUB_STATUS_USABLE);
  next.clear_retracted_with();
  const std::string tail = ItemTail(revision.kind, {.revision = revision.revision,
                                                    .revision_kind = revision.revision_kind,
                                                    .etag = appended.etag,
                                                    .create_time_us = next.create_time_us(),
                                                    .revision_time_us = state->time_us()});
  const int field = revision.kind == v1::ITEM_KIND_ARTICLE ? kArticleField : kRecommendationField;
  appended.position = state->Append(&head, {field, revision.payload, tail});
  next.set_sequence(head.sequence);
  if (!row) next.set_first_sequence(head.sequence);
  state->SetItem(std::string(revision.uri), next);
  return appended;
}

Appended AppendRetraction(v1::PubStatus status, const Change& change, const EntryHead& newest,
                          storage::ItemRow row, GroupState* state) {
  const bool cancel = status == v1::PUB_STATUS_CANCELED;
  const std::vector<std::string> advisories = Serialize(change.texts);
  EntryHead head;
  head.kind = newest.kind;
  head.revision_kind = cancel ? v1::REVISION_KIND_CANCEL : v1::REVISION_KIND_WITHHOLD;
  head.action = ActionOf(static_cast<v1::RevisionKind>(head.revision_kind));
  head.significance = SignificanceOf(static_cast<v1::RevisionKind>(head.revision_kind));
  head.name = newest.name;
  head.revision = row.revision() + 1;
  head.pub_status = status;
  head.previous_sequence = row.sequence();
  head.languages = newest.languages;
  head.provider = newest.provider;
  head.must_retract = true;
  head.replaced_by = change.replaced_by;
  head.advisories.assign(advisories.begin(), advisories.end());
  head.retraction_reason = change.reason;
  const std::string redacted = RedactedPayload({status, state->next_sequence(), state->time()});
  Appended appended;
  appended.position = state->Append(&head, {kRedactedField, redacted, {}});
  row.set_revision(head.revision);
  row.set_sequence(head.sequence);
  row.set_pub_status(status);
  if (cancel) row.clear_content_sha256();
  appended.etag = MakeEtag(row.revision(), "");
  state->SetItem(std::string(UriOf(newest.name)), row);
  return appended;
}

std::string StubOf(const EntryHead& head, v1::PubStatus status) {
  return head.kind == v1::ITEM_KIND_ARTICLE ? Stub<v1::Article>(head, status)
                                            : Stub<v1::Recommendation>(head, status);
}

std::string ItemAt(Sequence sequence, const GroupState& state) {
  const auto framed = state.FrameAt(sequence);
  if (!framed) return {};
  EntryPayload payload;
  const auto head = ParseEntryHead(*framed, &payload);
  NEWSWIRE_CHECK(head.has_value());
  if (payload.field != kRedactedField) return std::string(payload.bytes);
  v1::Redacted redacted;
  NEWSWIRE_CHECK(
      redacted.ParseFromArray(payload.bytes.data(), static_cast<int>(payload.bytes.size())));
  return StubOf(*head, redacted.pub_status());
}

WriteOutcome Rejected(const ItemWrite& write, absl::Status status) {
  WriteOutcome outcome;
  outcome.name = ItemName(write.draft.kind, write.draft.uri);
  outcome.outcome = v1::PUBLISH_OUTCOME_REJECTED;
  outcome.status = std::move(status);
  return outcome;
}

WriteOutcome Written(const ItemWrite& write, v1::PublishOutcome outcome, std::uint32_t revision,
                     const Appended& appended, bool want_item, const GroupState& state) {
  WriteOutcome result;
  result.name = ItemName(write.draft.kind, write.draft.uri);
  result.outcome = outcome;
  result.revision = revision;
  result.etag = appended.etag;
  result.position = appended.position;
  if (want_item && appended.position.sequence != 0) {
    result.item = ItemAt(appended.position.sequence, state);
  }
  return result;
}

absl::Status EtagMismatch(std::uint32_t revision, std::string_view content_sha256) {
  const std::string current = MakeEtag(revision, content_sha256);
  return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                   absl::StrCat("the item has changed: its etag is now ", current,
                                "; read it again and repeat the change"),
                   {{"etag", current}});
}

absl::Status CheckEtag(const Draft& draft, std::uint32_t revision,
                       std::string_view content_sha256) {
  if (draft.etag.empty() || draft.etag == MakeEtag(revision, content_sha256)) {
    return absl::OkStatus();
  }
  return EtagMismatch(revision, content_sha256);
}

}  // namespace newswire
