#include "service/core/group.h"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

#include "service/core/embargo.h"
#include "service/core/error.h"
#include "service/core/item_append.h"
#include "service/core/put.h"
#include "service/core/retract.h"
#include "storage/check.h"

namespace newswire {
namespace {

// One round of releases, so that publishes wait milliseconds and not more.
constexpr int kReleasesMax = 1024;

// Where the entries of a trial go.
class ScratchSink : public EntrySink {
 public:
  char* Reserve(std::size_t bytes) override { return frames_.emplace_back(bytes, '\0').data(); }
  void Append(Sequence, std::size_t) override {}
  void Replace(Sequence, std::string_view) override {}
  void Publish(const Position&) override {}
  void Drop() override {}

 private:
  std::deque<std::string> frames_;
};

WriteOutcome Release(const ItemWrite& write, bool want_item, GroupState* state) {
  const auto row = state->FindHeld(write.draft.uri);
  if (!row || row->kind() != static_cast<std::uint32_t>(write.draft.kind)) {
    return Rejected(write, MakeError(absl::StatusCode::kNotFound, "ITEM_NOT_FOUND",
                                     "there is no item of this name under embargo"));
  }
  absl::Status status = CheckEtag(write.draft, row->revision(), row->content_sha256());
  if (!status.ok()) return Rejected(write, std::move(status));
  const Appended appended = ReleaseItem(write.draft.uri, *row, state);
  return Written(write, v1::PUBLISH_OUTCOME_CREATED, row->revision(), appended, want_item, *state);
}

WriteOutcome DecideOne(const ItemWrite& write, bool want_item, const HeldBy& held_by,
                       GroupState* state) {
  switch (write.operation) {
    case Operation::kPut:
      return PutItem(write, want_item, held_by, state);
    case Operation::kWithhold:
      return WithholdItem(write, want_item, state);
    case Operation::kReinstate:
      return ReinstateItem(write, want_item, state);
    case Operation::kCancel:
      return CancelItem(write, want_item, state);
    case Operation::kRelease:
      break;
  }
  return Release(write, want_item, state);
}

ProposalOutcome DecideInOrder(const WriteProposal& proposal, const HeldBy& held_by,
                              GroupState* state) {
  state->Advance(proposal.proposed_at);
  ProposalOutcome outcome;
  outcome.writes.reserve(proposal.writes.size());
  for (const ItemWrite& write : proposal.writes) {
    outcome.writes.push_back(DecideOne(write, proposal.want_items, held_by, state));
  }
  return outcome;
}

// A recommendation may stand before the article that holds it, so whether that article is itself
// accepted is tried first. What becomes of an article does not depend on what is held.
ProposalOutcome DecideEach(const WriteProposal& proposal, GroupState* state) {
  HeldBy held_by = HeldByArticlesOf(proposal, nullptr);
  if (!held_by.empty() && proposal.writes.size() > 1) {
    ScratchSink sink;
    GroupState scratch(state, &sink);
    const ProposalOutcome trial = DecideInOrder(proposal, held_by, &scratch);
    held_by = HeldByArticlesOf(proposal, &trial);
  }
  return DecideInOrder(proposal, held_by, state);
}

// A refusal of one is a refusal of all.
ProposalOutcome RefuseAll(ProposalOutcome trial) {
  for (WriteOutcome& write : trial.writes) {
    if (!write.status.ok() && trial.status.ok()) trial.status = write.status;
    WriteOutcome refused;
    refused.name = std::move(write.name);
    refused.status = std::move(write.status);
    refused.outcome = v1::PUBLISH_OUTCOME_REJECTED;
    write = std::move(refused);
  }
  return trial;
}

bool AnyRefused(const ProposalOutcome& outcome) {
  return std::any_of(outcome.writes.begin(), outcome.writes.end(),
                     [](const WriteOutcome& write) { return !write.status.ok(); });
}

// The revision that the write was made from is not the current one any more. That is no answer: the
// same request is tried again on the newer one.
bool IsOvertaken(const WriteProposal& proposal, const ProposalOutcome& outcome) {
  return proposal.writes.size() == 1 && proposal.writes.front().expected_revision != 0 &&
         absl::IsAborted(outcome.writes.front().status);
}

// The item as it is now, for the caller that wrote it.
std::string ItemNow(const std::string& uri, const GroupState& state) {
  if (const auto row = state.Find(uri)) return ItemAt(row->sequence(), state);
  const auto held = state.FindHeld(uri);
  return held ? HeldItem(*held) : std::string();
}

}  // namespace

ProposalOutcome Group::Decide(const WriteProposal& proposal) {
  if (proposal.request_id.empty()) return DecideWrites(proposal);
  if (auto answered = Answered(proposal)) return *std::move(answered);
  ProposalOutcome outcome = DecideWrites(proposal);
  if (outcome.status.ok() && !IsOvertaken(proposal, outcome)) Remember(proposal, outcome);
  return outcome;
}

ProposalOutcome Group::Try(const WriteProposal& proposal) const {
  ScratchSink sink;
  GroupState scratch(&state_, &sink);
  ProposalOutcome outcome = DecideEach(proposal, &scratch);
  if (!scratch.error().ok() && error_.ok()) error_ = scratch.error();
  return proposal.atomic && AnyRefused(outcome) ? RefuseAll(std::move(outcome)) : outcome;
}

ProposalOutcome Group::DecideWrites(const WriteProposal& proposal) {
  // A write that is refused changes nothing, so only several need a trial.
  if (proposal.atomic && proposal.writes.size() > 1) {
    ProposalOutcome trial = Try(proposal);
    if (!trial.status.ok()) return trial;
  }
  ProposalOutcome outcome = DecideEach(proposal, &state_);
  return proposal.atomic && AnyRefused(outcome) ? RefuseAll(std::move(outcome)) : outcome;
}

bool Group::Decide(const ReleaseProposal& proposal) {
  state_.Advance(proposal.now);
  return ReleaseDue(kReleasesMax, &state_);
}

void Group::Decide(const RecordProposal& proposal) {
  for (const WriteGroup::Row& row : proposal.rows) state_.SetRow(row.table, row.key, row.value);
}

std::optional<ProposalOutcome> Group::Answered(const WriteProposal& proposal) {
  const std::optional<storage::RequestRow> row = state_.FindRequest(proposal.request_id);
  if (!row) return std::nullopt;
  ProposalOutcome outcome;
  if (row->fingerprint() != proposal.request_fingerprint) {
    outcome.status = MakeError(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                               "this request_id was used before with another body");
    return outcome;
  }
  v1::PublishResponse answer;
  NEWSWIRE_CHECK(answer.ParseFromString(row->answer()));
  for (v1::PublishResult& result : *answer.mutable_results()) {
    WriteOutcome write;
    write.name = std::move(*result.mutable_name());
    write.outcome = result.outcome();
    write.revision = result.revision();
    write.etag = std::move(*result.mutable_etag());
    write.position = ParsePosition(result.position()).value_or(Position());
    if (result.has_status()) {
      write.status = StatusOf(result.status());
    } else if (proposal.want_items) {
      const Sequence at = write.position.sequence;
      if (at != 0) write.item = ItemAt(at, state_);
      // Nothing was written then, or retention has passed it: the item as it is now.
      if (write.item.empty()) write.item = ItemNow(proposal.writes.front().draft.uri, state_);
    }
    outcome.writes.push_back(std::move(write));
  }
  return outcome;
}

void Group::Remember(const WriteProposal& proposal, const ProposalOutcome& outcome) {
  v1::PublishResponse answer;
  for (const WriteOutcome& write : outcome.writes) {
    v1::PublishResult& result = *answer.add_results();
    result.set_name(write.name);
    result.set_outcome(write.outcome);
    result.set_revision(write.revision);
    result.set_etag(write.etag);
    if (write.position.sequence != 0) result.set_position(FormatPosition(write.position));
    if (!write.status.ok()) *result.mutable_status() = ToRpcStatus(write.status);
  }
  storage::RequestRow row;
  row.set_fingerprint(proposal.request_fingerprint);
  row.set_answer(answer.SerializeAsString());
  row.set_time_us(absl::ToUnixMicros(proposal.proposed_at));
  state_.SetRequest(proposal.request_id, row);
}

}  // namespace newswire
