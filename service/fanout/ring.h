#ifndef NEWSWIRE_SERVICE_FANOUT_RING_H_
#define NEWSWIRE_SERVICE_FANOUT_RING_H_

#include <atomic>
#include <deque>
#include <functional>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "service/core/entry_sink.h"
#include "service/fanout/chunk.h"
#include "storage/position.h"

namespace newswire {

// The newest entries, in memory. The applier writes each entry once, here; subscribers read the
// same bytes. Bounded by bytes: the oldest chunk leaves when a new one would pass the bound, and
// readers that still need it go on from disk.
//
// Threads: EntrySink's calls by the applier; the rest by anybody.
class Ring : public EntrySink {
 public:
  // Bytes of one chunk. An entry that is larger gets a chunk of its own.
  static constexpr std::size_t kChunkBytes = 1 << 20;

  // Begins empty after `head`. `on_publish` is called by the applier after every group and must not
  // block.
  Ring(std::size_t bytes_max, const Position& head, std::function<void()> on_publish);

  // EntrySink.
  char* Reserve(std::size_t bytes) override;
  void Append(Sequence sequence, std::size_t bytes) override;
  void Publish(const Position& head) override;
  void Drop() override;

  // Newest published position.
  Position head() const;
  // The same, only its sequence; cheap.
  Sequence head_sequence() const { return head_sequence_.load(std::memory_order_acquire); }
  // The chunk that holds an entry; null when the ring no longer has it, or not yet.
  std::shared_ptr<const Chunk> Find(Sequence sequence) const;

 private:
  const std::size_t bytes_max_;
  const std::function<void()> on_publish_;

  // The applier's. Chunks that begin with this group and are not published yet, oldest first; the
  // first may also be the open end of the ring.
  std::deque<std::shared_ptr<Chunk>> open_;
  Sequence next_;

  mutable absl::Mutex mu_;
  std::deque<std::shared_ptr<Chunk>> chunks_ ABSL_GUARDED_BY(mu_);
  std::size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
  Position head_ ABSL_GUARDED_BY(mu_);
  std::atomic<Sequence> head_sequence_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_FANOUT_RING_H_
