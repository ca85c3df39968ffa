#include "service/core/retract.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/embargo.h"
#include "service/core/error.h"
#include "service/core/item_append.h"
#include "service/core/item_history.h"
#include "service/core/item_tail.h"
#include "service/core/translation_status.h"
#include "service/core/translations.h"
#include "storage/check.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

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

// What an entry held before it was redacted, without what the applier has stamped on it.
struct Content {
  std::string item;
  std::set<std::string> withheld;  // languages that stay on hold
};

Content ContentOf(int kind, std::string_view bytes) {
  if (kind == v1::ITEM_KIND_RECOMMENDATION) {
    auto recommendation = Parse<v1::Recommendation>(bytes);
    ClearStamp(&recommendation);
    return {recommendation.SerializeAsString(), {}};
  }
  auto article = Parse<v1::Article>(bytes);
  ClearStamp(&article);
  return {article.SerializeAsString(), WithheldLanguages(article)};
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

// Recommendations that were known only through this article go with it.
void TakeAlong(const std::string& article, const std::vector<std::string>& reports,
               v1::PubStatus status, const Change& change, GroupState* state) {
  for (const std::string& uri : reports) {
    auto row = state->Find(uri);
    if (!row || row->kind() != v1::ITEM_KIND_RECOMMENDATION) continue;
    const bool usable = row->pub_status() == v1::PUB_STATUS_USABLE;
    const bool went_before = row->retracted_with() == article;
    if (row->pub_status() == v1::PUB_STATUS_CANCELED || !(usable || went_before)) continue;
    if (row->pub_status() == static_cast<std::uint32_t>(status)) continue;
    if (IsReportedElsewhere(uri, article, *state)) continue;
    ItemHistory history(uri, row->sequence(), state);
    EntryPayload payload;
    if (!ParseEntryHead(history.content(), &payload) || IsVerbatim(payload.bytes)) continue;
    row->set_retracted_with(article);
    Change same = change;
    same.replaced_by.clear();
    Retract(uri, status, same, *row, &history, state);
  }
}

WriteOutcome RetractWhole(const ItemWrite& write, v1::PubStatus status, storage::ItemRow row,
                          bool want_item, GroupState* state) {
  const std::string& uri = write.draft.uri;
  ItemHistory history(uri, row.sequence(), state);
  const std::vector<std::string> reports = ReportsIn(history.content());
  row.clear_retracted_with();
  const Appended appended = Retract(uri, status, *write.change, row, &history, state);
  if (row.kind() == v1::ITEM_KIND_ARTICLE) {
    SetReports(uri, reports, {}, state);
    TakeAlong(uri, reports, status, *write.change, state);
  }
  return Written(write, v1::PUBLISH_OUTCOME_UPDATED, row.revision() + 1, appended, want_item,
                 *state);
}

// Brings back one item from the newest original; the entries before are shown again.
Appended Reinstate(const std::string& uri, const Change& change, const storage::ItemRow& row,
                   ItemHistory* history, GroupState* state) {
  EntryPayload payload;
  const std::string content = history->content();
  const auto head = ParseEntryHead(content, &payload);
  NEWSWIRE_CHECK(head && payload.field != v1::FeedEntry::kRedactedFieldNumber);
  const auto [item, withheld] = ContentOf(head->kind, payload.bytes);
  if (row.kind() == v1::ITEM_KIND_ARTICLE) SetReports(uri, {}, ReportsOf(item), state);
  NewRevision revision;
  revision.kind = static_cast<v1::ItemKind>(row.kind());
  revision.uri = uri;
  revision.revision = row.revision() + 1;
  revision.action = v1::FEED_ACTION_REINSTATE;
  revision.revision_kind = v1::REVISION_KIND_REINSTATE;
  revision.payload = item;
  revision.languages = head->languages;
  revision.provider = head->provider;
  revision.content_sha256 = row.content_sha256();
  revision.change = &change;
  const Appended appended = AppendRevision(revision, row, state);
  history->Restore(withheld);
  return appended;
}

void BringAlong(const std::string& article, const std::vector<std::string>& reports,
                const Change& change, GroupState* state) {
  for (const std::string& uri : reports) {
    const auto row = state->Find(uri);
    if (!row || row->pub_status() != v1::PUB_STATUS_WITHHELD || row->retracted_with() != article) {
      continue;
    }
    ItemHistory history(uri, row->sequence(), state);
    Reinstate(uri, change, *row, &history, state);
  }
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
  const std::vector<std::string> reports = ReportsIn(history.content());
  // Recommendations first, so that the article refers to what is there.
  BringAlong(uri, reports, *write.change, state);
  const Appended appended = Reinstate(uri, *write.change, *row, &history, state);
  return Written(write, v1::PUBLISH_OUTCOME_UPDATED, row->revision() + 1, appended, want_item,
                 *state);
}

}  // namespace newswire
