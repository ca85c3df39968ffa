#include "service/ops/maintenance.h"

#include <memory>

#include "service/core/proposal.h"

namespace newswire {

Maintenance::Maintenance(ProposalLog* log, const Clock* clock, absl::Duration interval)
    : log_(log), clock_(clock), interval_(interval), thread_([this] { Run(); }) {}

Maintenance::~Maintenance() {
  wake_.Stop();
  thread_.join();
}

void Maintenance::Run() {
  while (wake_.Wait(interval_) != WakeUp::Reason::kStopped) {
    auto proposal = std::make_shared<MaintenanceProposal>();
    proposal->now = clock_->Now();
    proposal->done = [this](bool more) {
      if (more) wake_.Call();
    };
    // A full log has more urgent work; the next interval asks again.
    log_->Append(std::move(proposal)).status().IgnoreError();
  }
}

}  // namespace newswire
