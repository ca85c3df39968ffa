#include "service/core/clock.h"

#include <algorithm>

namespace newswire {

SteadyClock::SteadyClock(const Clock* wall, Elapsed elapsed)
    : wall_(wall), elapsed_(std::move(elapsed)), last_(wall->Now()), last_elapsed_(elapsed_()) {}

absl::Time SteadyClock::Now() const {
  const absl::Time wall = wall_->Now();
  absl::MutexLock lock(&mu_);
  const absl::Duration elapsed = elapsed_();
  last_ = std::max(wall, last_ + (elapsed - last_elapsed_));
  last_elapsed_ = elapsed;
  return last_;
}

}  // namespace newswire
