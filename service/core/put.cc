#include "service/core/put.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/core/item_append.h"
#include "storage/check.h"

namespace newswire {
namespace {

// The item a write meets: published, under embargo, or none.
struct Met {
  std::optional<storage::ItemRow> row;
  std::optional<storage::HeldRow> held;

  bool exists() const { return row || held; }
  std::uint32_t kind() const { return row ? row->kind() : held->kind(); }
  std::uint32_t revision() const { return row ? row->revision() : held->revision(); }
  const std::string& content_sha256() const {
    return row ? row->content_sha256() : held->content_sha256();
  }
};

std::string EmbargoBytes(const Draft& draft) {
  return draft.embargo ? draft.embargo->SerializeAsString() : std::string();
}

bool IsUnchanged(const Draft& draft, const Met& met) {
  return met.content_sha256() == draft.content_sha256 &&
         (met.row || met.held->embargo() == EmbargoBytes(draft));
}

absl::Status CheckExisting(const ItemWrite& write, const Met& met) {
  const Draft& draft = write.draft;
  if (met.kind() != static_cast<std::uint32_t>(draft.kind)) {
    return MakeError(absl::StatusCode::kAlreadyExists, "URI_KIND_CLASH",
                     absl::StrCat("the uri belongs to ",
                                  ItemName(static_cast<v1::ItemKind>(met.kind()), draft.uri),
                                  ", an item of another kind"));
  }
  if (met.row && met.row->pub_status() == v1::PUB_STATUS_CANCELED) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "ITEM_CANCELED",
                     "the item was cancelled; publish a substitute under a new uri");
  }
  if (met.row && met.row->pub_status() == v1::PUB_STATUS_WITHHELD) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "ITEM_WITHHELD",
                     "the item is on hold; reinstate it before you change it");
  }
  if (met.row && draft.embargo) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "EMBARGO_AFTER_RELEASE",
                     "readers have the item already; withhold it instead");
  }
  if (IsUnchanged(draft, met)) return absl::OkStatus();
  if (write.mode == WriteMode::kCreate || draft.etag == "-") {
    return MakeError(absl::StatusCode::kAlreadyExists, "ITEM_EXISTS",
                     absl::StrCat(ItemName(draft.kind, draft.uri), " exists with other content"),
                     {{"etag", MakeEtag(met.revision(), met.content_sha256())}});
  }
  if (write.expected_revision != 0 && write.expected_revision != met.revision()) {
    return EtagMismatch(met.revision(), met.content_sha256());
  }
  return CheckEtag(draft, met.revision(), met.content_sha256());
}

// The text that a stored recommendation says was reported, also when it is under embargo.
std::optional<std::string> ReportedText(std::string_view name, std::string_view language,
                                        const GroupState& state) {
  Violations ignored;
  const auto uri = ParseItemName(name, v1::ITEM_KIND_RECOMMENDATION, "", &ignored);
  if (!uri) return std::nullopt;
  const auto row = state.Find(*uri);
  const auto held = row ? std::nullopt : state.FindHeld(*uri);
  if (row ? row->kind() != v1::ITEM_KIND_RECOMMENDATION ||
                row->pub_status() != v1::PUB_STATUS_USABLE
          : !held || held->kind() != v1::ITEM_KIND_RECOMMENDATION) {
    return std::nullopt;
  }
  v1::Recommendation recommendation;
  if (!recommendation.ParseFromString(row ? state.PayloadAt(row->sequence()) : held->payload())) {
    return std::nullopt;
  }
  for (const v1::RecommendationText& text : recommendation.texts()) {
    if (text.textuality() == v1::TEXTUALITY_AS_REPORTED && text.language() == language) {
      return text.value();
    }
  }
  return std::nullopt;
}

absl::Status CheckQuotesOf(const ItemWrite& write, const GroupState& state) {
  if (!write.check_quotes) return absl::OkStatus();
  v1::Article article;
  NEWSWIRE_CHECK(article.ParseFromString(write.draft.payload));
  Violations violations;
  CheckQuotes(
      article,
      [&state](std::string_view name, std::string_view language) {
        return ReportedText(name, language, state);
      },
      "article", &violations);
  return violations.ToStatus();
}

WriteOutcome Unchanged(const ItemWrite& write, const Met& met, bool want_item,
                       const GroupState& state) {
  Appended nothing;
  nothing.etag = MakeEtag(met.revision(), met.content_sha256());
  WriteOutcome outcome =
      Written(write, v1::PUBLISH_OUTCOME_UNCHANGED, met.revision(), nothing, false, state);
  if (want_item) outcome.item = met.row ? ItemAt(met.row->sequence(), state) : HeldItem(*met.held);
  return outcome;
}

storage::HeldRow MakeHeld(const Draft& draft, const Met& met, std::string payload,
                          std::int64_t due_us, const GroupState& state) {
  storage::HeldRow row;
  row.set_kind(draft.kind);
  row.set_revision(met.held ? met.held->revision() + 1 : 1);
  row.set_content_sha256(draft.content_sha256);
  row.set_create_time_us(met.held ? met.held->create_time_us() : state.time_us());
  row.set_revision_time_us(state.time_us());
  row.set_provider(draft.provider);
  for (const std::string& language : draft.languages) row.add_languages(language);
  row.set_payload(std::move(payload));
  row.set_embargo(EmbargoBytes(draft));
  row.set_due_us(due_us);
  row.set_urgency(draft.urgency);
  for (const std::string& report : draft.reports) row.add_reports(report);
  return row;
}

