#ifndef NEWSWIRE_SERVICE_FANOUT_RING_H_
#define NEWSWIRE_SERVICE_FANOUT_RING_H_

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

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
  // Bytes of one chunk; an eighth of the ring when that is less, so that a small ring keeps to its
  // bound and never loses most of what it holds at once. An entry that is larger gets a chunk of
  // its own.
  static constexpr std::size_t kChunkBytes = 1 << 20;

  // Begins empty after `head`. `on_publish` is called by the applier after every group,
  // `on_replace` before readers can see a group that gives older entries other bytes; neither may
  // block.
  Ring(
      std::size_t bytes_max, const Position& head, std::function<void()> on_publish,
      std::function<void()> on_replace = [] {});

  // EntrySink.
  char* Reserve(std::size_t bytes) override;
  void Append(Sequence sequence, std::size_t bytes) override;
  void Replace(Sequence sequence, std::string_view framed) override;
  void Publish(const Position& head) override;
  void Drop() override;

  // Newest published position.
  Position head() const;
  // The same, only its sequence; cheap.
  Sequence head_sequence() const { return head_sequence_.load(std::memory_order_acquire); }
  // Counts the groups that gave older entries other bytes. Whoever kept a chunk from before must
  // let it go and ask again.
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }
  // The chunk that holds an entry; null when the ring no longer has it, or not yet.
  std::shared_ptr<const Chunk> Find(Sequence sequence) const;

 private:
  void Patch() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const std::size_t bytes_max_;
  const std::size_t chunk_bytes_;
  const std::function<void()> on_publish_;
  const std::function<void()> on_replace_;

  // The applier's. Chunks that begin with this group and are not published yet, oldest first; the
  // first may also be the open end of the ring.
  std::deque<std::shared_ptr<Chunk>> open_;
  Sequence next_;
  // Entries that get other bytes with this group.
  std::map<Sequence, std::string> replaced_;

  mutable absl::Mutex mu_;
  std::deque<std::shared_ptr<Chunk>> chunks_ ABSL_GUARDED_BY(mu_);
  std::size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
  Position head_ ABSL_GUARDED_BY(mu_);
  std::atomic<Sequence> head_sequence_;
  std::atomic<std::uint64_t> generation_{0};
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_FANOUT_RING_H_
