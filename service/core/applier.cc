#include "service/core/applier.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/core/group.h"

namespace newswire {
namespace {

// One maintenance round removes at most this many rows, so that publishes wait milliseconds, not
// more.
constexpr std::uint64_t kMaintenanceRowsMax = 4096;

struct Answer {
  const WriteProposal* proposal;
  ProposalOutcome outcome;
};

void Deliver(std::vector<Answer>* answers) {
  for (Answer& answer : *answers) {
    if (answer.proposal->done) answer.proposal->done(std::move(answer.outcome));
  }
}

void RefuseAll(std::vector<Answer>* answers, const absl::Status& status) {
  for (Answer& answer : *answers) answer.outcome = ProposalOutcome{status, {}};
  Deliver(answers);
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
  Group group(store_, sink_);
  std::vector<Answer> answers;
  answers.reserve(proposals.size());
  absl::Status ready = failure_.ok() ? store_->CheckSpace() : failure_;
  for (const LoggedProposal& logged : proposals) {
    if (const auto* write = dynamic_cast<const WriteProposal*>(logged.proposal.get())) {
      answers.push_back({write, ready.ok() ? group.Decide(*write) : ProposalOutcome()});
    } else if (const auto* chore =
                   dynamic_cast<const MaintenanceProposal*>(logged.proposal.get())) {
      if (failure_.ok()) Maintain(*chore);
    }
  }
  if (absl::IsResourceExhausted(ready)) {
    ready = WithRetry(MakeError(ready.code(), "DISK_FULL", std::string(ready.message())),
                      absl::Seconds(10));
  }
  if (!ready.ok()) return RefuseAll(&answers, ready);
  if (const absl::Status status = CommitGroup(&group, proposals.back().position); !status.ok()) {
    Fail(status);
    return RefuseAll(&answers, failure_);
  }
  Deliver(&answers);
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
  if (!group->writes().entries.empty()) sink_->Publish(group->head());
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
