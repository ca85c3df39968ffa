#ifndef NEWSWIRE_SERVICE_CORE_APPLIER_H_
#define NEWSWIRE_SERVICE_CORE_APPLIER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/core/entry_sink.h"
#include "service/core/proposal.h"
#include "storage/proposal_log.h"
#include "storage/store.h"

namespace newswire {

class Group;

struct ApplierOptions {
  RetentionPolicy retention;
  // Answers to request ids are kept this long.
  absl::Duration request_ttl = absl::Hours(24 * 7);
  // A group takes at most this much from the log.
  std::size_t group_count_max = 1024;
  std::size_t group_bytes_max = 4 << 20;
  // Called on the applier's thread after a group with rows beside the log is visible; must not
  // block.
  std::function<void(const std::vector<WriteGroup::Row>&)> on_rows;
};

// The only writer of state: takes proposals from the log in order, decides each against the state
// it meets, and makes a whole group true with one synced write. Deterministic: the same proposals
// give the same entries, byte for byte, on every node and every replay.
//
// Fail-stop: after a failed write nothing is acknowledged any more and `on_failure` is called once;
// the process must end, because what the disk holds is unknown until it is read again.
//
// Runs its own thread from construction to Stop (or the end of a closed log).
class Applier {
 public:
  // Everything is borrowed and must outlive the applier.
  Applier(const ApplierOptions& options, Store* store, ProposalLog* log, EntrySink* sink,
          std::function<void(const absl::Status&)> on_failure);
  // Waits for the thread. REQUIRES: the log is closed, or will be by somebody else.
  ~Applier();

  // Waits until everything in the closed log is applied and answered.
  void Join();

 private:
  void Run();
  void ApplyGroup(const std::vector<LoggedProposal>& group);
  void DecideGroup(const std::vector<LoggedProposal>& group);
  void Maintain(const MaintenanceProposal& proposal);
  absl::Status CommitGroup(Group* group, std::uint64_t applied);
  void Fail(const absl::Status& status);

  const ApplierOptions options_;
  Store* const store_;
  ProposalLog* const log_;
  EntrySink* const sink_;
  const std::function<void(const absl::Status&)> on_failure_;

  // The applier's thread only.
  absl::Status failure_;
  std::uint64_t applied_ = 0;

  std::thread thread_;  // last: starts when everything above is ready
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_APPLIER_H_
