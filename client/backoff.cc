#include "client/backoff.h"

#include <algorithm>
#include <atomic>
#include <random>
#include <utility>

#include "absl/synchronization/notification.h"

namespace newswire {
namespace {

class SystemWaiter : public Waiter {
 public:
  void Wait(absl::Duration duration) override {
    interrupted_.WaitForNotificationWithTimeout(duration);
  }
  void Interrupt() override {
    // Twice is allowed for the caller, not for a Notification.
    if (!claimed_.exchange(true)) interrupted_.Notify();
  }

 private:
  std::atomic<bool> claimed_ = false;
  absl::Notification interrupted_;
};

}  // namespace

RandomUnit SystemRandom() {
  auto engine = std::make_shared<std::mt19937_64>(std::random_device{}());
  return [engine] { return std::uniform_real_distribution<double>(0.0, 1.0)(*engine); };
}

Backoff::Backoff(const BackoffOptions& options, RandomUnit random)
    : options_(options), random_(std::move(random)), bound_(options.first) {}

absl::Duration Backoff::Next() {
  const absl::Duration wait = bound_ * random_();
  bound_ = std::min(bound_ * 2, options_.max);
  return wait;
}

std::unique_ptr<Waiter> MakeWaiter() {
  return std::make_unique<SystemWaiter>();
}

}  // namespace newswire
