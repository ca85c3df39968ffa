#include "service/core/retract.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/embargo.h"
#include "service/core/error.h"
#include "service/core/item_append.h"
#include "service/core/item_history.h"
#include "service/core/reinstate.h"
#include "service/core/translation_status.h"
#include "storage/check.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

using keys::Reporter;

absl::Status IsCanceled() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "ITEM_CANCELED",
                   "the item was cancelled, for ever");
}

// The item that is to be taken back or brought back, when the caller's etag fits.
absl::StatusOr<storage::ItemRow> FindChecked(const Draft& draft, const GroupState& state) {
  const auto row = state.Find(draft.uri);
  if (!row || row->kind() != static_cast<std::uint32_t>(draft.kind)) {
    return ItemNotFound(ItemName(draft.kind, draft.uri));
  }
  if (row->pub_status() == v1::PUB_STATUS_CANCELED) return IsCanceled();
  const bool usable = row->pub_status() == v1::PUB_STATUS_USABLE;
  const std::string_view hash = usable ? std::string_view(row->content_sha256()) : "";
  NEWSWIRE_RETURN_IF_ERROR(CheckEtag(draft, row->revision(), hash));
  return *row;
}

template <typename Item>
Item Parse(std::string_view bytes) {
  Item item;
  NEWSWIRE_CHECK(item.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return item;
}

bool IsVerbatim(std::string_view recommendation_bytes) {
  const auto texts = Parse<v1::Recommendation>(recommendation_bytes).texts();
  return std::any_of(texts.begin(), texts.end(), [](const v1::RecommendationText& text) {
    return text.textuality() == v1::TEXTUALITY_VERBATIM_FROM_SOURCE;
  });
}

std::vector<std::string> ReportsIn(const std::string& framed) {
  EntryPayload payload;
  if (framed.empty() || !ParseEntryHead(framed, &payload)) return {};
  return payload.field == v1::FeedEntry::kArticleFieldNumber ? ReportsOf(payload.bytes)
                                                             : std::vector<std::string>();
}

// Appends the thin entry and redacts everything before it.
Appended Retract(const std::string& uri, v1::PubStatus status, const Change& change,
                 const storage::ItemRow& row, ItemHistory* history, GroupState* state) {
  const bool cancel = status == v1::PUB_STATUS_CANCELED;
  const std::string newest = state->FrameAt(row.sequence()).value_or(history->content());
  const auto head = ParseEntryHead(newest);
  NEWSWIRE_CHECK(head.has_value());
  history->Redact({status, state->next_sequence(), state->time()}, !cancel);
  const Appended appended = AppendRetraction(status, change, *head, row, state);
  if (!cancel) return appended;
  history->ForgetOriginals();
  state->CountItem(static_cast<v1::ItemKind>(row.kind()), -1);
  storage::CancellationRow receipt;
  receipt.set_name(ItemName(static_cast<v1::ItemKind>(row.kind()), uri));
  receipt.set_reason(change.reason);
  receipt.set_replaced_by(change.replaced_by);
  const Sequence sequence = appended.position.sequence;
  const std::string key = keys::CancellationKey(state->time_us(), sequence);
  state->SetRow(Table::kRecords, key, receipt.SerializeAsString());
  history->EraseLater(key);
  return appended;
}

using Uris = google::protobuf::RepeatedPtrField<std::string>;

// What becomes of a recommendation when an article that reports it gets `status`.
v1::PubStatus StatusAlong(const std::string& uri, const std::string& article, v1::PubStatus status,
                          const GroupState& state) {
  if (IsReportedElsewhere(Reporter::kPublished, uri, article, state)) return v1::PUB_STATUS_USABLE;
  // An article on hold may come back, and what it reports with it.
  if (IsReportedElsewhere(Reporter::kWithheld, uri, article, state)) return v1::PUB_STATUS_WITHHELD;
  return status;
}

// Recommendations that were known only through this article go with it.
template <typename List>
void TakeAlong(const std::string& article, const List& reports, v1::PubStatus status,
               const Change& change, GroupState* state) {
  Change same = change;
  same.replaced_by.clear();
  for (const std::string& uri : reports) {
    auto row = state->Find(uri);
    if (!row || row->kind() != v1::ITEM_KIND_RECOMMENDATION) continue;
    const bool usable = row->pub_status() == v1::PUB_STATUS_USABLE;
    const bool went_along = !row->retracted_with().empty();
    if (row->pub_status() == v1::PUB_STATUS_CANCELED || !(usable || went_along)) continue;
    const v1::PubStatus along = StatusAlong(uri, article, status, *state);
    const bool stays =
        along == v1::PUB_STATUS_USABLE || row->pub_status() == static_cast<std::uint32_t>(along);
    if (stays) continue;
    ItemHistory history(uri, row->sequence(), state);
    EntryPayload payload;
    if (!ParseEntryHead(history.content(), &payload) || IsVerbatim(payload.bytes)) continue;
    row->set_retracted_with(article);
    Retract(uri, along, same, *row, &history, state);
  }
}

WriteOutcome RetractWhole(const ItemWrite& write, v1::PubStatus status, storage::ItemRow row,
                          bool want_item, GroupState* state) {
  const std::string& uri = write.draft.uri;
  ItemHistory history(uri, row.sequence(), state);
  const std::vector<std::string> reports = ReportsIn(history.content());
  const Uris reported_before = row.reported_before();
  row.clear_retracted_with();
  if (status == v1::PUB_STATUS_CANCELED) row.clear_reported_before();
  const Appended appended = Retract(uri, status, *write.change, row, &history, state);
  if (row.kind() == v1::ITEM_KIND_ARTICLE) {
    WithdrawReports(uri, reports, status, state);
    TakeAlong(uri, reports, status, *write.change, state);
    TakeAlong(uri, reported_before, status, *write.change, state);
  }
  return Written(write, v1::PUBLISH_OUTCOME_UPDATED, row.revision() + 1, appended, want_item,
                 *state);
}

// What is reported again comes back, whichever article it went with; what only an earlier revision
// reported comes back with the article it went with. Recommendations first, so that the article
// refers to what is there.
void BringAlong(const std::string& article, const std::vector<std::string>& reports,
                const Uris& reported_before, const Change* change, GroupState* state) {
  for (const std::string& uri : reports) ReinstateAlong(uri, change, state);
  for (const std::string& uri : reported_before) {
    const auto row = state->Find(uri);
    if (row && row->retracted_with() == article) ReinstateAlong(uri, change, state);
  }
  RestoreReports(article, reports, state);
}

}  // namespace

