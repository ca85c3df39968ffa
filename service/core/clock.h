#ifndef NEWSWIRE_SERVICE_CORE_CLOCK_H_
#define NEWSWIRE_SERVICE_CORE_CLOCK_H_

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

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_CLOCK_H_
