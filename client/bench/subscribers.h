#ifndef NEWSWIRE_CLIENT_BENCH_SUBSCRIBERS_H_
#define NEWSWIRE_CLIENT_BENCH_SUBSCRIBERS_H_

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
#include "client/bench/entry_reader.h"
#include "client/bench/histogram.h"
#include "client/bench/loop.h"

namespace newswire::bench {

// Where and how to read.
struct SubscribersOptions {
  std::string target;  // "host:port"
  int count = 1;       // streams, each on its own connection
  int threads = 1;
  Depth depth = Depth::kWhole;
  std::uint64_t after_sequence = 0;  // every stream begins behind this one
};

// What they all got since they began.
struct Delivered {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;  // of messages, as gRPC hands them over
  std::uint64_t messages = 0;
};

// Many Subscribe streams at once. Every message is parsed whole, and every entry must follow the
// one before it. Streams are divided over the threads and stay with theirs. The public methods are
// for one thread, except that SlowestSequence() may be called from any.
class Subscribers {
 public:
  // Opens all streams; see WaitUntilOpened().
  explicit Subscribers(const SubscribersOptions& options);
  // Cancels what is still open.
  ~Subscribers();
  Subscribers(const Subscribers&) = delete;
  Subscribers& operator=(const Subscribers&) = delete;

  // Waits until every stream got its first frame. The error of a stream that failed, or
  // DEADLINE_EXCEEDED.
  absl::Status WaitUntilOpened(absl::Duration limit);
  // Waits until every stream has the entry `sequence`. Errors as above.
  absl::Status WaitUntilDelivered(std::uint64_t sequence, absl::Duration limit) const;
  // Waits for `period` unless a stream fails.
  absl::Status WaitFor(absl::Duration period);

  // OK until a stream fails. May be called from any thread.
  absl::Status FirstError() const;
  // The newest sequence that every stream has.
  std::uint64_t SlowestSequence() const;
  Delivered Read() const;
  // When the last message so far arrived, in MonotonicNanos().
  std::int64_t LastArrivalNanos() const;

  // Ends all streams.
  void Stop();
  // From the stamps of the entries to their arrival. REQUIRES: Stop() was called.
  Histogram Latency() const;

 private:
  class Stream;
  struct Lane;

  absl::Status WaitUntil(const std::function<bool()>& reached, absl::Duration limit) const;
  void Fail(const absl::Status& status);

  mutable absl::Mutex mu_;
  absl::Status error_ ABSL_GUARDED_BY(mu_);
  std::atomic<int> opened_{0};
  std::atomic<int> open_{0};  // streams whose call has not ended
  std::atomic<bool> stopping_{false};
  std::vector<std::unique_ptr<Lane>> lanes_;      // constant after construction
  std::vector<std::unique_ptr<Stream>> streams_;  // constant after construction
};

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_SUBSCRIBERS_H_
