#ifndef NEWSWIRE_SERVICE_RPC_PARKED_CALLS_H_
#define NEWSWIRE_SERVICE_RPC_PARKED_CALLS_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>

#include "absl/status/status.h"
#include "storage/position.h"

namespace newswire {

// Calls that wait until the feed has come to a sequence. One thread.
class ParkedCalls {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Resume = std::function<void(const absl::Status&)>;
  static constexpr std::size_t kCallsMax = 1'000;

  // False when too many wait; `resume` is then not called, else exactly once.
  [[nodiscard]] bool Park(Sequence sequence, Time deadline, Resume resume);
  // Goes on with those that have what they wait for, and ends those whose time is over:
  // DEADLINE_EXCEEDED / POSITION_NOT_REACHED.
  void Look(Sequence head, Time now);
  // Ends all of them, and those that come later at once.
  void EndAll(const absl::Status& status);

 private:
  struct Parked {
    Time deadline;
    Resume resume;
  };
  std::multimap<Sequence, Parked> calls_;
  absl::Status ended_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_PARKED_CALLS_H_
