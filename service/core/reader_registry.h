#ifndef NEWSWIRE_SERVICE_CORE_READER_REGISTRY_H_
#define NEWSWIRE_SERVICE_CORE_READER_REGISTRY_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "service/core/clock.h"
#include "service/core/error.h"
#include "service/core/proposal.h"
#include "storage/store.h"

namespace newswire {

// [a-z0-9][a-z0-9._-]{0,63}, else READER_INVALID under `path`.
void CheckReaderName(std::string_view reader, std::string_view path, Violations* violations);

// How far the readers that give a name have come. Noted in memory at once and in the store a little
// later, in small batches: after a crash a reader may look a few seconds less far than it is, which
// errs on the side of a reader that is not asked. Any thread.
class ReaderRegistry {
 public:
  static constexpr std::size_t kReadersMax = 10'000;

  // Reads what the store knows. `clock` is borrowed and outlives it.
  static absl::StatusOr<std::unique_ptr<ReaderRegistry>> Load(const Store& store,
                                                              const Clock* clock);

  // The reader is about to get what follows `after`, and the log ended at `head` when it asked.
  // RESOURCE_EXHAUSTED / TOO_MANY_READERS for one name too many.
  absl::Status Begin(const std::string& reader, Sequence after, Sequence head);
  // It has been given everything it wants up to `through`. REQUIRES: Begin was OK.
  void Advance(const std::string& reader, Sequence through);

  // Everybody, as of now.
  std::map<std::string, storage::ReaderRow> Readers() const;
  // Rows that changed since the last call, as a proposal; null when there are none.
  std::shared_ptr<RecordProposal> TakeChanges();

 private:
  explicit ReaderRegistry(const Clock* clock) : clock_(clock) {}

  const Clock* const clock_;
  mutable absl::Mutex mu_;
  std::map<std::string, storage::ReaderRow> readers_ ABSL_GUARDED_BY(mu_);
  std::set<std::string> changed_ ABSL_GUARDED_BY(mu_);
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_READER_REGISTRY_H_
