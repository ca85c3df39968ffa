#include "service/fanout/shard.h"

#include <utility>
#include <vector>

namespace newswire {

Shard::Shard(Ring* ring, Replay* replay, const Store* store, const Clock* clock, Post post,
             absl::Duration stall_limit)
    : ring_(ring),
      replay_(replay),
      store_(store),
      clock_(clock),
      post_(std::move(post)),
      stall_limit_(stall_limit) {}

Audience* Shard::Join(const CompiledFilter& filter, const std::optional<EntryView>& view) {
  std::unique_ptr<Audience>& audience = audiences_[FeedFingerprint(filter, view)];
  if (!audience) audience = std::make_unique<Audience>(filter, ring_->head().log_id, view);
  ++audience->members;
  return audience.get();
}

void Shard::Add(FeedStream* stream) {
  streams_[stream->id()] = stream;
  stream->Advance();
}

void Shard::Remove(FeedStream* stream) {
  streams_.erase(stream->id());
  Audience* const audience = stream->audience();
  if (--audience->members == 0) audiences_.erase(audience->fingerprint());
}

void Shard::MakeReady(FeedStream* stream) {
  if (stream->queued) return;
  stream->queued = true;
  ready_.push_back(stream->id());
}

void Shard::OnNews() {
  for (const auto& [id, stream] : streams_) {
    if (stream->waiting()) MakeReady(stream);
  }
}

bool Shard::RunReady(int streams_max) {
  for (int i = 0; i < streams_max && !ready_.empty(); ++i) {
    const auto found = streams_.find(ready_.front());
    ready_.pop_front();
    if (found == streams_.end()) continue;
    found->second->queued = false;
    found->second->Advance();
  }
  return !ready_.empty();
}

void Shard::Tick() {
  const absl::Time now = Now();
  // A tick may end streams, which must not disturb the walk.
  std::vector<FeedStream*> streams;
  streams.reserve(streams_.size());
  for (const auto& [id, stream] : streams_) streams.push_back(stream);
  for (FeedStream* stream : streams) stream->Tick(now);
}

void Shard::EndAll(const absl::Status& status) {
  std::vector<FeedStream*> streams;
  for (const auto& [id, stream] : streams_) streams.push_back(stream);
  for (FeedStream* stream : streams) stream->End(status);
}

void Shard::Fetch(std::uint64_t stream, Sequence from) {
  replay_->Fetch(from, [this, stream](absl::StatusOr<std::shared_ptr<const Chunk>> chunk) {
    // Also when the answer is here at once: a stream is never called from within its own call.
    post_([this, stream, chunk = std::move(chunk)] {
      const auto found = streams_.find(stream);
      if (found != streams_.end()) found->second->OnChunk(chunk);
    });
  });
}

void Shard::FetchPage(std::uint64_t stream, std::shared_ptr<PageReader> reader,
                      const Place& after) {
  replay_->FetchPage(std::move(reader), after, [this, stream](absl::StatusOr<Page> page) {
    post_([this, stream, page = std::move(page)] {
      const auto found = streams_.find(stream);
      if (found != streams_.end()) found->second->OnPage(page);
    });
  });
}

}  // namespace newswire
