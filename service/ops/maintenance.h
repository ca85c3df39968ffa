#ifndef NEWSWIRE_SERVICE_OPS_MAINTENANCE_H_
#define NEWSWIRE_SERVICE_OPS_MAINTENANCE_H_

#include <thread>

#include "absl/time/time.h"
#include "service/core/clock.h"
#include "storage/proposal_log.h"
#include "storage/wake_up.h"

namespace newswire {

// Asks the applier for maintenance at intervals, through the log; again at once while a round
// leaves work behind, so that retention keeps up with any rate and writes still go in between. Runs
// from construction to destruction. Everything is borrowed and outlives it.
//
// REQUIRES at destruction: the applier has ended, so that no round is under way.
class Maintenance {
 public:
  Maintenance(ProposalLog* log, const Clock* clock, absl::Duration interval);
  ~Maintenance();

 private:
  void Run();

  ProposalLog* const log_;
  const Clock* const clock_;
  const absl::Duration interval_;
  WakeUp wake_;  // called when the last round left work behind
  std::thread thread_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_OPS_MAINTENANCE_H_
