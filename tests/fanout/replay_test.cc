// Replay: chunks from disk, each read once for all who want it.
#include "service/fanout/replay.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

#include "tests/fanout/fanout_world.h"

namespace newswire {
namespace {

using ChunkOrError = absl::StatusOr<std::shared_ptr<const Chunk>>;
using Answer = std::shared_ptr<std::optional<ChunkOrError>>;

class ReplayTest : public ::testing::Test {
 protected:
  // No read may outlive the replay.
  void TearDown() override { reads_->RunAll(); }

  void Begin(std::size_t cache_bytes, std::size_t reads_max = 64) {
    reads_.emplace(reads_max);
    replay_.emplace(&world_.store(), reads_->pool(), cache_bytes);
  }
  // Asks; the answer is there when the reads have run.
  Answer Ask(Sequence from) {
    auto answer = std::make_shared<std::optional<ChunkOrError>>();
    replay_->Fetch(from, [answer](ChunkOrError chunk) {
      EXPECT_FALSE(answer->has_value()) << "answered twice";
      *answer = std::move(chunk);
    });
    return answer;
  }
  ChunkOrError Fetch(Sequence from) {
    const auto answer = Ask(from);
    reads_->RunAll();
    EXPECT_TRUE(answer->has_value());
    return answer->value_or(absl::InternalError("no answer"));
  }
  std::size_t SizeOf(Sequence from) {
    const ChunkOrError chunk = Fetch(from);
    EXPECT_TRUE(chunk.ok()) << chunk.status();
    if (!chunk.ok()) return 0;
    EXPECT_EQ((*chunk)->first(), from);
    for (std::uint32_t i = 0; i < (*chunk)->size(); ++i) {
      EXPECT_EQ((*chunk)->Entry(i), world_.log().Get(from + i).framed);
    }
    return (*chunk)->size();
  }
  int scans() { return world_.store().scans; }

  FanoutWorld world_;
  std::optional<HeldReads> reads_;
  std::optional<Replay> replay_;
};

TEST_F(ReplayTest, ManyWhoAskForOneChunkReadTheDiskOnce) {
  Begin(64 << 20);
  world_.Publish(600);
  std::vector<Answer> answers;
  for (int i = 0; i < 100; ++i) answers.push_back(Ask(1));
  reads_->RunAll();
  // Later ones find it in the cache and are answered at once.
  for (int i = 0; i < 100; ++i) answers.push_back(Ask(1));
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer->has_value() && (*answer)->ok());
    EXPECT_EQ(***answer, ***answers.front()) << "not the same chunk";
  }
  EXPECT_EQ(scans(), 1);
}

TEST_F(ReplayTest, AChunkEndsBeforeTheNextMultipleOf256) {
  Begin(64 << 20);
  world_.Publish(600);
  EXPECT_EQ(SizeOf(1), 255u);
  EXPECT_EQ(SizeOf(100), 156u);
  EXPECT_EQ(SizeOf(255), 1u);
  EXPECT_EQ(SizeOf(256), 256u);
  EXPECT_EQ(SizeOf(512), 89u);
}

TEST_F(ReplayTest, AChunkOfLargeEntriesEndsAtItsBytes) {
  Begin(64 << 20);
  world_.Publish(20, {.text_bytes = 100'000});
  EXPECT_EQ(SizeOf(1), 10u);
  EXPECT_EQ(SizeOf(11), 10u);
  EXPECT_EQ(SizeOf(1), 10u);
  EXPECT_EQ(scans(), 2);
}

TEST_F(ReplayTest, AnEntryLargerThanAChunkHasAChunkOfItsOwn) {
  Begin(64 << 20);
  world_.Publish(1);
  world_.Publish(1, {.text_bytes = 3 << 20});
  world_.Publish(1);
  EXPECT_EQ(SizeOf(1), 1u);
  EXPECT_EQ(SizeOf(2), 1u);
  EXPECT_EQ(SizeOf(3), 1u);
}

TEST_F(ReplayTest, AChunkThatTheHeadCutShortIsReadAgain) {
  Begin(64 << 20);
  world_.Publish(10);
  EXPECT_EQ(SizeOf(1), 10u);
  world_.Publish(10);
  EXPECT_EQ(SizeOf(1), 20u);
}

TEST_F(ReplayTest, TheCacheIsBoundedAndTheChunkUsedLeastRecentlyLeaves) {
  Begin(2 * Replay::kChunkBytes);
  world_.Publish(1000);
  SizeOf(256);
  SizeOf(512);
  SizeOf(256);  // used again, so that 512 is the older one
  EXPECT_EQ(scans(), 2);
  SizeOf(1);
  EXPECT_EQ(scans(), 3);
  SizeOf(256);
  EXPECT_EQ(scans(), 3);
  SizeOf(512);
  EXPECT_EQ(scans(), 4);
}

TEST_F(ReplayTest, WhatLeftTheCacheIsFreedWhenNobodyReadsIt) {
  Begin(Replay::kChunkBytes);
  world_.Publish(1000);
  std::vector<std::weak_ptr<const Chunk>> chunks;
  for (const Sequence from : {256, 300, 400, 512, 600}) chunks.push_back(*Fetch(from));
  int alive = 0;
  for (const auto& chunk : chunks) alive += !chunk.expired();
  EXPECT_EQ(alive, 1);
}

TEST_F(ReplayTest, BelowTheFloorIsOutOfRange) {
  Begin(64 << 20);
  world_.Publish(600);
  world_.TrimTo(300);
  EXPECT_TRUE(absl::IsOutOfRange(Fetch(300).status()));
  EXPECT_EQ(SizeOf(301), 211u);
}

TEST_F(ReplayTest, WhenTooManyReadsWaitTheNextIsRefusedAndMayAskAgain) {
  Begin(64 << 20, 2);
  world_.Publish(1000);
  const auto first = Ask(1);
  const auto second = Ask(256);
  const auto third = Ask(512);
  // One that is already being read costs nothing more.
  const auto again = Ask(256);
  ASSERT_TRUE(third->has_value());
  EXPECT_TRUE(absl::IsResourceExhausted((*third)->status()));
  EXPECT_FALSE(first->has_value());
  reads_->RunAll();
  EXPECT_TRUE((*first)->ok());
  EXPECT_TRUE((*second)->ok());
  EXPECT_TRUE((*again)->ok());
  EXPECT_EQ(SizeOf(512), 256u);
}

TEST_F(ReplayTest, AFailedReadIsToldAndNotRemembered) {
  Begin(64 << 20);
  world_.Publish(600);
  world_.store().unreadable = true;
  EXPECT_TRUE(absl::IsDataLoss(Fetch(1).status()));
  world_.store().unreadable = false;
  EXPECT_EQ(SizeOf(1), 255u);
}

}  // namespace
}  // namespace newswire
