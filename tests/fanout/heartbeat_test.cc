// Heartbeats: a quiet stream says where it is.
#include <gtest/gtest.h>

#include <vector>

#include "service/fanout/frames.h"
#include "tests/fanout/fanout_world.h"

namespace newswire {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(5);

class HeartbeatTest : public ::testing::Test {
 protected:
  Reader* Open(Sequence after, const v1::Filter& filter = {}) {
    return world_.Open({.after = after, .filter = filter, .heartbeat = kInterval});
  }
  std::string At(Sequence sequence) { return FormatPosition(world_.log().At(sequence)); }

  FanoutWorld world_{{.ring_bytes = 1}};
};

TEST_F(HeartbeatTest, IsSentWhenNothingWasForOneIntervalAndCarriesThePosition) {
  world_.Publish(3);
  Reader* const reader = Open(3);
  reader->Written();
  EXPECT_EQ(reader->wire.messages.size(), 1u);  // caught up
  world_.Tick(kInterval - absl::Milliseconds(1));
  EXPECT_EQ(reader->wire.messages.size(), 1u);
  world_.Tick(absl::Milliseconds(1));
  ASSERT_EQ(reader->wire.messages.size(), 2u);
  const v1::SubscribeResponse frame = reader->wire.last();
  ASSERT_TRUE(frame.has_heartbeat());
  EXPECT_EQ(frame.heartbeat().position(), At(3));
  EXPECT_EQ(frame.heartbeat().head(), At(3));
  EXPECT_EQ(frame.heartbeat().behind_entries(), 0u);
  EXPECT_EQ(frame.heartbeat().behind_age().seconds(), 0);
  EXPECT_EQ(frame.heartbeat().server_time().seconds(), absl::ToUnixSeconds(world_.Now()));
  reader->Written();
  world_.Tick(kInterval);
  EXPECT_EQ(reader->wire.messages.size(), 3u);
}

TEST_F(HeartbeatTest, WhateverIsSentPutsItOff) {
  Reader* const reader = Open(0);
  world_.Settle();
  for (int i = 0; i < 10; ++i) {
    world_.Tick(kInterval - absl::Seconds(1));
    world_.Publish(1);
    world_.Settle();
  }
  for (const grpc::ByteBuffer& message : reader->wire.messages) {
    EXPECT_FALSE(Parse(message).has_heartbeat());
  }
}

TEST_F(HeartbeatTest, MovesThePositionOfAReaderWhoseFilterPassesNothing) {
  Reader* const reader = Open(0, OnlyLanguage("fr"));
  world_.Settle();
  world_.Publish(1);
  world_.Publish(1);
  EXPECT_EQ(reader->wire.messages.size(), 1u);
  world_.Tick(kInterval);
  EXPECT_EQ(reader->wire.last().heartbeat().position(), At(2));
}

TEST_F(HeartbeatTest, IsNotSentWhileAWriteIsInFlight) {
  Reader* const reader = Open(0);
  EXPECT_TRUE(reader->wire.writing);
  world_.Tick(2 * kInterval);
  EXPECT_EQ(reader->wire.messages.size(), 1u);
}

TEST_F(HeartbeatTest, TellsHowFarAReaderIsBehind) {
  world_.Publish(300);
  world_.Publish(1);
  Reader* const reader = Open(0);
  world_.Read();
  reader->Written();  // up to 255; the next chunk is not read yet
  world_.Tick(kInterval);
  const v1::Heartbeat beat = reader->wire.last().heartbeat();
  EXPECT_EQ(beat.position(), At(255));
  EXPECT_EQ(beat.head(), At(301));
  EXPECT_EQ(beat.behind_entries(), 46u);
  EXPECT_EQ(beat.behind_age().seconds(),
            absl::ToInt64Seconds(world_.Now() - world_.log().Get(255).time));
  world_.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 301));
}

TEST_F(HeartbeatTest, OfAReaderThatIsAheadOfTheRingSaysThatItIsNotBehind) {
  world_.Publish(10);
  world_.Publish(1);
  world_.Commit(std::vector<Story>(5));
  Reader* const reader = Open(0);
  world_.Settle();
  EXPECT_EQ(reader->wire.last().caught_up().position(), At(16));
  world_.Tick(kInterval);
  const v1::Heartbeat beat = reader->wire.last().heartbeat();
  EXPECT_EQ(beat.position(), At(16));
  EXPECT_EQ(beat.head(), At(16));
  EXPECT_EQ(beat.behind_entries(), 0u);
}

TEST_F(HeartbeatTest, AReaderWhoseReadsAreRefusedStillGetsThem) {
  FanoutWorld world({.ring_bytes = 1, .reads_max = 1});
  world.Publish(1000);
  world.Publish(1);
  world.Open({.after = 300});  // takes the only place
  Reader* const reader = world.Open({.after = 0, .heartbeat = kInterval});
  while (world.DeliverAnswer()) {
  }
  for (int i = 0; i < 20; ++i) {
    world.Tick(absl::Milliseconds(250));
    while (world.DeliverAnswer()) {
    }
  }
  ASSERT_EQ(reader->wire.messages.size(), 1u);
  EXPECT_EQ(reader->wire.last().heartbeat().position(), FormatPosition(world.log().At(0)));
}

}  // namespace
}  // namespace newswire
