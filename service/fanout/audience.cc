#include "service/fanout/audience.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "service/fanout/frames.h"
#include "storage/check.h"
#include "storage/entry_frame.h"

namespace newswire {
namespace {

EntryHead HeadOf(const Chunk& chunk, std::uint32_t index) {
  auto head = ParseEntryHead(chunk.Entry(index));
  NEWSWIRE_CHECK(head.has_value());
  return *std::move(head);
}

}  // namespace

const Batch& Audience::Next(const Chunk& chunk, Sequence after) {
  for (const Batch& batch : recent_) {
    if (Serves(batch, chunk, after)) return batch;
  }
  Batch& batch = recent_[oldest_];
  oldest_ = (oldest_ + 1) % recent_.size();
  Build(chunk, after, &batch);
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
  return end <= chunk.size() && 2 * chunk.Bytes(begin, end) >= kBatchBytesMax;
}

void Audience::Build(const Chunk& chunk, Sequence after, Batch* batch) const {
  const std::uint32_t size = chunk.size();
  NEWSWIRE_CHECK(after + 1 >= chunk.first() && after + 1 < chunk.first() + size);
  const auto begin = static_cast<std::uint32_t>(after + 1 - chunk.first());
  std::vector<grpc::Slice> slices;
  std::uint32_t run = begin;  // first entry of the piece that is being collected
  std::uint32_t end = begin;
  std::size_t bytes = 0;
  const auto close_run = [&] {
    if (run < end) slices.push_back(chunk.Share(run, end));
  };
  while (end < size && slices.size() < kSlicesMax) {
    const std::size_t entry = chunk.Entry(end).size();
    if (bytes != 0 && bytes + entry > kBatchBytesMax) break;
    if (filter_.wants_everything() || filter_.Matches(HeadOf(chunk, end))) {
      bytes += entry;
    } else {
      close_run();
      run = end + 1;
    }
    ++end;
  }
  close_run();
  batch->after = after;
  const EntryHead last = HeadOf(chunk, end - 1);
  batch->through = {log_id_, last.sequence, last.digest};
  batch->through_time = last.append_time;
  batch->empty = slices.empty();
  batch->message = batch->empty ? grpc::ByteBuffer() : MakeBatch(std::move(slices), batch->through);
}

}  // namespace newswire
