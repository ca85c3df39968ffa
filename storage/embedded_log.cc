#include "storage/embedded_log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/check.h"

namespace newswire {

EmbeddedLog::EmbeddedLog(const ProposalLogOptions& options)
    : max_count_(options.max_count),
      max_bytes_(options.max_bytes),
      first_(options.start_after + 1) {}

absl::StatusOr<std::uint64_t> EmbeddedLog::Append(std::shared_ptr<const Proposal> proposal) {
  const std::size_t size = proposal->bytes();
  bool wake = false;
  std::uint64_t position = 0;
  {
    absl::MutexLock lock(&mu_);
    if (closed_) return absl::UnavailableError("the proposal log is closed: the server is ending");
    if (queue_.size() >= max_count_ || (!queue_.empty() && bytes_ + size > max_bytes_)) {
      return absl::ResourceExhaustedError(
          absl::StrCat("the proposal log is full (", queue_.size(), " of ", max_count_,
                       " proposals, ", bytes_, " of ", max_bytes_, " bytes): try again later"));
    }
    queue_.push_back({std::move(proposal), size});
    bytes_ += size;
    position = LastLocked();
    wake = std::exchange(consumer_waits_, false);
  }
  if (wake) arrived_.Signal();
  return position;
}

absl::Status EmbeddedLog::Read(std::uint64_t after, std::size_t max_count, std::size_t max_bytes,
                               std::vector<LoggedProposal>* out) {
  absl::MutexLock lock(&mu_);
  if (after + 1 < first_) {
    return absl::OutOfRangeError(
        absl::StrCat("proposals after ", after, " are forgotten; the oldest kept is ", first_));
  }
  std::size_t taken_bytes = 0;
  for (std::uint64_t position = after + 1; position <= LastLocked(); ++position) {
    const Element& element = queue_[position - first_];
    const std::uint64_t taken = position - after - 1;
    if (taken == max_count || (taken > 0 && taken_bytes + element.bytes > max_bytes)) break;
    taken_bytes += element.bytes;
    out->push_back({position, element.proposal});
  }
  return absl::OkStatus();
}

bool EmbeddedLog::Tail(std::uint64_t after) {
  absl::MutexLock lock(&mu_);
  while (LastLocked() <= after) {
    if (closed_) return false;
    consumer_waits_ = true;
    arrived_.Wait(&mu_);
  }
  return true;
}

LogBounds EmbeddedLog::bounds() const {
  absl::MutexLock lock(&mu_);
  return {first_, LastLocked(), bytes_};
}

void EmbeddedLog::Applied(std::uint64_t position) {
  // Freed after the lock is released: a proposal may hold megabytes.
  std::vector<Element> done;
  absl::MutexLock lock(&mu_);
  NEWSWIRE_CHECK(position <= LastLocked());
  while (first_ <= position) {
    bytes_ -= queue_.front().bytes;
    done.push_back(std::move(queue_.front()));
    queue_.pop_front();
    ++first_;
  }
}

void EmbeddedLog::Close() {
  absl::MutexLock lock(&mu_);
  closed_ = true;
  consumer_waits_ = false;
  arrived_.SignalAll();
}

}  // namespace newswire
