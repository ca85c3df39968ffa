#include "service/core/applier.h"

#include <functional>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/core/group.h"
#include "storage/check.h"

namespace newswire {
namespace {

// One maintenance round removes at most this many rows, so that publishes wait milliseconds, not
// more.
constexpr std::uint64_t kMaintenanceRowsMax = 4096;

// Tells a proposer what became of a proposal, when the group is durable or when it is not.
using Answer = std::function<void(const absl::Status& committed)>;

void Deliver(const std::vector<Answer>& answers, const absl::Status& committed) {
  for (const Answer& answer : answers) answer(committed);
}

Answer DecideWrite(const WriteProposal& write, Group* group) {
  // Shared, because a function must be copyable; the outcome is moved out once.
  auto outcome = std::make_shared<ProposalOutcome>(group->Decide(write));
  return [&write, outcome](const absl::Status& committed) {
    if (!write.done) return;
    write.done(committed.ok() ? std::move(*outcome) : ProposalOutcome{committed, {}});
  };
}

Answer DecideRelease(const ReleaseProposal& release, Group* group) {
  group->Decide(release);
  return [&release](const absl::Status& committed) {
    if (release.done) release.done(committed);
  };
}

Answer DecideRecord(const RecordProposal& record, Group* group) {
  group->Decide(record);
  return [&record](const absl::Status& committed) {
    if (record.done) record.done(committed);
  };
}

// What is decided when nothing can be written.
Answer Refuse(const Proposal& proposal) {
  return [&proposal](const absl::Status& why) {
    if (const auto* write = dynamic_cast<const WriteProposal*>(&proposal)) {
      if (write->done) write->done(ProposalOutcome{why, {}});
    } else if (const auto* release = dynamic_cast<const ReleaseProposal*>(&proposal)) {
      if (release->done) release->done(why);
    } else if (const auto* record = dynamic_cast<const RecordProposal*>(&proposal)) {
      if (record->done) record->done(why);
    }
  };
}

Answer DecideAny(const Proposal& proposal, Group* group) {
  if (const auto* write = dynamic_cast<const WriteProposal*>(&proposal)) {
    return DecideWrite(*write, group);
  }
  if (const auto* release = dynamic_cast<const ReleaseProposal*>(&proposal)) {
    return DecideRelease(*release, group);
  }
  const auto* record = dynamic_cast<const RecordProposal*>(&proposal);
  NEWSWIRE_CHECK(record != nullptr);
  return DecideRecord(*record, group);
}

}  // namespace

Applier::Applier(const ApplierOptions& options, Store* store, ProposalLog* log, EntrySink* sink,
                 std::function<void(const absl::Status&)> on_failure)
    : options_(options),
      store_(store),
      log_(log),
      sink_(sink),
      on_failure_(std::move(on_failure)),
      applied_(store->head().applied()),
      thread_([this] { Run(); }) {}

Applier::~Applier() {
  Join();
}

void Applier::Join() {
  if (thread_.joinable()) thread_.join();
}

void Applier::Run() {
  std::vector<LoggedProposal> group;
  while (log_->Tail(applied_)) {
    group.clear();
    const absl::Status read =
        log_->Read(applied_, options_.group_count_max, options_.group_bytes_max, &group);
    if (!read.ok()) return Fail(read);
    ApplyGroup(group);
    applied_ = group.back().position;
    log_->Applied(applied_);
  }
}

void Applier::ApplyGroup(const std::vector<LoggedProposal>& proposals) {
  DecideGroup(proposals);
  // Not before the commit: what the group has decided stands on the floor as it was.
  for (const LoggedProposal& logged : proposals) {
    const auto* chore = dynamic_cast<const MaintenanceProposal*>(logged.proposal.get());
    if (chore != nullptr && failure_.ok()) Maintain(*chore);
  }
}

void Applier::DecideGroup(const std::vector<LoggedProposal>& proposals) {
  Group group(store_, sink_);
  std::vector<Answer> answers;
  answers.reserve(proposals.size());
  absl::Status ready = failure_.ok() ? store_->CheckSpace() : failure_;
  for (const LoggedProposal& logged : proposals) {
    const Proposal& proposal = *logged.proposal;
    if (dynamic_cast<const MaintenanceProposal*>(&proposal) != nullptr) continue;
    answers.push_back(ready.ok() ? DecideAny(proposal, &group) : Refuse(proposal));
  }
  if (absl::IsResourceExhausted(ready)) {
    ready = WithRetry(MakeError(ready.code(), "DISK_FULL", std::string(ready.message())),
                      absl::Seconds(10));
  }
  if (!ready.ok()) return Deliver(answers, ready);
  if (const absl::Status status = CommitGroup(&group, proposals.back().position); !status.ok()) {
    Fail(status);
    return Deliver(answers, failure_);
  }
  Deliver(answers, absl::OkStatus());
}

absl::Status Applier::CommitGroup(Group* group, std::uint64_t applied) {
  absl::Status status = group->error();
  if (status.ok() && group->empty()) return status;
  group->mutable_writes()->head.set_applied(applied);
  if (status.ok()) status = store_->Commit(group->writes());
  if (!status.ok()) {
    sink_->Drop();
    return status;
  }
  if (!group->writes().entries.empty() || !group->writes().overwrites.empty()) {
    sink_->Publish(group->head());
  }
  if (options_.on_rows && !group->writes().rows.empty()) options_.on_rows(group->writes().rows);
  return status;
}

void Applier::Maintain(const MaintenanceProposal& proposal) {
  const auto trimmed = store_->Trim(options_.retention, proposal.now, kMaintenanceRowsMax);
  absl::Status status = trimmed.status();
  if (status.ok()) {
    status = store_->ExpireRequests(proposal.now - options_.request_ttl, kMaintenanceRowsMax);
  }
  if (!status.ok()) return Fail(status);
  if (proposal.done) proposal.done(*trimmed > 0);
}

void Applier::Fail(const absl::Status& status) {
  if (!failure_.ok()) return;
  failure_ =
      MakeError(absl::StatusCode::kUnavailable, "WRITE_FAILED",
                absl::StrCat("the server could not write and is stopping; whether this write "
                             "happened is unknown, repeat it with the same content: ",
                             status.message()));
  on_failure_(status);
}

}  // namespace newswire
