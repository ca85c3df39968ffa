#include "storage/wake_up.h"

#include <algorithm>

namespace newswire {
namespace {

// Without a limit the sum with the clock could overflow.
std::chrono::nanoseconds Limited(absl::Duration timeout) {
  return absl::ToChronoNanoseconds(std::min(timeout, absl::Hours(24 * 365)));
}

}  // namespace

void WakeUp::Call() {
  const std::lock_guard<std::mutex> lock(mu_);
  called_ = true;
  changed_.notify_one();
}

void WakeUp::Stop() {
  const std::lock_guard<std::mutex> lock(mu_);
  stopped_ = true;
  changed_.notify_one();
}

WakeUp::Reason WakeUp::Wait(absl::Duration timeout) {
  std::unique_lock<std::mutex> lock(mu_);
  const bool wanted =
      changed_.wait_for(lock, Limited(timeout), [this] { return called_ || stopped_; });
  if (stopped_) return Reason::kStopped;
  called_ = false;
  return wanted ? Reason::kCalled : Reason::kTime;
}

WakeUp::Reason WakeUp::WaitForTime(absl::Duration timeout) {
  std::unique_lock<std::mutex> lock(mu_);
  const bool stopped = changed_.wait_for(lock, Limited(timeout), [this] { return stopped_; });
  return stopped ? Reason::kStopped : Reason::kTime;
}

}  // namespace newswire
