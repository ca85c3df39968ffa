#ifndef NEWSWIRE_SERVICE_OPS_ERASER_H_
#define NEWSWIRE_SERVICE_OPS_ERASER_H_

#include <thread>

#include "service/core/clock.h"
#include "service/core/reader_registry.h"
#include "service/search/index.h"
#include "storage/proposal_log.h"
#include "storage/store.h"
#include "storage/wake_up.h"

namespace newswire {

// Work beside the log that may take its time: makes the bytes of cancelled items leave the disk and
// writes the receipts; notes how far readers have come. Everything is borrowed and outlives it.
// Runs from construction to destruction.
class Eraser {
 public:
  Eraser(Store* store, Index* index, ReaderRegistry* readers, ProposalLog* log, const Clock* clock);
  ~Eraser();

  // Something was cancelled. Any thread; does not block.
  void Wake();

 private:
  void Run();
  // True when nothing is left to do.
  bool EraseAll();
  void Propose(std::shared_ptr<RecordProposal> proposal);

  Store* const store_;
  Index* const index_;
  ReaderRegistry* const readers_;
  ProposalLog* const log_;
  const Clock* const clock_;
  WakeUp wake_;
  std::thread thread_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_OPS_ERASER_H_
