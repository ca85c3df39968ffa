// The ring: what the applier writes is what readers find, group by group, within its bound.
#include "service/fanout/ring.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace newswire {
namespace {

constexpr std::size_t kMiB = 1 << 20;

// A ring with a hand that writes entries: `bytes` bytes, all the same letter, chosen by sequence.
class RingTest : public ::testing::Test {
 protected:
  static std::string Entry(Sequence sequence, std::size_t bytes) {
    return std::string(bytes, static_cast<char>('a' + sequence % 26));
  }

  void Begin(std::size_t bytes_max, Sequence head = 0) {
    ring_ = std::make_unique<Ring>(bytes_max, Position{1, head, 0}, [this] { ++announced_; });
    next_ = head + 1;
    published_ = head;
  }
  void Append(std::size_t bytes) {
    const std::string entry = Entry(next_, bytes);
    std::memcpy(ring_->Reserve(bytes), entry.data(), bytes);
    ring_->Append(next_++, bytes);
  }
  void Publish() {
    published_ = next_ - 1;
    ring_->Publish({1, published_, published_ + 1000});
  }
  void Drop() {
    ring_->Drop();
    next_ = published_ + 1;
  }
  void AppendAndPublish(std::size_t bytes) {
    Append(bytes);
    Publish();
  }
  // Where the entry is; empty when the ring does not have it.
  std::string_view Find(Sequence sequence) const {
    const auto chunk = ring_->Find(sequence);
    if (!chunk) return {};
    EXPECT_GE(sequence, chunk->first());
    EXPECT_LT(sequence, chunk->first() + chunk->size());
    return chunk->Entry(static_cast<std::uint32_t>(sequence - chunk->first()));
  }

