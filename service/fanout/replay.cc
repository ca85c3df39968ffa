#include "service/fanout/replay.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace newswire {

Replay::Replay(Store* store, ReadPool* pool, std::size_t cache_bytes)
    : store_(store), pool_(pool), cache_bytes_(cache_bytes) {}

void Replay::Fetch(Sequence from, Done done) {
  ChunkPtr cached;
  {
    absl::MutexLock lock(&mu_);
    const auto found = cache_.find(from);
    if (found != cache_.end()) {
      used_.splice(used_.begin(), used_, found->second);
      cached = used_.front();
    } else {
      std::vector<Done>& waiting = waiting_[from];
      waiting.push_back(std::move(done));
      if (waiting.size() > 1) return;  // somebody is reading it already
    }
  }
  if (cached) return done(std::move(cached));
  if (pool_->Run([this, from] { Load(from); })) return;
  std::vector<Done> refused;
  {
    absl::MutexLock lock(&mu_);
    refused = std::move(waiting_[from]);
    waiting_.erase(from);
  }
  for (Done& waiter : refused) waiter(absl::ResourceExhaustedError("too many reads are waiting"));
}

void Replay::Load(Sequence from) {
  const absl::StatusOr<ChunkPtr> chunk = Read(from);
  std::vector<Done> waiting;
  {
    absl::MutexLock lock(&mu_);
    waiting = std::move(waiting_[from]);
    waiting_.erase(from);
    if (chunk.ok()) Keep(*chunk);
  }
  for (Done& waiter : waiting) waiter(chunk);
}

absl::StatusOr<std::shared_ptr<const Chunk>> Replay::Read(Sequence from) const {
  const Sequence end = (from / kAlignment + 1) * kAlignment;
  std::shared_ptr<Chunk> chunk;
  const absl::Status status = store_->Scan(from, [&](Sequence sequence, std::string_view entry) {
    if (!chunk) chunk = std::make_shared<Chunk>(from, std::max(entry.size(), kChunkBytes));
    if (sequence >= end || !chunk->Fits(entry.size())) return false;
    std::memcpy(chunk->End(), entry.data(), entry.size());
    chunk->Append(entry.size());
    return true;
  });
  if (!status.ok()) return status;
  if (!chunk) return absl::InternalError("there is no entry to replay");
  chunk->Publish();
  return chunk;
}

// A chunk that was cut short by the head is not kept: more will follow it.
void Replay::Keep(const ChunkPtr& chunk) {
  const Sequence next = chunk->first() + chunk->size();
  const bool complete = next % kAlignment == 0 || chunk->Bytes(0, chunk->size()) * 2 > kChunkBytes;
  if (!complete) return;
  used_.push_front(chunk);
  cache_[chunk->first()] = used_.begin();
  cached_bytes_ += chunk->capacity();
  while (cached_bytes_ > cache_bytes_ && used_.size() > 1) {
    cached_bytes_ -= used_.back()->capacity();
    cache_.erase(used_.back()->first());
    used_.pop_back();
  }
}

}  // namespace newswire
