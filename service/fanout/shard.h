#ifndef NEWSWIRE_SERVICE_FANOUT_SHARD_H_
#define NEWSWIRE_SERVICE_FANOUT_SHARD_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/core/clock.h"
#include "service/core/entry_finder.h"
#include "service/core/filter_table.h"
#include "service/fanout/audience.h"
#include "service/fanout/feed_stream.h"
#include "service/fanout/replay.h"
#include "service/fanout/ring.h"
#include "storage/store.h"

namespace newswire {

// The streams of one I/O thread, with everything they share. No locks: one thread only, except
// where `post` brings work to it.
class Shard {
 public:
  // Runs a function on the shard's thread, soon.
  using Post = std::function<void(std::function<void()>)>;

  // Borrowed; all outlive the shard. A reader that takes nothing for `stall_limit` is cut off.
  // `finder` may be null.
  Shard(Ring* ring, Replay* replay, const Store* store, const Clock* clock, Post post,
        absl::Duration stall_limit = FeedStream::kStallLimit, const EntryFinder* finder = nullptr);

  // The audience for a filter and a view, counted as one more member.
  Audience* Join(const CompiledFilter& filter, const std::optional<EntryView>& view = std::nullopt);

  // A stream exists from Add until Remove. Add sends its first frames.
  void Add(FeedStream* stream);
  void Remove(FeedStream* stream);

  // There are new entries: every stream that wants all of them and waits becomes ready.
  void OnNews();
  // Asks all filters about some of the new entries, whose streams then become ready; and lets up to
  // `streams_max` ready streams send. True when there is more to do.
  bool RunReady(int streams_max);
  void Tick();
  // Ends every stream with its position.
  void EndAll(const absl::Status& status);
  std::size_t size() const { return streams_.size(); }

  // For its streams.
  Ring* ring() const { return ring_; }
  const Store* store() const { return store_; }
  const EntryFinder* finder() const { return finder_; }
  absl::Time Now() const { return clock_->Now(); }
  absl::Duration stall_limit() const { return stall_limit_; }
  std::uint64_t NextId() { return ++last_id_; }
  void Fetch(std::uint64_t stream, Sequence from);
  void FetchPage(std::uint64_t stream, std::shared_ptr<PageReader> reader, const Place& after);
  void MakeReady(FeedStream* stream);
  // Filters were asked about everything up to here; and when that entry was appended, if known.
  const Position& matched() const { return matched_; }
  absl::Time matched_time() const { return matched_time_; }

 private:
  // Between two looks at the queue: some 20 us each.
  static constexpr int kEntriesPerRound = 16;

  bool MatchNews();
  void MatchNext(const Chunk& chunk);
  void PassOver(const Position& head);
  void Wake(const Audience& audience);

  Ring* const ring_;
  Replay* const replay_;
  const Store* const store_;
  const EntryFinder* const finder_;
  const Clock* const clock_;
  const Post post_;
  const absl::Duration stall_limit_;

  std::uint64_t last_id_ = 0;
  std::unordered_map<std::uint64_t, FeedStream*> streams_;
  // Ids, not pointers: a stream may end while it is listed. Bounded by twice the streams.
  std::deque<std::uint64_t> ready_;
  std::map<std::string, std::unique_ptr<Audience>> audiences_;  // by fingerprint
  // Of the audiences that have a filter.
  FilterTable filters_;
  std::unordered_map<const CompiledFilter*, Audience*> by_filter_;
  std::shared_ptr<const Chunk> news_;  // where matched_ is
  Position matched_;
  absl::Time matched_time_ = absl::InfinitePast();
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_FANOUT_SHARD_H_
