#include "service/fanout/ring.h"

#include <algorithm>
#include <utility>

#include "storage/check.h"

namespace newswire {

Ring::Ring(std::size_t bytes_max, const Position& head, std::function<void()> on_publish)
    : bytes_max_(bytes_max),
      on_publish_(std::move(on_publish)),
      next_(head.sequence + 1),
      head_(head),
      head_sequence_(head.sequence) {}

char* Ring::Reserve(std::size_t bytes) {
  if (open_.empty() || !open_.back()->Fits(bytes)) {
    open_.push_back(std::make_shared<Chunk>(next_, std::max(bytes, kChunkBytes)));
  }
  return open_.back()->End();
}

void Ring::Append(Sequence sequence, std::size_t bytes) {
  NEWSWIRE_CHECK(sequence == next_);
  open_.back()->Append(bytes);
  ++next_;
}

void Ring::Publish(const Position& head) {
  NEWSWIRE_CHECK(head.sequence + 1 == next_);
  {
    absl::MutexLock lock(&mu_);
    for (const auto& chunk : open_) {
      chunk->Publish();
      if (!chunks_.empty() && chunks_.back() == chunk) continue;
      chunks_.push_back(chunk);
      bytes_ += chunk->capacity();
    }
    while (bytes_ > bytes_max_ && chunks_.size() > 1) {
      bytes_ -= chunks_.front()->capacity();
      chunks_.pop_front();
    }
    head_ = head;
  }
  head_sequence_.store(head.sequence, std::memory_order_release);
  open_.erase(open_.begin(), open_.end() - 1);  // the last one goes on taking entries
  on_publish_();
}

void Ring::Drop() {
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
