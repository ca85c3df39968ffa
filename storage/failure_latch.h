#ifndef NEWSWIRE_STORAGE_FAILURE_LATCH_H_
#define NEWSWIRE_STORAGE_FAILURE_LATCH_H_

#include <atomic>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace newswire {

// Remembers the first failure for ever. After a failed sync nobody knows what the disk holds, so
// nothing may be written until the process has started again. Any thread.
class FailureLatch {
 public:
  void Set(const absl::Status& failure) {
    absl::MutexLock lock(&mu_);
    if (!failure_.ok()) return;
    failure_ = failure;
    failed_.store(true, std::memory_order_release);
  }

  // OK, or the first failure.
  absl::Status Get() const {
    if (!failed_.load(std::memory_order_acquire)) return absl::OkStatus();
    absl::MutexLock lock(&mu_);
    return failure_;
  }

 private:
  // So that the check before every commit takes no lock.
  std::atomic<bool> failed_{false};
  mutable absl::Mutex mu_;
  absl::Status failure_ ABSL_GUARDED_BY(mu_);
};

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_FAILURE_LATCH_H_
