#ifndef NEWSWIRE_CLIENT_BENCH_LOOP_H_
#define NEWSWIRE_CLIENT_BENCH_LOOP_H_

#include <grpcpp/completion_queue.h>

#include <functional>
#include <thread>

#include "absl/time/time.h"

namespace newswire::bench {

// What to do when an operation on a completion queue ends. Its address is the operation's tag, so
// that it must live until it ran. The loop's thread runs it.
struct Completion {
  std::function<void(bool ok)> run;
};

// One completion queue and the thread that serves it.
class Loop {
 public:
  // `on_tick`, when given, runs on the loop's thread after every completion and at least every
  // `tick`.
  Loop() : Loop(nullptr, absl::InfiniteDuration()) {}
  Loop(std::function<void()> on_tick, absl::Duration tick);
  // REQUIRES: whoever uses the queue starts no more operations.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  grpc::CompletionQueue* queue() { return &queue_; }

 private:
  void Serve();

  const std::function<void()> on_tick_;
  const absl::Duration tick_;
  grpc::CompletionQueue queue_;  // thread-safe by itself
  std::thread thread_;           // last: it uses everything above
};

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_LOOP_H_
