#include "service/fanout/ring.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "storage/check.h"

namespace newswire {
namespace {

std::shared_ptr<Chunk> PatchedChunk(const Chunk& chunk,
                                    const std::map<Sequence, std::string>& replaced) {
  std::vector<std::string_view> entries;
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < chunk.size(); ++i) {
    const auto found = replaced.find(chunk.first() + i);
    entries.push_back(found == replaced.end() ? chunk.Entry(i) : std::string_view(found->second));
    bytes += entries.back().size();
  }
  auto patched = std::make_shared<Chunk>(chunk.first(), std::max(bytes, chunk.capacity()));
  for (const std::string_view entry : entries) {
    std::memcpy(patched->End(), entry.data(), entry.size());
    patched->Append(entry.size());
  }
  patched->Publish();
  return patched;
}

}  // namespace

Ring::Ring(std::size_t bytes_max, const Position& head, std::function<void()> on_publish,
           std::function<void()> on_replace)
    : bytes_max_(bytes_max),
      chunk_bytes_(std::min(kChunkBytes, bytes_max / 8)),
      on_publish_(std::move(on_publish)),
      on_replace_(std::move(on_replace)),
      next_(head.sequence + 1),
      head_(head),
      head_sequence_(head.sequence) {}

char* Ring::Reserve(std::size_t bytes) {
  if (open_.empty() || !open_.back()->Fits(bytes)) {
    open_.push_back(std::make_shared<Chunk>(next_, std::max(bytes, chunk_bytes_)));
  }
  return open_.back()->End();
}

void Ring::Append(Sequence sequence, std::size_t bytes) {
  NEWSWIRE_CHECK(sequence == next_);
  open_.back()->Append(bytes);
  ++next_;
}

void Ring::Replace(Sequence sequence, std::string_view framed) {
  replaced_[sequence] = std::string(framed);
}

void Ring::Publish(const Position& head) {
  NEWSWIRE_CHECK(head.sequence + 1 == next_);
  if (!replaced_.empty()) on_replace_();
  {
    absl::MutexLock lock(&mu_);
    for (const auto& chunk : open_) {
      chunk->Publish();
      if (!chunks_.empty() && chunks_.back() == chunk) continue;
      chunks_.push_back(chunk);
      bytes_ += chunk->capacity();
    }
    if (!replaced_.empty()) Patch();
    while (bytes_ > bytes_max_ && chunks_.size() > 1) {
      bytes_ -= chunks_.front()->capacity();
      chunks_.pop_front();
    }
    head_ = head;
    if (!replaced_.empty()) generation_.fetch_add(1, std::memory_order_release);
  }
  replaced_.clear();
  head_sequence_.store(head.sequence, std::memory_order_release);
  open_.erase(open_.begin(), open_.end() - 1);  // the last one goes on taking entries
  on_publish_();
}

// Chunks are never changed, so those that hold replaced entries give way to copies.
void Ring::Patch() {
  for (std::shared_ptr<Chunk>& chunk : chunks_) {
    const Sequence end = chunk->first() + chunk->size();
    const auto first = replaced_.lower_bound(chunk->first());
    if (first == replaced_.end() || first->first >= end) continue;
    std::shared_ptr<Chunk> patched = PatchedChunk(*chunk, replaced_);
    bytes_ += patched->capacity() - chunk->capacity();
    // The open end of the ring goes on in the copy.
    if (!open_.empty() && open_.back() == chunk) open_.back() = patched;
    chunk = std::move(patched);
  }
}

void Ring::Drop() {
  replaced_.clear();
  if (open_.empty()) return;
  // Only the oldest open chunk can hold published entries.
  open_.resize(1);
  next_ = open_.front()->first() + open_.front()->size();
  open_.front()->Drop();
}

Position Ring::head() const {
  absl::MutexLock lock(&mu_);
  return head_;
}

std::shared_ptr<const Chunk> Ring::Find(Sequence sequence) const {
  absl::MutexLock lock(&mu_);
  const auto after = std::upper_bound(
      chunks_.begin(), chunks_.end(), sequence,
      [](Sequence wanted, const std::shared_ptr<Chunk>& chunk) { return wanted < chunk->first(); });
  if (after == chunks_.begin()) return nullptr;
  const std::shared_ptr<Chunk>& chunk = *(after - 1);
  return sequence < chunk->first() + chunk->size() ? chunk : nullptr;
}

}  // namespace newswire