// A new item, or one under embargo: held, still held, or published for the first time.
WriteOutcome PutUnpublished(const ItemWrite& write, const Met& met, std::string payload,
                            std::int64_t due, bool want_item, GroupState* state) {
  const storage::HeldRow row = MakeHeld(write.draft, met, std::move(payload), due, *state);
  if (!state->IsDue(due)) {
    HoldItem(write.draft.uri, met.held, row, state);
    Appended nothing;
    nothing.etag = MakeEtag(row.revision(), row.content_sha256());
    WriteOutcome outcome =
        Written(write, v1::PUBLISH_OUTCOME_HELD, row.revision(), nothing, false, *state);
    if (want_item) outcome.item = HeldItem(row);
    return outcome;
  }
  if (met.held) HoldItem(write.draft.uri, met.held, row, state);
  const Appended appended = ReleaseItem(write.draft.uri, row, state);
  return Written(write, v1::PUBLISH_OUTCOME_CREATED, row.revision(), appended, want_item, *state);
}

// The usual case, without a copy of the content: new, and nothing keeps it back.
WriteOutcome PutNew(const ItemWrite& write, bool want_item, GroupState* state) {
  const Draft& draft = write.draft;
  if (!draft.reports.empty()) SetReports(draft.uri, {}, draft.reports, state);
  NewRevision revision;
  revision.kind = draft.kind;
  revision.uri = draft.uri;
  revision.revision = 1;
  revision.action = v1::FEED_ACTION_PUBLISH;
  revision.revision_kind = v1::REVISION_KIND_INITIAL;
  revision.payload = draft.payload;
  revision.languages.assign(draft.languages.begin(), draft.languages.end());
  revision.provider = draft.provider;
  revision.content_sha256 = draft.content_sha256;
  const Appended appended = AppendRevision(revision, std::nullopt, state);
  return Written(write, v1::PUBLISH_OUTCOME_CREATED, 1, appended, want_item, *state);
}

// Remembers what the article has reported and does not any more: it goes with the article.
void NoteDropped(const std::vector<std::string>& before, const std::vector<std::string>& now,
                 storage::ItemRow* row) {
  constexpr int kReportedBeforeMax = 1000;
  auto* const list = row->mutable_reported_before();
  list->Add(before.begin(), before.end());
  const std::set<std::string_view> reported(now.begin(), now.end());
  list->erase(std::remove_if(list->begin(), list->end(),
                             [&](const std::string& uri) { return reported.count(uri) != 0; }),
              list->end());
  if (list->size() > kReportedBeforeMax) {
    list->erase(list->begin(), list->begin() + (list->size() - kReportedBeforeMax));
  }
}

WriteOutcome PutRevision(const ItemWrite& write, const storage::ItemRow& row,
                         std::string_view previous, const Revised& revised, bool want_item,
                         GroupState* state) {
  const Draft& draft = write.draft;
  storage::ItemRow before = row;
  if (draft.kind == v1::ITEM_KIND_ARTICLE) {
    const std::vector<std::string> reports = ReportsOf(previous);
    SetReports(draft.uri, reports, draft.reports, state);
    NoteDropped(reports, draft.reports, &before);
  }
  NewRevision revision;
  revision.kind = draft.kind;
  revision.uri = draft.uri;
  revision.revision = row.revision() + 1;
  revision.action = revised.action;
  revision.revision_kind = revised.kind;
  revision.significance = revised.significance;
  revision.payload = revised.payload;
  revision.languages.assign(revised.languages.begin(), revised.languages.end());
  revision.provider = draft.provider;
  revision.content_sha256 = draft.content_sha256;
  revision.changed_paths = revised.changed_paths;
  revision.change = write.change.get();
  const Appended appended = AppendRevision(revision, before, state);
  return Written(write, v1::PUBLISH_OUTCOME_UPDATED, row.revision() + 1, appended, want_item,
                 *state);
}

}  // namespace

WriteOutcome PutItem(const ItemWrite& write, bool want_item, const HeldBy& held_by,
                     GroupState* state) {
  const Draft& draft = write.draft;
  Met met{state->Find(draft.uri), std::nullopt};
  if (!met.row) met.held = state->FindHeld(draft.uri);
  if (!met.exists() &&
      (write.mode == WriteMode::kUpdate || (!draft.etag.empty() && draft.etag != "-"))) {
    return Rejected(write, ItemNotFound(ItemName(draft.kind, draft.uri)));
  }
  if (met.exists()) {
    if (absl::Status status = CheckExisting(write, met); !status.ok()) {
      return Rejected(write, std::move(status));
    }
    if (IsUnchanged(draft, met)) return Unchanged(write, met, want_item, *state);
  }
  if (absl::Status status = CheckQuotesOf(write, *state); !status.ok()) {
    return Rejected(write, std::move(status));
  }
  if (!met.exists()) {
    const std::int64_t due = DueOf(draft, held_by, *state);
    if (state->IsDue(due)) return PutNew(write, want_item, state);
    return PutUnpublished(write, met, draft.payload, due, want_item, state);
  }
  const std::string previous =
      met.row ? state->PayloadAt(met.row->sequence()) : met.held->payload();
  auto revised = Revise(previous, draft, met.revision() + 1, state->time(), write.change.get());
  if (!revised.ok()) return Rejected(write, revised.status());
  if (met.row) return PutRevision(write, *met.row, previous, *revised, want_item, state);
  return PutUnpublished(write, met, std::move(revised->payload), DueOf(draft, held_by, *state),
                        want_item, state);
}

}  // namespace newswire
