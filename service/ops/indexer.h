#ifndef NEWSWIRE_SERVICE_OPS_INDEXER_H_
#define NEWSWIRE_SERVICE_OPS_INDEXER_H_

#include <atomic>
#include <thread>

#include "absl/status/status.h"
#include "service/search/index.h"
#include "storage/wake_up.h"

namespace newswire {

// Keeps the index up to the log, with what the machine has left: under full load it falls behind
// and listings look at more entries themselves. The index is borrowed. Runs from construction to
// destruction.
class Indexer {
 public:
  explicit Indexer(Index* index);
  ~Indexer();

  // The log has grown. Any thread; does not block.
  void Wake();

 private:
  void Run();
  absl::Status CatchUp();

  Index* const index_;
  std::atomic<bool> stopping_{false};
  WakeUp wake_;
  std::thread thread_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_OPS_INDEXER_H_