  std::unique_ptr<Ring> ring_;
  Sequence next_ = 1;
  Sequence published_ = 0;
  int announced_ = 0;
};

TEST_F(RingTest, WhatIsPublishedIsFoundByItsSequence) {
  Begin(64 * kMiB);
  for (int i = 0; i < 5000; ++i) AppendAndPublish(300);
  for (Sequence sequence = 1; sequence <= 5000; ++sequence) {
    ASSERT_EQ(Find(sequence), Entry(sequence, 300)) << sequence;
  }
  EXPECT_EQ(ring_->Find(0), nullptr);
  EXPECT_EQ(ring_->Find(5001), nullptr);
}

TEST_F(RingTest, BeginsEmptyBehindTheHead) {
  Begin(64 * kMiB, 41);
  EXPECT_EQ(ring_->head_sequence(), 41u);
  EXPECT_EQ(ring_->Find(41), nullptr);
  EXPECT_EQ(ring_->Find(42), nullptr);
  AppendAndPublish(100);
  EXPECT_EQ(ring_->Find(41), nullptr);
  EXPECT_EQ(Find(42), Entry(42, 100));
}

TEST_F(RingTest, AGroupIsInvisibleUntilItIsPublished) {
  Begin(64 * kMiB);
  AppendAndPublish(100);
  Append(100);
  Append(2 * kMiB);
  Append(100);
  EXPECT_EQ(ring_->Find(2), nullptr);
  EXPECT_EQ(ring_->Find(3), nullptr);
  EXPECT_EQ(ring_->Find(1)->size(), 1u);
  EXPECT_EQ(ring_->head_sequence(), 1u);
  EXPECT_EQ(ring_->head(), (Position{1, 1, 1001}));
  Publish();
  EXPECT_EQ(Find(2), Entry(2, 100));
  EXPECT_EQ(Find(3), Entry(3, 2 * kMiB));
  EXPECT_EQ(Find(4), Entry(4, 100));
  EXPECT_EQ(ring_->head_sequence(), 4u);
  EXPECT_EQ(ring_->head(), (Position{1, 4, 1004}));
}

TEST_F(RingTest, EveryGroupIsAnnouncedOnceAndADroppedOneNever) {
  Begin(64 * kMiB);
  for (int i = 0; i < 3; ++i) Append(100);
  EXPECT_EQ(announced_, 0);
  Publish();
  EXPECT_EQ(announced_, 1);
  Append(100);
  Drop();
  EXPECT_EQ(announced_, 1);
}

TEST_F(RingTest, DropForgetsTheGroupAndNothingElse) {
  Begin(64 * kMiB);
  AppendAndPublish(100);
  Append(50);
  Append(70);
  Drop();
  EXPECT_EQ(Find(1), Entry(1, 100));
  EXPECT_EQ(ring_->Find(2), nullptr);
  EXPECT_EQ(ring_->head_sequence(), 1u);
  AppendAndPublish(60);
  EXPECT_EQ(Find(1), Entry(1, 100));
  EXPECT_EQ(Find(2), Entry(2, 60));
  EXPECT_EQ(ring_->Find(3), nullptr);
}

TEST_F(RingTest, ADroppedGroupOfManyChunksLeavesNoTrace) {
  Begin(64 * kMiB);
  AppendAndPublish(100);
  for (int i = 0; i < 5; ++i) Append(kMiB - 10);
  Drop();
  EXPECT_EQ(ring_->Find(2), nullptr);
  AppendAndPublish(200);
  AppendAndPublish(300);
  EXPECT_EQ(Find(1), Entry(1, 100));
  EXPECT_EQ(Find(2), Entry(2, 200));
  EXPECT_EQ(Find(3), Entry(3, 300));
}

TEST_F(RingTest, TheVeryFirstGroupCanBeDropped) {
  Begin(64 * kMiB);
  ring_->Drop();  // of nothing
  Append(100);
  Append(2 * kMiB);
  Drop();
  EXPECT_EQ(ring_->Find(1), nullptr);
  Append(3 * kMiB);
  Append(100);
  Publish();
  EXPECT_EQ(Find(1), Entry(1, 3 * kMiB));
  EXPECT_EQ(Find(2), Entry(2, 100));
}

TEST_F(RingTest, TheOldestChunkLeavesAtTheBoundAndTheNewestStay) {
  Begin(16 * kMiB);
  // One to a chunk.
  for (int i = 0; i < 16; ++i) AppendAndPublish(kMiB - 100);
  EXPECT_EQ(Find(1), Entry(1, kMiB - 100));
  AppendAndPublish(kMiB - 100);
  EXPECT_EQ(ring_->Find(1), nullptr);
  for (Sequence sequence = 2; sequence <= 17; ++sequence) {
    EXPECT_EQ(Find(sequence), Entry(sequence, kMiB - 100)) << sequence;
  }
}

TEST_F(RingTest, TheNewestChunkStaysHoweverLargeItIs) {
  Begin(16 * kMiB);
  AppendAndPublish(100);
  AppendAndPublish(20 * kMiB);
  EXPECT_EQ(ring_->Find(1), nullptr);
  EXPECT_EQ(Find(2), Entry(2, 20 * kMiB));
}

TEST_F(RingTest, AnEntryLargerThanAChunkHasAChunkOfItsOwn) {
  Begin(64 * kMiB);
  AppendAndPublish(100);
  AppendAndPublish(3 * kMiB);
  AppendAndPublish(100);
  const auto chunk = ring_->Find(2);
  ASSERT_NE(chunk, nullptr);
  EXPECT_EQ(chunk->first(), 2u);
  EXPECT_EQ(chunk->size(), 1u);
  EXPECT_EQ(chunk->capacity(), 3 * kMiB);
  EXPECT_EQ(ring_->Find(3)->first(), 3u);
}

// The bound is the memory that is taken, not what is written into it.
TEST_F(RingTest, ARingSmallerThanAChunkKeepsToItsBound) {
  const std::size_t bound = 64 << 10;
  Begin(bound);
  for (int i = 0; i < 1000; ++i) AppendAndPublish(500);
  std::size_t bytes = 0;
  std::shared_ptr<const Chunk> last;
  for (Sequence sequence = 1; sequence <= 1000; ++sequence) {
    const auto chunk = ring_->Find(sequence);
    if (chunk && chunk != last) bytes += chunk->capacity();
    if (chunk) last = chunk;
  }
  EXPECT_LE(bytes, bound);
  EXPECT_GE(bytes, bound / 2);
  // Not everything leaves at once.
  EXPECT_NE(ring_->Find(1000 - bound / 2 / 500), nullptr);
}

TEST_F(RingTest, AChunkThatHasLeftLivesAsLongAsAReaderHoldsIt) {
  Begin(16 * kMiB);
  AppendAndPublish(kMiB - 100);
  const auto held = ring_->Find(1);
  for (int i = 0; i < 20; ++i) AppendAndPublish(kMiB - 100);
  EXPECT_EQ(ring_->Find(1), nullptr);
  EXPECT_EQ(held->Entry(0), Entry(1, kMiB - 100));
}

TEST_F(RingTest, AReaderOnAnotherThreadSeesWholeEntriesUpToTheHead) {
  Begin(64 * kMiB);  // room for everything, so that nothing leaves between two looks
  constexpr Sequence kLast = 20'000;
  std::thread applier([this] {
    while (published_ < kLast) {
      for (int i = 0; i < 5; ++i) Append(2'000);
      Publish();
    }
  });
  Sequence seen = 0;
  int broken = 0;
  while (seen < kLast) {
    const Sequence head = ring_->head_sequence();
    for (const Sequence sequence : {head, seen + 1}) {
      if (head > seen && Find(sequence) != Entry(sequence, 2'000)) ++broken;
    }
    seen = head;
  }
  applier.join();
  EXPECT_EQ(broken, 0);
}

}  // namespace
}  // namespace newswire
