#include "service/fanout/shard.h"

#include <utility>
#include <vector>

#include "storage/check.h"
#include "storage/entry_frame.h"

namespace newswire {
Shard::Shard(Ring* ring, Replay* replay, const Store* store, const Clock* clock, Post post,
             absl::Duration stall_limit, const EntryFinder* finder)
    : ring_(ring),
      replay_(replay),
      store_(store),
      finder_(finder),
      clock_(clock),
      post_(std::move(post)),
      stall_limit_(stall_limit),
      matched_(ring->head()) {}

Audience* Shard::Join(const CompiledFilter& filter, const std::optional<EntryView>& view) {
  std::unique_ptr<Audience>& audience = audiences_[FeedFingerprint(filter, view)];
  if (!audience) {
    audience = std::make_unique<Audience>(filter, ring_->head().log_id, view);
    if (audience->filtered()) {
      audience->live.Begin(matched_.sequence, &matched_);
      filters_.Add(&audience->filter());
      by_filter_[&audience->filter()] = audience.get();
    }
  }
  ++audience->members;
  return audience.get();
}

void Shard::Add(FeedStream* stream) {
  streams_[stream->id()] = stream;
  stream->audience()->streams.insert(stream);
  stream->Advance();
}

void Shard::Remove(FeedStream* stream) {
  streams_.erase(stream->id());
  Audience* const audience = stream->audience();
  audience->streams.erase(stream);
  if (--audience->members > 0) return;
  if (audience->filtered()) {
    filters_.Remove(&audience->filter());
    by_filter_.erase(&audience->filter());
  }
  audiences_.erase(audience->fingerprint());
}

void Shard::MakeReady(FeedStream* stream) {
  if (stream->queued) return;
  stream->queued = true;
  ready_.push_back(stream->id());
}

void Shard::OnNews() {
  for (const auto& [fingerprint, audience] : audiences_) {
    if (!audience->filtered()) Wake(*audience);
  }
}

void Shard::Wake(const Audience& audience) {
  for (FeedStream* stream : audience.streams) {
    if (stream->waiting()) MakeReady(stream);
  }
}

bool Shard::MatchNews() {
  if (matched_.sequence >= ring_->head_sequence()) return false;
  const Position head = ring_->head();
  if (filters_.empty()) PassOver(head);
  for (int i = 0; i < kEntriesPerRound && matched_.sequence < head.sequence; ++i) {
    const Sequence next = matched_.sequence + 1;
    if (!news_ || next < news_->first() || next >= news_->first() + news_->size()) {
      news_ = ring_->Find(next);
    }
    if (news_) {
      MatchNext(*news_);
      continue;
    }
    // Slower than the feed: what has left the ring is for every stream to find out by itself.
    PassOver(head);
    for (const auto& [filter, audience] : by_filter_) {
      audience->live.Begin(matched_.sequence, &matched_);
      Wake(*audience);
    }
  }
  if (matched_.sequence < head.sequence) return true;
  news_.reset();
  return false;
}

void Shard::PassOver(const Position& head) {
  matched_ = head;
  matched_time_ = absl::InfinitePast();
}

void Shard::MatchNext(const Chunk& chunk) {
  EntryPayload payload;
  const auto head = ParseEntryHead(
      chunk.Entry(static_cast<std::uint32_t>(matched_.sequence + 1 - chunk.first())), &payload);
  NEWSWIRE_CHECK(head.has_value());
  const LiveMatches::Match match = {head->sequence, matched_.digest};
  filters_.Match(*head, payload, [&](FilterTable::Filter filter) {
    Audience* const audience = by_filter_.find(filter)->second;
    audience->live.Add(match);
    Wake(*audience);
  });
  matched_ = {matched_.log_id, head->sequence, head->digest};
  matched_time_ = head->append_time;
}

bool Shard::RunReady(int streams_max) {
  const bool more_news = MatchNews();
  for (int i = 0; i < streams_max && !ready_.empty(); ++i) {
    const auto found = streams_.find(ready_.front());
    ready_.pop_front();
    if (found == streams_.end()) continue;
    found->second->queued = false;
    found->second->Advance();
  }
  return more_news || !ready_.empty();
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
