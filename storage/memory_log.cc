#include "storage/memory_log.h"

#include "absl/strings/str_cat.h"
#include "storage/check.h"

namespace newswire {

MemoryLog::MemoryLog(const ProposalLogOptions& options)
    : start_after_(options.start_after),
      max_count_(options.max_count),
      max_bytes_(options.max_bytes),
      applied_(options.start_after) {}

absl::StatusOr<std::uint64_t> MemoryLog::Append(std::shared_ptr<const Proposal> proposal) {
  const std::size_t size = proposal->bytes();
  absl::MutexLock lock(&mu_);
  if (closed_) return absl::UnavailableError("the proposal log is closed");
  const std::uint64_t pending = LastLocked() - applied_;
  if (pending >= max_count_ || (pending > 0 && pending_bytes_ + size > max_bytes_)) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the proposal log is full (", pending, " of ", max_count_, " proposals)"));
  }
  kept_.push_back(std::move(proposal));
  bytes_ += size;
  pending_bytes_ += size;
  return LastLocked();
}

absl::Status MemoryLog::Read(std::uint64_t after, std::size_t max_count, std::size_t max_bytes,
                             std::vector<LoggedProposal>* out) {
  absl::MutexLock lock(&mu_);
  if (after < start_after_) {
    return absl::OutOfRangeError(absl::StrCat(
        "proposals after ", after, " are not here; this log starts after ", start_after_));
  }
  std::size_t taken_bytes = 0;
  for (std::uint64_t position = after + 1; position <= LastLocked(); ++position) {
    const auto& proposal = kept_[position - start_after_ - 1];
    const std::uint64_t taken = position - after - 1;
    if (taken == max_count || (taken > 0 && taken_bytes + proposal->bytes() > max_bytes)) break;
    taken_bytes += proposal->bytes();
    out->push_back({position, proposal});
  }
  return absl::OkStatus();
}

bool MemoryLog::Tail(std::uint64_t after) {
  absl::MutexLock lock(&mu_);
  auto ready = [this, after]()
                   ABSL_SHARED_LOCKS_REQUIRED(mu_) { return closed_ || LastLocked() > after; };
  mu_.Await(absl::Condition(&ready));
  return LastLocked() > after;
}

LogBounds MemoryLog::bounds() const {
  absl::MutexLock lock(&mu_);
  return {start_after_ + 1, LastLocked(), bytes_};
}

void MemoryLog::Applied(std::uint64_t position) {
  absl::MutexLock lock(&mu_);
  NEWSWIRE_CHECK(position <= LastLocked());
  // A second consumer replays what the first has applied: nothing to free then.
  for (; applied_ < position; ++applied_) {
    pending_bytes_ -= kept_[applied_ - start_after_]->bytes();
  }
}

void MemoryLog::Close() {
  absl::MutexLock lock(&mu_);
  closed_ = true;
}

}  // namespace newswire
