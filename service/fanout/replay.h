#ifndef NEWSWIRE_SERVICE_FANOUT_REPLAY_H_
#define NEWSWIRE_SERVICE_FANOUT_REPLAY_H_

#include <grpcpp/support/byte_buffer.h>

#include <functional>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "service/core/page_reader.h"
#include "service/core/read_pool.h"
#include "service/fanout/chunk.h"
#include "storage/store.h"

namespace newswire {

// Entries that were picked for one reader, ready to be sent.
struct Page {
  bool empty = true;         // nothing was picked; `message` is then unset
  grpc::ByteBuffer message;  // at most Audience::kBatchBytesMax, or one entry
  Place through;             // everything up to here was looked at
  absl::Time through_time;   // as EntryPage::through_time
  bool complete = false;     // as EntryPage::complete
};

// Older entries, read from disk into chunks that all readers share: many that reconnect at once
// read each chunk once. Readers that want only a part of the past get pages of their own. Any
// thread.
class Replay {
 public:
  // A chunk ends before the next multiple of this sequence, so that readers which began at
  // different places soon ask for the same chunks.
  static constexpr Sequence kAlignment = 256;
  static constexpr std::size_t kChunkBytes = 1 << 20;

  // Borrowed; both outlive it. Keeps the chunks used last, up to `cache_bytes`.
  Replay(Store* store, ReadPool* pool, std::size_t cache_bytes);

  // OUT_OF_RANGE when retention has passed `from`; RESOURCE_EXHAUSTED when too many reads wait.
  using Done = std::function<void(absl::StatusOr<std::shared_ptr<const Chunk>>)>;
  // Fetches a chunk that begins with `from`. Calls `done` exactly once, on this thread or another.
  // REQUIRES: from <= head.
  void Fetch(Sequence from, Done done);
  // Entries that were read before have other bytes now: nothing of it is given out any more.
  void Forget();

  // Reads the page behind `after`. Calls `done` exactly once, on this thread or another. Errors of
  // PageReader::Read, and RESOURCE_EXHAUSTED when too many reads wait. Nothing else may use
  // `reader` before.
  using PageDone = std::function<void(absl::StatusOr<Page>)>;
  void FetchPage(std::shared_ptr<PageReader> reader, const Place& after, const PageDone& done);

 private:
  using ChunkPtr = std::shared_ptr<const Chunk>;

  absl::StatusOr<ChunkPtr> Read(Sequence from) const;
  void Load(Sequence from);
  void Keep(const ChunkPtr& chunk) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  Store* const store_;
  ReadPool* const pool_;
  const std::size_t cache_bytes_;

  absl::Mutex mu_;
  std::list<ChunkPtr> used_ ABSL_GUARDED_BY(mu_);  // most recent first
  std::unordered_map<Sequence, std::list<ChunkPtr>::iterator> cache_ ABSL_GUARDED_BY(mu_);
  std::size_t cached_bytes_ ABSL_GUARDED_BY(mu_) = 0;
  std::uint64_t generation_ ABSL_GUARDED_BY(mu_) = 0;  // counts Forget
  // Who waits for a chunk that is being read. Bounded by the number of streams.
  std::unordered_map<Sequence, std::vector<Done>> waiting_ ABSL_GUARDED_BY(mu_);
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_FANOUT_REPLAY_H_