WriteOutcome WithholdItem(const ItemWrite& write, bool want_item, GroupState* state) {
  const auto row = FindChecked(write.draft, *state);
  if (!row.ok()) return Rejected(write, row.status());
  if (row->pub_status() == v1::PUB_STATUS_WITHHELD) {
    return Rejected(write, MakeError(absl::StatusCode::kFailedPrecondition, "ITEM_WITHHELD",
                                     "the item is on hold already"));
  }
  if (!write.change->language.empty()) {
    return RetractTranslation(write, v1::PUB_STATUS_WITHHELD, *row, want_item, state);
  }
  return RetractWhole(write, v1::PUB_STATUS_WITHHELD, *row, want_item, state);
}

WriteOutcome CancelItem(const ItemWrite& write, bool want_item, GroupState* state) {
  const std::string& uri = write.draft.uri;
  if (const auto held = state->FindHeld(uri);
      held && held->kind() == static_cast<std::uint32_t>(write.draft.kind)) {
    absl::Status status = CheckEtag(write.draft, held->revision(), held->content_sha256());
    if (!status.ok()) return Rejected(write, std::move(status));
    DropHeld(uri, *held, state);
    return Written(write, v1::PUBLISH_OUTCOME_UPDATED, held->revision(), {}, false, *state);
  }
  const auto row = FindChecked(write.draft, *state);
  if (!row.ok()) return Rejected(write, row.status());
  if (!write.change->language.empty()) {
    return RetractTranslation(write, v1::PUB_STATUS_CANCELED, *row, want_item, state);
  }
  return RetractWhole(write, v1::PUB_STATUS_CANCELED, *row, want_item, state);
}

WriteOutcome ReinstateItem(const ItemWrite& write, bool want_item, GroupState* state) {
  const auto row = FindChecked(write.draft, *state);
  if (!row.ok()) return Rejected(write, row.status());
  if (!write.change->language.empty()) {
    return ReinstateTranslation(write, *row, want_item, state);
  }
  if (row->pub_status() != v1::PUB_STATUS_WITHHELD) {
    return Rejected(write, MakeError(absl::StatusCode::kFailedPrecondition, "ITEM_NOT_WITHHELD",
                                     "the item is not on hold"));
  }
  const std::string& uri = write.draft.uri;
  ItemHistory history(uri, row->sequence(), state);
  if (row->kind() == v1::ITEM_KIND_ARTICLE) {
    BringAlong(uri, ReportsIn(history.content()), row->reported_before(), write.change.get(),
               state);
  }
  const Appended appended = Reinstate(uri, write.change.get(), *row, &history, state);
  return Written(write, v1::PUBLISH_OUTCOME_UPDATED, row->revision() + 1, appended, want_item,
                 *state);
}

}  // namespace newswire
