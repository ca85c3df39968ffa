#ifndef NEWSWIRE_CLIENT_BENCH_UNARY_CALLERS_H_
#define NEWSWIRE_CLIENT_BENCH_UNARY_CALLERS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "client/bench/histogram.h"
#include "client/bench/item_template.h"
#include "client/bench/loop.h"

namespace newswire::bench {

// How to call.
struct UnaryCallersOptions {
  std::string target;                   // "host:port"
  int callers = 64;                     // calls that wait for their answer at any time
  int connections = 8;                  // the callers are divided over them
  const ItemTemplate* items = nullptr;  // outlives the callers
  std::uint64_t first_id = 1;           // ids, and so names, are counted up from here
};

// Callers of CreateArticle that each wait for one answer before they call again; one thread serves
// them all. Methods are for one thread; Acknowledged() may be called from any.
class UnaryCallers {
 public:
  // Begins to call.
  explicit UnaryCallers(const UnaryCallersOptions& options);
  // As Stop().
  ~UnaryCallers();
  UnaryCallers(const UnaryCallers&) = delete;
  UnaryCallers& operator=(const UnaryCallers&) = delete;

  std::uint64_t Acknowledged() const { return acknowledged_.load(std::memory_order_relaxed); }
  std::uint64_t Sent() const { return sent_.load(std::memory_order_relaxed); }
  // Makes no more calls, waits for the answers of those that were made, and returns the first
  // error.
  absl::Status Stop();
  // From a call to its answer. REQUIRES: Stop() was called.
  Histogram Latency() const { return latency_; }

 private:
  class Caller;

  void Fail(const absl::Status& status);

  const UnaryCallersOptions options_;
  absl::Mutex mu_;
  absl::Status error_ ABSL_GUARDED_BY(mu_);
  std::atomic<std::uint64_t> sent_{0};
  std::atomic<std::uint64_t> acknowledged_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<int> calling_{0};                   // callers that wait for an answer
  Histogram latency_;                             // the thread's own
  std::vector<std::unique_ptr<Caller>> callers_;  // constant after construction
  std::unique_ptr<Loop> loop_;
};

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_UNARY_CALLERS_H_
