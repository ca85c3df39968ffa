#include "service/ops/maintenance.h"

#include <memory>

#include "service/core/proposal.h"

namespace newswire {

Maintenance::Maintenance(ProposalLog* log, const Clock* clock, absl::Duration interval)
    : log_(log), clock_(clock), interval_(interval), thread_([this] { Run(); }) {}

Maintenance::~Maintenance() {
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  thread_.join();
}

void Maintenance::Run() {
  while (true) {
    {
      const auto due = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return stopping_ || more_; };
      absl::MutexLock lock(&mu_);
      mu_.AwaitWithTimeout(absl::Condition(&due), interval_);
      if (stopping_) return;
      more_ = false;
    }
    auto proposal = std::make_shared<MaintenanceProposal>();
    proposal->now = clock_->Now();
    proposal->done = [this](bool more) {
      absl::MutexLock lock(&mu_);
      more_ = more;
    };
    // A full log has more urgent work; the next interval asks again.
    log_->Append(std::move(proposal)).status().IgnoreError();
  }
}

}  // namespace newswire
