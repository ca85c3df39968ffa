#ifndef NEWSWIRE_STORAGE_EMBEDDED_LOG_H_
#define NEWSWIRE_STORAGE_EMBEDDED_LOG_H_

#include <deque>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/proposal_log.h"

namespace newswire {

// The log of a single machine: a bounded queue in front of the applier. It is not durable and need
// not be: nothing is acknowledged before the applier's own synced write, so what a crash forgets
// was never promised. Forgets what is applied.
class EmbeddedLog : public ProposalLog {
 public:
  explicit EmbeddedLog(const ProposalLogOptions& options);

  absl::StatusOr<std::uint64_t> Append(std::shared_ptr<const Proposal> proposal) override;
  absl::Status Read(std::uint64_t after, std::size_t max_count, std::size_t max_bytes,
                    std::vector<LoggedProposal>* out) override;
  bool Tail(std::uint64_t after) override;
  LogBounds bounds() const override;
  void Applied(std::uint64_t position) override;
  void Close() override;

 private:
  std::uint64_t LastLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return first_ + queue_.size() - 1;
  }

  const std::size_t max_count_;
  const std::size_t max_bytes_;

  // Held for a few instructions only; never while a proposal is destroyed.
  mutable absl::Mutex mu_;
  // Signalled only when the consumer waits: an append to a busy log makes no system call.
  absl::CondVar arrived_;
  bool consumer_waits_ ABSL_GUARDED_BY(mu_) = false;
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
  std::uint64_t first_ ABSL_GUARDED_BY(mu_);
  std::size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
  struct Element {
    std::shared_ptr<const Proposal> proposal;
    std::size_t bytes;
  };
  std::deque<Element> queue_ ABSL_GUARDED_BY(mu_);
};

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_EMBEDDED_LOG_H_
