#ifndef NEWSWIRE_SERVICE_RPC_CONTEXT_H_
#define NEWSWIRE_SERVICE_RPC_CONTEXT_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "service/core/clock.h"
#include "service/core/proposal.h"
#include "service/core/read_pool.h"
#include "service/core/reader_registry.h"
#include "service/fanout/ring.h"
#include "service/search/index.h"
#include "storage/proposal_log.h"
#include "storage/store.h"

namespace newswire {

// What every call needs. All pointers are borrowed and outlive every call. Any thread.
struct ServerContextData {
  Store* store = nullptr;
  ProposalLog* log = nullptr;
  Ring* ring = nullptr;
  ReadPool* reads = nullptr;
  ReaderRegistry* readers = nullptr;
  Index* index = nullptr;
  const Clock* clock = nullptr;
  bool synced = true;
  RetentionPolicy retention;
  absl::Time start_time;
};

// The door for writes: open, or closed for a reason. Any thread.
class WriteGate {
 public:
  explicit WriteGate(ProposalLog* log) : log_(log) {}

  // Closes it with a reason (DRAINING, WRITE_FAILED); the first reason stays.
  void Close(std::string_view reason) {
    absl::MutexLock lock(&mu_);
    if (reason_.empty()) reason_ = std::string(reason);
  }
  // Empty while open.
  std::string reason() const {
    absl::MutexLock lock(&mu_);
    return reason_;
  }
  // Hands a proposal to the log. After an error `done` is never called:
  // UNAVAILABLE (closed), RESOURCE_EXHAUSTED / OVERLOADED (the log is full).
  absl::Status Propose(std::shared_ptr<const Proposal> proposal);

 private:
  ProposalLog* const log_;
  mutable absl::Mutex mu_;
  std::string reason_ ABSL_GUARDED_BY(mu_);
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_CONTEXT_H_
