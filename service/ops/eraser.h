#ifndef NEWSWIRE_SERVICE_OPS_ERASER_H_
#define NEWSWIRE_SERVICE_OPS_ERASER_H_

#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/core/clock.h"
#include "service/core/reader_registry.h"
#include "service/search/index.h"
#include "storage/proposal_log.h"
#include "storage/rows.pb.h"
#include "storage/store.h"
#include "storage/wake_up.h"

namespace newswire {

// Work beside the log that may take its time: makes the bytes of cancelled items leave the disk and
// writes the receipts; notes how far readers have come. Runs from construction to destruction.
//
// While an erasure fails, or waits for a reader that holds an old view of the store, it is tried
// again after 1, 2, 4, ... rounds, 64 at most; another cancel is tried at once.
class Eraser {
 public:
  // How often the progress of readers is noted.
  static constexpr absl::Duration kRound = absl::Seconds(1);

  // Everything is borrowed and outlives it.
  struct Parts {
    Store* store;
    Index* index;
    ReaderRegistry* readers;
    ProposalLog* log;
    const Clock* clock;
  };
  explicit Eraser(const Parts& parts, absl::Duration round = kRound);
  ~Eraser();

  // Something was cancelled. Any thread; does not block.
  void Wake();

 private:
  void Run();
  using Pending = std::map<std::string, storage::ErasureRow>;  // by key
  // True when nothing is left to do.
  bool EraseAll();
  absl::Status Erase(const Pending& pending);
  void BackOff(const absl::Status& failure, std::size_t items);
  void WriteReceipts(const Pending& pending);
  void Propose(std::shared_ptr<RecordProposal> proposal);

  const Parts parts_;
  const absl::Duration round_;
  // The thread's own.
  int rounds_off_ = 0;   // length of the last pause; 0: the last attempt was none that failed
  int rounds_left_ = 0;  // of the pause
  absl::Time waits_since_ = absl::InfiniteFuture();

  WakeUp wake_;
  std::thread thread_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_OPS_ERASER_H_
