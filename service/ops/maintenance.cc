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
      absl::MutexLock lock(&mu_);
      if (mu_.AwaitWithTimeout(absl::Condition(&stopping_), interval_)) return;
    }
    auto proposal = std::make_shared<MaintenanceProposal>();
    proposal->now = clock_->Now();
    // A full log has more urgent work; the next interval asks again.
    log_->Append(std::move(proposal)).status().IgnoreError();
  }
}

}  // namespace newswire
