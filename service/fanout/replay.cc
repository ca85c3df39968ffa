#include "service/fanout/replay.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "service/fanout/audience.h"
#include "service/fanout/frames.h"

namespace newswire {
namespace {

constexpr char kPoolIsFull[] = "too many reads are waiting";

absl::StatusOr<Page> ReadPage(PageReader* reader, const Place& after) {
  const auto read = reader->Read(after, {.bytes_max = Audience::kBatchBytesMax});
  if (!read.ok()) return read.status();
  Page page;
  page.through = read->through;
  page.through_time = read->through_time;
  page.complete = read->complete;
  page.empty = read->count == 0;
  if (!page.empty) page.message = MakeBatch({grpc::Slice(read->entries)}, read->through);
  return page;
}

}  // namespace

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
  if (cached) return done(std::move(cached));  // NOLINT(bugprone-use-after-move): not then
  if (pool_->Run([this, from] { Load(from); })) return;
  std::vector<Done> refused;
  {
    absl::MutexLock lock(&mu_);
    refused = std::move(waiting_[from]);
    waiting_.erase(from);
  }
  for (Done& waiter : refused) waiter(absl::ResourceExhaustedError(kPoolIsFull));
}

void Replay::FetchPage(std::shared_ptr<PageReader> reader, const Place& after,
                       const PageDone& done) {
  const bool queued = pool_->Run(
      [reader = std::move(reader), after, done] { done(ReadPage(reader.get(), after)); });
  if (!queued) done(absl::ResourceExhaustedError(kPoolIsFull));
}

void Replay::Load(Sequence from) {
  std::vector<Done> waiting;
  std::uint64_t generation = 0;
  absl::StatusOr<ChunkPtr> chunk;
  // Read again when an entry may have been replaced meanwhile.
  for (bool good = false; !good;) {
    {
      absl::MutexLock lock(&mu_);
      generation = generation_;
    }
    chunk = Read(from);
    absl::MutexLock lock(&mu_);
    good = generation == generation_;
    if (!good) continue;
    waiting = std::move(waiting_[from]);
    waiting_.erase(from);
    if (chunk.ok()) Keep(*chunk);
  }
  for (Done& waiter : waiting) waiter(chunk);
}

void Replay::Forget() {
  absl::MutexLock lock(&mu_);
  ++generation_;
  used_.clear();
  cache_.clear();
  cached_bytes_ = 0;
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
