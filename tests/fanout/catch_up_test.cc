// Catching up: from disk into the ring, and what a reader is told when it arrives at the head.
#include <gtest/gtest.h>

#include <vector>

#include "tests/fanout/fanout_world.h"

namespace newswire {
namespace {

// Nothing of what was published before the last group is in this ring.
constexpr WorldOptions kTinyRing = {.ring_bytes = 1};

TEST(CatchUpTest, AReaderOfTheRingNeedsNoDisk) {
  FanoutWorld world;
  world.Publish(1000);
  Reader* const reader = world.Open({.after = 300});
  world.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(301, 1000));
  EXPECT_EQ(world.store().scans, 0);
}

TEST(CatchUpTest, AReaderFromTheStartGetsEverythingFromDiskAndThenFromTheRing) {
  FanoutWorld world({.ring_bytes = 8 << 20});
  for (int i = 0; i < 30; ++i) world.Publish(100, {.text_bytes = 5000});
  ASSERT_EQ(world.ring().Find(1), nullptr);
  ASSERT_NE(world.ring().Find(2500), nullptr);
  Reader* const reader = world.Open({});
  world.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 3000));
  EXPECT_TRUE(reader->wire.last().has_caught_up());
  EXPECT_GT(world.store().scans, 1);
  world.Publish(10);
  world.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 3010));
}

TEST(CatchUpTest, TheNextChunkIsReadWhileThisOneIsSent) {
  FanoutWorld world(kTinyRing);
  world.Publish(1000);
  world.Publish(1);
  Reader* const reader = world.Open({});
  world.Read();
  EXPECT_TRUE(reader->wire.writing);
  EXPECT_EQ(world.store().scans, 1);
  world.Read();
  EXPECT_EQ(world.store().scans, 2);
  // It is there already, so the reader goes on without a pause.
  reader->Written();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 511));
}

TEST(CatchUpTest, CaughtUpIsSentOnceOnArrivalAtTheHead) {
  FanoutWorld world;
  world.Publish(5);
  Reader* const reader = world.Open({});
  world.Settle();
  ASSERT_EQ(reader->wire.messages.size(), 2u);
  const v1::CaughtUp told = reader->wire.last().caught_up();
  EXPECT_EQ(told.position(), FormatPosition(world.log().At(5)));
  EXPECT_EQ(told.server_time().seconds(), absl::ToUnixSeconds(world.Now()));
  for (int i = 0; i < 5; ++i) {
    world.Publish(5);
    world.Settle();
  }
  EXPECT_EQ(CaughtUpsIn(reader->wire.messages), 1);
}

TEST(CatchUpTest, AReaderThatBeginsAtTheHeadHasCaughtUpAtOnce) {
  FanoutWorld world;
  world.Publish(5);
  Reader* const reader = world.Open({.after = 5, .first = {OpenedFrame()}});
  EXPECT_TRUE(reader->wire.last().has_opened());
  reader->Written();
  EXPECT_EQ(reader->wire.last().caught_up().position(), FormatPosition(world.log().At(5)));
}

TEST(CatchUpTest, AReaderThatFellBehindInTheRingIsNotToldAgain) {
  FanoutWorld world;
  Reader* const reader = world.Open({});
  world.Publish(3000, {.text_bytes = 1000});
  world.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 3000));
  EXPECT_EQ(CaughtUpsIn(reader->wire.messages), 1);
}

TEST(CatchUpTest, AReaderThatFellOutOfTheRingIsToldAgainWhenItIsBack) {
  FanoutWorld world(kTinyRing);
  Reader* const reader = world.Open({});
  world.Settle();
  EXPECT_EQ(CaughtUpsIn(reader->wire.messages), 1);
  world.Publish(1);
  // Its write stays in flight while the ring moves on.
  for (int i = 0; i < 20; ++i) world.Publish(20);
  ASSERT_EQ(world.ring().Find(2), nullptr);
  world.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 401));
  EXPECT_EQ(CaughtUpsIn(reader->wire.messages), 2);
  EXPECT_TRUE(reader->wire.last().has_caught_up());
  world.Publish(1);
  world.Settle();
  EXPECT_EQ(CaughtUpsIn(reader->wire.messages), 2);
}

TEST(CatchUpTest, AFilteredReaderArrivesWithoutAnEntry) {
  FanoutWorld world(kTinyRing);
  world.Publish(1000);
  world.Publish(1);
  Reader* const reader = world.Open({.filter = OnlyLanguage("fr")});
  world.Settle();
  ASSERT_EQ(reader->wire.messages.size(), 1u);
  EXPECT_EQ(reader->wire.last().caught_up().position(), FormatPosition(world.log().At(1001)));
}

// The disk is ahead of the ring for a moment, and a reader may get there first.
TEST(CatchUpTest, EntriesThatAreStoredAndNotYetInTheRingComeOnceOnly) {
  FanoutWorld world(kTinyRing);
  world.Publish(10);
  world.Publish(1);
  world.Commit(std::vector<Story>(5));
  Reader* const reader = world.Open({});
  world.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 16));
  world.Show();
  world.Wake();
  world.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 16));
  world.Publish(5);
  world.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 21));
}

TEST(CatchUpTest, ManyReadersOfOnePastReadTheDiskOnce) {
  FanoutWorld world(kTinyRing);
  world.Publish(1000);
  world.Publish(1);
  for (int i = 0; i < 50; ++i) world.Open({});
  world.Settle();
  for (const Reader& reader : world.readers()) {
    EXPECT_EQ(SequencesIn(reader.wire.messages), Numbers(1, 1001));
  }
  EXPECT_EQ(world.store().scans, 4);
}

TEST(CatchUpTest, WhenTooManyReadsWaitTheReaderAsksAgainAtTheNextTick) {
  FanoutWorld world({.ring_bytes = 1, .reads_max = 1});
  world.Publish(1000);
  world.Publish(1);
  Reader* const first = world.Open({.after = 0});
  Reader* const second = world.Open({.after = 300});
  world.Read();
  EXPECT_TRUE(first->wire.writing);
  EXPECT_FALSE(second->wire.writing);
  EXPECT_FALSE(second->wire.over());
  // The first one reads ahead; let that be over.
  world.Read();
  EXPECT_FALSE(second->wire.writing);
  world.Tick(absl::Milliseconds(250));
  world.Read();
  EXPECT_EQ(SequencesIn(second->wire.messages), Numbers(301, 511));
}

TEST(CatchUpTest, AReaderRemovedWhileItWaitsForAChunkIsNotTouched) {
  FanoutWorld world(kTinyRing);
  world.Publish(1000);
  world.Publish(1);
  Reader* const before = world.Open({});
  world.Close(before);  // while the read waits
  Reader* const after = world.Open({});
  world.FinishReads();
  world.Close(after);  // while the answer waits
  Reader* const stays = world.Open({});
  world.Settle();
  EXPECT_EQ(SequencesIn(stays->wire.messages), Numbers(1, 1001));
}

}  // namespace
}  // namespace newswire
