#include "service/rpc/parked_calls.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"

namespace newswire {
namespace {

absl::Status NotReached(Sequence wanted, Sequence head) {
  return MakeError(absl::StatusCode::kDeadlineExceeded, "POSITION_NOT_REACHED",
                   absl::StrCat("min_position is sequence ", wanted, ", the feed has come to ",
                                head, " until the time was over"));
}

}  // namespace

bool ParkedCalls::Park(Sequence sequence, Time deadline, Resume resume) {
  if (!ended_.ok()) {
    resume(ended_);
    return true;
  }
  if (calls_.size() >= kCallsMax) return false;
  calls_.emplace(sequence, Parked{deadline, std::move(resume)});
  return true;
}

void ParkedCalls::Look(Sequence head, Time now) {
  // What goes on may park again.
  std::vector<std::pair<Resume, absl::Status>> ready;
  for (auto it = calls_.begin(); it != calls_.end();) {
    const bool reached = it->first <= head;
    if (!reached && now < it->second.deadline) {
      ++it;
      continue;
    }
    ready.emplace_back(std::move(it->second.resume),
                       reached ? absl::OkStatus() : NotReached(it->first, head));
    it = calls_.erase(it);
  }
  for (const auto& [resume, status] : ready) resume(status);
}

void ParkedCalls::EndAll(const absl::Status& status) {
  ended_ = status;
  const auto calls = std::exchange(calls_, {});
  for (const auto& [sequence, parked] : calls) parked.resume(status);
}

}  // namespace newswire
