#ifndef NEWSWIRE_SERVICE_OPS_RELEASE_TIMER_H_
#define NEWSWIRE_SERVICE_OPS_RELEASE_TIMER_H_

#include <atomic>
#include <thread>

#include "absl/time/time.h"
#include "service/core/clock.h"
#include "storage/proposal_log.h"
#include "storage/store.h"
#include "storage/wake_up.h"

namespace newswire {

// Proposes the release of held items at their time: never before the clock says so, and some
// milliseconds after. Sleeps until the next item is due; Wake tells it that another one may be
// first. Everything is borrowed and outlives it. Runs from construction to destruction.
//
// REQUIRES at destruction: the applier has ended, so that no round is under way.
class ReleaseTimer {
 public:
  ReleaseTimer(const Store* store, ProposalLog* log, const Clock* clock);
  ~ReleaseTimer();

  // Something changed about what is held. Any thread; does not block.
  void Wake();
  // Returns when everything that is overdue now is published. For the start, before the first
  // write.
  void ReleaseOverdue();

 private:
  void Run();
  // When the next item is due; infinite when none is.
  absl::Time NextDue() const;
  void Propose();

  const Store* const store_;
  ProposalLog* const log_;
  const Clock* const clock_;

  WakeUp wake_;
  std::atomic<bool> under_way_{false};  // a round was proposed and is not applied yet
  std::atomic<bool> refused_{false};    // the last round was not written
  std::thread thread_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_OPS_RELEASE_TIMER_H_
