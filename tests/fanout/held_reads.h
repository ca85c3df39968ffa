#ifndef NEWSWIRE_TESTS_FANOUT_HELD_READS_H_
#define NEWSWIRE_TESTS_FANOUT_HELD_READS_H_

#include <memory>
#include <thread>

#include "absl/synchronization/notification.h"
#include "service/core/read_pool.h"

namespace newswire {

// A pool of one thread whose reads wait until the test lets them run, so that the test alone
// decides what happens before what. One thread.
class HeldReads {
 public:
  // At most `jobs_max` reads wait; the next is refused.
  explicit HeldReads(std::size_t jobs_max) : pool_(1, jobs_max) { Hold(); }
  ~HeldReads() { gate_->open.Notify(); }

  ReadPool* pool() { return &pool_; }

  // Runs every read that waits, and returns when they are done.
  void RunAll() {
    gate_->open.Notify();
    Hold();
  }

 private:
  struct Gate {
    absl::Notification reached;
    absl::Notification open;
  };

  // Stops the pool behind what waits now.
  void Hold() {
    gate_ = std::make_shared<Gate>();
    const auto stop = [gate = gate_] {
      gate->reached.Notify();
      gate->open.WaitForNotification();
    };
    // The queue may be full of reads, which are running now.
    while (!pool_.Run(stop)) std::this_thread::yield();
    gate_->reached.WaitForNotification();
  }

  std::shared_ptr<Gate> gate_;
  ReadPool pool_;
};

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_FANOUT_HELD_READS_H_
