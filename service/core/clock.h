#ifndef NEWSWIRE_SERVICE_CORE_CLOCK_H_
#define NEWSWIRE_SERVICE_CORE_CLOCK_H_

#include <chrono>
#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace newswire {

// Tells the time of day. Any thread. Tests put their own in.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

class SystemClock : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

// The time of day, but never earlier than it was: when the wall clock steps back, this one goes on
// at the pace of the monotonic clock until the wall has caught up. Any thread.
class SteadyClock : public Clock {
 public:
  // Time since some moment, that nobody sets; absl::Duration of CLOCK_MONOTONIC unless a test says
  // otherwise.
  using Elapsed = std::function<absl::Duration()>;
  static absl::Duration Monotonic() {
    return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
  }
  // `wall` is borrowed and outlives it.
  explicit SteadyClock(const Clock* wall, Elapsed elapsed = Monotonic);
  absl::Time Now() const override;

 private:
  const Clock* const wall_;
  const Elapsed elapsed_;
  mutable absl::Mutex mu_;
  mutable absl::Time last_ ABSL_GUARDED_BY(mu_);
  mutable absl::Duration last_elapsed_ ABSL_GUARDED_BY(mu_);
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_CLOCK_H_
