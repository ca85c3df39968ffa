#ifndef NEWSWIRE_CLIENT_BENCH_PUBLISHERS_H_
#define NEWSWIRE_CLIENT_BENCH_PUBLISHERS_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "client/bench/histogram.h"
#include "client/bench/item_template.h"
#include "client/bench/loop.h"

namespace newswire::bench {

// What to publish and how quickly.
struct PublishersOptions {
  std::string target;                    // "host:port"
  int streams = 4;                       // PublishStream calls, each on its own connection
  std::uint64_t window = 256;            // items of a stream that wait for their answer
  std::uint64_t items_per_message = 16;  // at most; less when less may be sent
  double rate = 0;                       // items a second of all streams together; 0: no limit
  const ItemTemplate* items = nullptr;   // outlives the publishers
  std::uint64_t first_id = 1;            // ids, and so names, are counted up from here
  // When set: how many items may have been sent in all by now. Called on the publishers' thread.
  std::function<std::uint64_t()> allowance;
};

// Pipelined PublishStream calls on one thread. Methods are for one thread; Acknowledged() and
// Sent() may be called from any.
class Publishers {
 public:
  // Connects and begins to publish.
  explicit Publishers(const PublishersOptions& options);
  // Cancels what is still open.
  ~Publishers();
  Publishers(const Publishers&) = delete;
  Publishers& operator=(const Publishers&) = delete;

  std::uint64_t Sent() const { return sent_.load(std::memory_order_relaxed); }
  std::uint64_t Acknowledged() const { return acknowledged_.load(std::memory_order_relaxed); }
  // OK until an item is refused or a stream fails.
  absl::Status FirstError() const;
  // Sends nothing more, waits for the answers to what was sent and closes the streams. The first
  // error, or DEADLINE_EXCEEDED.
  absl::Status Drain(absl::Duration limit);
  // From sending an item to its answer. REQUIRES: Drain() was called.
  Histogram Latency() const { return latency_; }

 private:
  class Stream;

  void Pump();
  // How many items may be sent now, at most `wanted`, and when the first of them was due.
  std::uint64_t Allowed(std::uint64_t wanted, std::int64_t now, std::int64_t* due) const;
  void Fail(const absl::Status& status);

  const PublishersOptions options_;
  const std::int64_t start_nanos_;
  mutable absl::Mutex mu_;
  absl::Status error_ ABSL_GUARDED_BY(mu_);
  std::atomic<std::uint64_t> sent_{0};
  std::atomic<std::uint64_t> acknowledged_{0};
  std::atomic<bool> draining_{false};
  std::atomic<int> open_{0};        // streams whose call has not ended
  std::atomic<bool> ready_{false};  // streams_ is complete; before that the thread must not look
  Histogram latency_;               // the thread's own
  std::vector<std::unique_ptr<Stream>> streams_;  // constant once ready_
  std::unique_ptr<Loop> loop_;
};

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_PUBLISHERS_H_
