#ifndef NEWSWIRE_STORAGE_WAKE_UP_H_
#define NEWSWIRE_STORAGE_WAKE_UP_H_

#include <condition_variable>
#include <mutex>

#include "absl/time/time.h"

namespace newswire {

// What a thread of ours waits for: a call, some time, or its end. Time is that of the monotonic
// clock. (A wait on an absl::Mutex lasts until a time of day, at least in the Abseil of 2022: when
// the clock of the machine is set back by an hour, it lasts an hour longer.) Any thread.
class WakeUp {
 public:
  enum class Reason { kCalled, kTime, kStopped };

  // Ends the wait that is under way, or else the next one.
  void Call();
  // Ends this wait and all that follow.
  void Stop();
  // At most `timeout`. One thread at a time.
  Reason Wait(absl::Duration timeout);
  // The same, but calls do not end it; they end the next one.
  Reason WaitForTime(absl::Duration timeout);

 private:
  // Guards what is below; std::mutex, because std::condition_variable waits by the monotonic clock.
  std::mutex mu_;
  std::condition_variable changed_;
  bool called_ = false;
  bool stopped_ = false;
};

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_WAKE_UP_H_
