#ifndef NEWSWIRE_SERVICE_CORE_READ_POOL_H_
#define NEWSWIRE_SERVICE_CORE_READ_POOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace newswire {

// A few threads that may block on the disk, so that I/O threads never do. Any thread may call.
class ReadPool {
 public:
  // At most `jobs_max` jobs wait at a time.
  ReadPool(std::size_t threads, std::size_t jobs_max);
  // Runs what was accepted, then ends.
  ~ReadPool();

  // Runs `job` on one of the threads. False when too many are waiting: the caller answers
  // RESOURCE_EXHAUSTED and the reader tries again.
  [[nodiscard]] bool Run(std::function<void()> job);

 private:
  void Work();

  const std::size_t jobs_max_;
  absl::Mutex mu_;
  std::deque<std::function<void()>> jobs_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_READ_POOL_H_
