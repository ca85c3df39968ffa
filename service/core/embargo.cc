#include "service/core/embargo.h"

#include <algorithm>
#include <utility>

#include "newswire/v1/article.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/item_tail.h"
#include "service/core/reinstate.h"
#include "storage/check.h"
#include "storage/wire_reader.h"

namespace newswire {
namespace {

using keys::Reporter;

// As much as a group of proposals takes. Together with the last item a round may be 3 MiB larger.
constexpr std::size_t kRoundBytesMax = 4 << 20;

// The latest time at which the held articles that report it are due; 0 when there are none.
std::int64_t DueOfHeldReporters(const std::string& recommendation, const GroupState& state) {
  std::int64_t due = 0;
  const std::string prefix = keys::ReportPrefix(Reporter::kHeld, recommendation);
  for (const auto& [key, value] : state.RowsWithPrefix(Table::kRecords, prefix)) {
    const auto article = state.FindHeld(keys::ArticleOfReport(key));
    if (article) due = std::max(due, article->due_us());
  }
  return due;
}

bool HasReporter(Reporter reporter, const std::string& recommendation, const GroupState& state) {
  const std::string prefix = keys::ReportPrefix(reporter, recommendation);
  return !state.RowsBetween(Table::kRecords, prefix, keys::PrefixEnd(prefix), 1).empty();
}

std::int64_t DueOfRecommendation(const std::string& uri, std::int64_t own, const HeldBy& held_by,
                                 const GroupState& state) {
  if (HasReporter(Reporter::kPublished, uri, state)) return own;
  const auto together = held_by.find(uri);
  return std::max(
      {own, DueOfHeldReporters(uri, state), together == held_by.end() ? 0 : together->second});
}

std::int64_t OwnDue(const storage::HeldRow& row) {
  if (row.embargo().empty()) return 0;
  v1::Embargo embargo;
  embargo.ParseFromString(row.embargo());
  return newswire::OwnDue(std::optional<v1::Embargo>(std::move(embargo)));
}

bool IsListed(const std::vector<std::string>& list, const std::string& wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

std::vector<std::string> ReportsOf(const storage::HeldRow& row) {
  return {row.reports().begin(), row.reports().end()};
}

// What an article reports, before and after.
struct Reports {
  const std::vector<std::string>& before;
  const std::vector<std::string>& now;
};

void WriteReports(Reporter reporter, const std::string& article, const Reports& reports,
                  GroupState* state) {
  for (const std::string& report : reports.before) {
    if (IsListed(reports.now, report)) continue;
    state->SetRow(Table::kRecords, keys::ReportKey(reporter, report, article), std::nullopt);
  }
  for (const std::string& report : reports.now) {
    if (IsListed(reports.before, report)) continue;
    state->SetRow(Table::kRecords, keys::ReportKey(reporter, report, article), std::string());
  }
}

// The articles that hold a recommendation have changed: it may be due at another time, or now. One
// that no article reports any more stays held: an edit of a held article must not publish what the
// editor has taken out of it.
void Reconsider(const std::string& uri, GroupState* state) {
  auto row = state->FindHeld(uri);
  if (!row || row->kind() != v1::ITEM_KIND_RECOMMENDATION) return;
  const bool dropped = row->embargo().empty() && !HasReporter(Reporter::kPublished, uri, *state) &&
                       !HasReporter(Reporter::kHeld, uri, *state);
  const std::int64_t due = dropped ? kNeverDue : DueOfRecommendation(uri, OwnDue(*row), {}, *state);
  if (state->IsDue(due)) {
    ReleaseItem(uri, *row, state);
  } else if (due != row->due_us()) {
    row->set_due_us(due);
    state->SetHeld(uri, row);
  }
}

// The item was never there, and its bytes leave the disk.
void Forget(const std::string& uri, GroupState* state) {
  state->SetHeld(uri, std::nullopt);
  storage::ErasureRow erasure;
  erasure.set_uri(uri);
  state->EraseLater(erasure);
}

// Corrections of revisions that no reader saw are no business of readers.
template <typename Item>
std::string WithoutCorrections(const std::string& payload) {
  Item item;
  NEWSWIRE_CHECK(item.ParseFromString(payload));
  if (item.corrections_size() == 0) return payload;
  item.clear_corrections();
  return item.SerializeAsString();
}

// The item as it comes out.
std::string PublicPayload(const storage::HeldRow& row) {
  if (row.revision() == 1) return row.payload();
  return row.kind() == v1::ITEM_KIND_ARTICLE
             ? WithoutCorrections<v1::Article>(row.payload())
             : WithoutCorrections<v1::Recommendation>(row.payload());
}

template <typename Item>
std::string EmbargoField(const std::string& embargo) {
  Item item;
  item.mutable_embargo()->ParseFromString(embargo);
  return item.SerializeAsString();
}

}  // namespace

std::int64_t OwnDue(const std::optional<v1::Embargo>& embargo) {
  if (!embargo) return 0;
  if (embargo->indefinite()) return kNeverDue;
  const auto& until = embargo->embargoed_until();
  // Never early: what stands between two microseconds is due at the later one.
  return until.seconds() * 1'000'000 + (until.nanos() + 999) / 1000;
}

std::int64_t DueOf(const Draft& draft, const HeldBy& held_by, const GroupState& state) {
  const std::int64_t own = OwnDue(draft.embargo);
  return draft.kind == v1::ITEM_KIND_ARTICLE ? own
                                             : DueOfRecommendation(draft.uri, own, held_by, state);
}

HeldBy HeldByArticlesOf(const WriteProposal& proposal, const ProposalOutcome* outcome) {
  HeldBy held_by;
  for (std::size_t i = 0; i < proposal.writes.size(); ++i) {
    const ItemWrite& write = proposal.writes[i];
    const std::int64_t due = OwnDue(write.draft.embargo);
    const bool held = outcome == nullptr || outcome->writes[i].outcome == v1::PUBLISH_OUTCOME_HELD;
    if (due == 0 || !held) continue;
    for (const std::string& uri : write.draft.reports) {
      held_by[uri] = std::max(held_by[uri], due);
    }
  }
  return held_by;
}

void HoldItem(const std::string& uri, const std::optional<storage::HeldRow>& old,
              const storage::HeldRow& row, GroupState* state) {
  state->SetHeld(uri, row);
  const std::vector<std::string> before = old ? ReportsOf(*old) : std::vector<std::string>();
  const std::vector<std::string> now = ReportsOf(row);
  WriteReports(Reporter::kHeld, uri, {before, now}, state);
  for (const std::string& report : before) {
    if (!IsListed(now, report)) Reconsider(report, state);
  }
  for (const std::string& report : now) Reconsider(report, state);
}

Appended ReleaseItem(const std::string& uri, const storage::HeldRow& row, GroupState* state) {
  state->SetHeld(uri, std::nullopt);
  const std::vector<std::string> reports = ReportsOf(row);
  WriteReports(Reporter::kHeld, uri, {reports, {}}, state);
  SetReports(uri, {}, reports, state);
  const std::string payload = PublicPayload(row);
  NewRevision revision;
  revision.kind = static_cast<v1::ItemKind>(row.kind());
  revision.uri = uri;
  revision.revision = row.revision();
  revision.action = v1::FEED_ACTION_PUBLISH;
  revision.revision_kind = v1::REVISION_KIND_INITIAL;
  revision.payload = payload;
  revision.languages.assign(row.languages().begin(), row.languages().end());
  revision.provider = row.provider();
  revision.content_sha256 = row.content_sha256();
  revision.create_time_us = row.create_time_us();
  return AppendRevision(revision, std::nullopt, state);
}

void DropHeld(const std::string& uri, const storage::HeldRow& row, GroupState* state) {
  Forget(uri, state);
  const std::vector<std::string> reports = ReportsOf(row);
  WriteReports(Reporter::kHeld, uri, {reports, {}}, state);
  for (const std::string& report : reports) {
    const auto held = state->FindHeld(report);
    if (!held) continue;
    const bool known_otherwise = !held->embargo().empty() ||
                                 HasReporter(Reporter::kHeld, report, *state) ||
                                 HasReporter(Reporter::kPublished, report, *state);
    if (known_otherwise) {
      Reconsider(report, state);
    } else {
      Forget(report, state);
    }
  }
}

bool ReleaseDue(int items_max, GroupState* state) {
  std::vector<std::string> uris;
  // A row at the very moment is due; the end of the range is the microsecond after it.
  const std::string end = keys::DueKey(state->first_not_due_us(), 1, "");
  for (const auto& [key, value] :
       state->RowsBetween(Table::kHeld, std::string(keys::kDuePrefix), end, items_max + 1)) {
    uris.emplace_back(keys::ParseDue(key)->uri);
  }
  const bool more = uris.size() > static_cast<std::size_t>(items_max);
  if (more) uris.pop_back();
  std::size_t bytes = 0;
  for (const std::string& uri : uris) {
    const auto row = state->FindHeld(uri);
    if (!row) continue;  // a recommendation has gone with its article meanwhile
    if (bytes > kRoundBytesMax) return true;
    bytes += row->payload().size();
    ReleaseItem(uri, *row, state);
  }
  return more;
}

void SetReports(const std::string& article, const std::vector<std::string>& before,
                const std::vector<std::string>& now, GroupState* state) {
  WriteReports(Reporter::kPublished, article, {before, now}, state);
  for (const std::string& report : now) {
    if (IsListed(before, report)) continue;
    Reconsider(report, state);
    ReinstateAlong(report, nullptr, state);
  }
}

void WithdrawReports(const std::string& article, const std::vector<std::string>& reports,
                     v1::PubStatus status, GroupState* state) {
  WriteReports(Reporter::kPublished, article, {reports, {}}, state);
  if (status == v1::PUB_STATUS_WITHHELD) {
    WriteReports(Reporter::kWithheld, article, {{}, reports}, state);
  } else {
    WriteReports(Reporter::kWithheld, article, {reports, {}}, state);
  }
}

void RestoreReports(const std::string& article, const std::vector<std::string>& reports,
                    GroupState* state) {
  WriteReports(Reporter::kWithheld, article, {reports, {}}, state);
  SetReports(article, {}, reports, state);
}

std::vector<std::string> ReportsOf(std::string_view article) {
  std::vector<std::string> uris;
  WireReader reader(article);
  while (!reader.done()) {
    int field = 0;
    int type = 0;
    if (!reader.Tag(&field, &type)) break;
    std::string_view bytes;
    if (field != v1::Article::kRecommendationsFieldNumber || type != WireReader::kBytes) {
      if (!reader.Skip(type)) break;
      continue;
    }
    v1::RecommendationRef ref;
    if (!reader.Bytes(&bytes) ||
        !ref.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      break;
    }
    uris.emplace_back(UriOf(ref.recommendation()));
  }
  return uris;
}

bool IsReportedElsewhere(keys::Reporter reporter, const std::string& recommendation,
                         const std::string& article, const GroupState& state) {
  const std::string prefix = keys::ReportPrefix(reporter, recommendation);
  // Of two at least one is another one.
  const auto reports = state.RowsBetween(Table::kRecords, prefix, keys::PrefixEnd(prefix), 2);
  return std::any_of(reports.begin(), reports.end(), [&article](const auto& report) {
    return keys::ArticleOfReport(report.first) != article;
  });
}

std::string HeldItem(const storage::HeldRow& row) {
  const auto kind = static_cast<v1::ItemKind>(row.kind());
  std::string item = row.payload();
  item += ItemTail(kind, {.revision = row.revision(),
                          .revision_kind = row.revision() == 1 ? v1::REVISION_KIND_INITIAL
                                                               : v1::REVISION_KIND_UPDATE,
                          .etag = MakeEtag(row.revision(), row.content_sha256()),
                          .create_time_us = row.create_time_us(),
                          .revision_time_us = row.revision_time_us()});
  if (row.embargo().empty()) return item;
  return item + (kind == v1::ITEM_KIND_ARTICLE ? EmbargoField<v1::Article>(row.embargo())
                                               : EmbargoField<v1::Recommendation>(row.embargo()));
}

}  // namespace newswire
