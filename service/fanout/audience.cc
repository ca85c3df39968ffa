#include "service/fanout/audience.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "service/fanout/frames.h"
#include "storage/check.h"
#include "storage/entry_frame.h"

namespace newswire {
namespace {

EntryHead HeadOf(const Chunk& chunk, std::uint32_t index, EntryPayload* payload = nullptr) {
  auto head = ParseEntryHead(chunk.Entry(index), payload);
  NEWSWIRE_CHECK(head.has_value());
  return *std::move(head);
}

}  // namespace

const Batch& Audience::Next(const Chunk& chunk, Sequence after) {
  for (const Batch& batch : recent_) {
    if (Serves(batch, chunk, after)) return batch;
  }
  Batch& batch = Reuse();
  Build(chunk, after, &batch);
  return batch;
}

void Audience::Renew(std::uint64_t generation) {
  if (generation == generation_) return;
  generation_ = generation;
  recent_.fill(Batch());
}

// A shared message is as good as free. An encoded one holds up to 256 KiB of its own, so there are
// no more of them than members: many readers that each want something else would fill the memory.
Batch& Audience::Reuse() {
  std::size_t kept = recent_.size();
  if (view_) {
    kept = std::clamp<std::size_t>(members, 1, kept);
    std::fill(recent_.begin() + kept, recent_.end(), Batch());
  }
  Batch& batch = recent_[oldest_ % kept];
  oldest_ = (oldest_ + 1) % kept;
  return batch;
}

// A batch made a moment ago may be shorter than what is there by now. Reusing it saves building
// one, but a reader that lags would then follow in many small steps; so it must cover half of the
// rest.
bool Audience::Serves(const Batch& batch, const Chunk& chunk, Sequence after) const {
  if (batch.through.sequence == 0 || batch.after != after) return false;
  const Sequence last = chunk.first() + chunk.size() - 1;
  const Sequence covered = batch.through.sequence - after;
  if (2 * covered >= last - after) return true;
  const auto begin = static_cast<std::uint32_t>(after + 1 - chunk.first());
  const auto end = static_cast<std::uint32_t>(batch.through.sequence + 1 - chunk.first());
  if (end > chunk.size()) return false;
  // Encoded entries may be larger than stored ones, or smaller.
  const std::size_t bytes = std::max(chunk.Bytes(begin, end), batch.message.Length());
  return 2 * bytes >= kBatchBytesMax;
}

bool Audience::Wants(const Chunk& chunk, std::uint32_t index) const {
  if (filter_.wants_everything()) return true;
  const Sequence sequence = chunk.first() + index;
  if (live.Knows(sequence)) return live.Has(sequence);
  EntryPayload payload;
  const EntryHead head = HeadOf(chunk, index, &payload);
  return filter_.Matches(head, payload);
}

std::uint32_t Audience::Share(const Chunk& chunk, Range range,
                              std::vector<grpc::Slice>* slices) const {
  std::uint32_t run = range.begin;  // first entry of the piece that is being collected
  std::uint32_t end = range.begin;
  std::size_t bytes = 0;
  const auto close_run = [&] {
    if (run < end) slices->push_back(chunk.Share(run, end));
  };
  while (end < range.end && slices->size() < kSlicesMax) {
    const std::size_t entry = chunk.Entry(end).size();
    if (bytes != 0 && bytes + entry > kBatchBytesMax) break;
    if (Wants(chunk, end)) {
      bytes += entry;
    } else {
      close_run();
      run = end + 1;
    }
    ++end;
  }
  close_run();
  return end;
}

std::uint32_t Audience::Encode(const Chunk& chunk, Range range,
                               std::vector<grpc::Slice>* slices) const {
  std::string message;
  std::uint32_t end = range.begin;
  for (; end < range.end && message.size() < kBatchBytesMax; ++end) {
    if (!Wants(chunk, end)) continue;
    const std::optional<std::string> entry = view_->Encode(chunk.Entry(end));
    NEWSWIRE_CHECK(entry.has_value());
    message.append(*entry);
  }
  if (!message.empty()) slices->emplace_back(message);
  return end;
}

void Audience::Build(const Chunk& chunk, Sequence after, Batch* batch) const {
  const std::uint32_t size = chunk.size();
  NEWSWIRE_CHECK(after + 1 >= chunk.first() && after + 1 < chunk.first() + size);
  const Range range = {static_cast<std::uint32_t>(after + 1 - chunk.first()), size};
  std::vector<grpc::Slice> slices;
  const std::uint32_t end = view_ ? Encode(chunk, range, &slices) : Share(chunk, range, &slices);
  batch->after = after;
  const EntryHead last = HeadOf(chunk, end - 1);
  batch->through = {log_id_, last.sequence, last.digest};
  batch->through_time = last.append_time;
  batch->empty = slices.empty();
  batch->message = batch->empty ? grpc::ByteBuffer() : MakeBatch(std::move(slices), batch->through);
}

}  // namespace newswire
