#ifndef NEWSWIRE_STORAGE_MEMORY_LOG_H_
#define NEWSWIRE_STORAGE_MEMORY_LOG_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/proposal_log.h"

namespace newswire {

// A log that keeps everything in memory, as a replicated stream would on disk: any number of
// consumers, one after the other, can read it from the start. For tests and for replaying the same
// proposals into a second store. Its limits count what is not applied yet.
class MemoryLog : public ProposalLog {
 public:
  explicit MemoryLog(const ProposalLogOptions& options);

  absl::StatusOr<std::uint64_t> Append(std::shared_ptr<const Proposal> proposal) override;
  absl::Status Read(std::uint64_t after, std::size_t max_count, std::size_t max_bytes,
                    std::vector<LoggedProposal>* out) override;
  bool Tail(std::uint64_t after) override;
  LogBounds bounds() const override;
  void Applied(std::uint64_t position) override;
  void Close() override;

 private:
  std::uint64_t LastLocked() const ABSL_SHARED_LOCKS_REQUIRED(mu_) {
    return start_after_ + kept_.size();
  }

  const std::uint64_t start_after_;
  const std::size_t max_count_;
  const std::size_t max_bytes_;

  mutable absl::Mutex mu_;
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::shared_ptr<const Proposal>> kept_ ABSL_GUARDED_BY(mu_);
  std::uint64_t applied_ ABSL_GUARDED_BY(mu_);
  std::size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;          // of everything kept
  std::size_t pending_bytes_ ABSL_GUARDED_BY(mu_) = 0;  // of what is not applied
};

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_MEMORY_LOG_H_
