#ifndef NEWSWIRE_CLIENT_BACKOFF_H_
#define NEWSWIRE_CLIENT_BACKOFF_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/time/time.h"

namespace newswire {

// A number in [0, 1). Tests put their own in.
using RandomUnit = std::function<double()>;
RandomUnit SystemRandom();

struct BackoffOptions {
  absl::Duration first = absl::Milliseconds(100);
  absl::Duration max = absl::Seconds(10);
};

// How long to wait before the next attempt: a random share of a bound that doubles from `first` to
// `max` ("full jitter", so that a thousand readers of a restarted server do not come back
// together). One thread.
class Backoff {
 public:
  explicit Backoff(const BackoffOptions& options, RandomUnit random = SystemRandom());

  absl::Duration Next();
  // Something worked: the next wait is short again.
  void Reset() { bound_ = options_.first; }

 private:
  const BackoffOptions options_;
  const RandomUnit random_;
  absl::Duration bound_;
};

// Waits, unless told not to. Any thread. Tests put one in that returns at once and remembers.
class Waiter {
 public:
  virtual ~Waiter() = default;
  // Returns after `duration`, or as soon as Interrupt was called, also before.
  virtual void Wait(absl::Duration duration) = 0;
  virtual void Interrupt() = 0;
};
std::unique_ptr<Waiter> MakeWaiter();

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_BACKOFF_H_
