#ifndef NEWSWIRE_STORAGE_PROPOSAL_LOG_H_
#define NEWSWIRE_STORAGE_PROPOSAL_LOG_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace newswire {

// What the log carries. Storage does not look inside.
class Proposal {
 public:
  virtual ~Proposal() = default;
  // Memory it takes, roughly; counts against the log's byte limit.
  virtual std::size_t bytes() const = 0;
};

struct LoggedProposal {
  std::uint64_t position = 0;
  // Shared because the proposer waits on it while the applier decides it.
  std::shared_ptr<const Proposal> proposal;
};

// Positions are dense. Everything in [first, last] can be read; the log is empty when
// first == last + 1.
struct LogBounds {
  std::uint64_t first = 1;
  std::uint64_t last = 0;
  std::size_t bytes = 0;
};

// Limits of a log. The answer to a producer beyond them is RESOURCE_EXHAUSTED.
struct ProposalLogOptions {
  // Position before the first proposal: the applied position of the store (HeadRow.applied).
  std::uint64_t start_after = 0;
  std::size_t max_count = 16'384;
  std::size_t max_bytes = 64 << 20;
};

// Gives proposals an order. What is appended is read by one consumer (the applier) that remembers
// in the store how far it got.
//
// Threads: every method from any thread; Tail and Read from one consumer at a time.
class ProposalLog {
 public:
  virtual ~ProposalLog() = default;

  // Appends one and returns its position. RESOURCE_EXHAUSTED when the bound (count or bytes) is
  // reached; UNAVAILABLE after Close. A proposal larger than the byte bound is taken when the log
  // is empty, so that no size of proposal waits for ever.
  virtual absl::StatusOr<std::uint64_t> Append(std::shared_ptr<const Proposal> proposal) = 0;

  // Appends to `out` what follows `after`, in order: at most `max_count`, and about `max_bytes` (at
  // least one when there is one). Nothing there is OK and adds nothing. OUT_OF_RANGE when it was
  // forgotten. Works after Close.
  virtual absl::Status Read(std::uint64_t after, std::size_t max_count, std::size_t max_bytes,
                            std::vector<LoggedProposal>* out) = 0;

  // Waits until there is something after `after`, or Close. False when closed and nothing is left.
  virtual bool Tail(std::uint64_t after) = 0;

  virtual LogBounds bounds() const = 0;

  // Everything up to `position` is applied and may be forgotten; frees the producers' room. A log
  // that keeps everything only frees the room.
  virtual void Applied(std::uint64_t position) = 0;

  // Refuses further appends and wakes the consumer. What was appended can still be read.
  // Idempotent.
  virtual void Close() = 0;
};

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_PROPOSAL_LOG_H_
