#include "service/core/read_pool.h"

#include <utility>

namespace newswire {

ReadPool::ReadPool(std::size_t threads, std::size_t jobs_max) : jobs_max_(jobs_max) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

ReadPool::~ReadPool() {
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool ReadPool::Run(std::function<void()> job) {
  absl::MutexLock lock(&mu_);
  if (stopping_ || jobs_.size() >= jobs_max_) return false;
  jobs_.push_back(std::move(job));
  return true;
}

void ReadPool::Work() {
  while (true) {
    std::function<void()> job;
    {
      const auto something = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
        return stopping_ || !jobs_.empty();
      };
      absl::MutexLock lock(&mu_);
      mu_.Await(absl::Condition(&something));
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

}  // namespace newswire
