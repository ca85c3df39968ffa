// How a stream ends: once, with its position, and never by one more call than is allowed. What is
// forbidden on a wire the recording wire itself checks.
#include <gtest/gtest.h>

#include <vector>

#include "service/core/error.h"
#include "tests/fanout/fanout_world.h"

namespace newswire {
namespace {

constexpr WorldOptions kTinyRing = {.ring_bytes = 1};

class StreamEndTest : public ::testing::Test {
 protected:
  // A reader with one entry in flight.
  Reader* Writing() {
    Reader* const reader = world_.Open({.after = world_.log().last()});
    reader->Written();
    world_.Publish(1);
    EXPECT_TRUE(reader->wire.writing);
    return reader;
  }
  std::string At(Sequence sequence) { return FormatPosition(world_.log().At(sequence)); }
  // Whatever could still make a stream act.
  void EverythingHappens(Reader* reader) {
    world_.Publish(10);
    world_.Tick(absl::Hours(1));
    world_.Settle();
    reader->stream.End(absl::UnavailableError("again"));
    world_.shard().EndAll(absl::UnavailableError("all"));
  }

  FanoutWorld world_;
};

TEST_F(StreamEndTest, AWriteThatTakesThirtySecondsCancelsTheCall) {
  Reader* const reader = Writing();
  world_.Tick(absl::Seconds(30) - absl::Milliseconds(1));
  EXPECT_FALSE(reader->wire.over());
  world_.Tick(absl::Milliseconds(1));
  EXPECT_TRUE(reader->wire.cancelled);
  const std::size_t sent = reader->wire.messages.size();
  reader->Written(false);
  EverythingHappens(reader);
  EXPECT_EQ(reader->wire.messages.size(), sent);
}

TEST_F(StreamEndTest, ThirtySecondsCountForEachWriteAlone) {
  Reader* const reader = Writing();
  for (int i = 0; i < 5; ++i) {
    world_.Publish(1);
    world_.Tick(absl::Seconds(29));
    reader->Written();
  }
  EXPECT_FALSE(reader->wire.over());
}

TEST_F(StreamEndTest, EndDuringAWriteFinishesBehindItWithThePosition) {
  Reader* const reader = Writing();
  world_.Publish(5);
  reader->stream.End(absl::UnavailableError("draining"));
  EXPECT_FALSE(reader->wire.over());
  reader->Written();
  ASSERT_TRUE(reader->wire.finished.has_value());
  EXPECT_TRUE(absl::IsUnavailable(*reader->wire.finished));
  // What gathered during the write stays for the next call.
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 1));
  EXPECT_EQ(reader->wire.final_position, At(1));
  EverythingHappens(reader);
}

TEST_F(StreamEndTest, EndBetweenWritesFinishesAtOnce) {
  Reader* const reader = Writing();
  reader->Written();
  reader->stream.End(absl::UnavailableError("draining"));
  ASSERT_TRUE(reader->wire.finished.has_value());
  EXPECT_EQ(reader->wire.final_position, At(1));
  EverythingHappens(reader);
}

TEST_F(StreamEndTest, OfTwoEndsDuringAWriteTheFirstCounts) {
  Reader* const reader = Writing();
  reader->stream.End(absl::UnavailableError("first"));
  reader->stream.End(absl::DataLossError("second"));
  reader->Written();
  EXPECT_EQ(reader->wire.finished->message(), "first");
}

TEST_F(StreamEndTest, AnEndedReaderThatStopsReadingIsCancelled) {
  Reader* const reader = Writing();
  reader->stream.End(absl::UnavailableError("draining"));
  world_.Tick(absl::Seconds(30));
  EXPECT_TRUE(reader->wire.cancelled);
  reader->Written(false);
  EverythingHappens(reader);
}

TEST_F(StreamEndTest, EndAllEndsEveryStreamEachAtItsPlace) {
  Reader* const first = Writing();
  world_.Publish(4);
  Reader* const second = Writing();
  second->Written();
  world_.shard().EndAll(absl::UnavailableError("draining"));
  EXPECT_FALSE(first->wire.over());
  EXPECT_EQ(second->wire.final_position, At(6));
  first->Written();
  EXPECT_EQ(first->wire.final_position, At(1));
}

// The call is broken, and breaking it off makes sure that gRPC says so; nothing else may follow.
TEST_F(StreamEndTest, AfterAWriteThatFailedTheCallIsBrokenOffAndLeftAlone) {
  Reader* const reader = Writing();
  world_.Publish(5);
  const std::size_t sent = reader->wire.messages.size();
  reader->Written(false);
  EXPECT_TRUE(reader->wire.cancelled);
  EXPECT_FALSE(reader->wire.finished.has_value());
  EverythingHappens(reader);
  EXPECT_EQ(reader->wire.messages.size(), sent);
}

TEST_F(StreamEndTest, AfterAWriteThatFailedAnEndIsNotSent) {
  Reader* const reader = Writing();
  reader->stream.End(absl::UnavailableError("draining"));
  reader->Written(false);
  EXPECT_TRUE(reader->wire.cancelled);
  EXPECT_FALSE(reader->wire.finished.has_value());
}

TEST_F(StreamEndTest, WhenTheCallIsOverNothingIsCalledOnIt) {
  Reader* const reader = Writing();
  world_.Publish(5);
  reader->stream.Detach();
  const std::size_t sent = reader->wire.messages.size();
  reader->Written(false);
  EverythingHappens(reader);
  EXPECT_EQ(reader->wire.messages.size(), sent);
  EXPECT_FALSE(reader->wire.over());
}

TEST(StreamEndOnDiskTest, AChunkForACallThatIsOverIsLeftAlone) {
  FanoutWorld world(kTinyRing);
  world.Publish(100);
  world.Publish(1);
  Reader* const reader = world.Open({});
  reader->stream.Detach();
  world.Read();
  EXPECT_TRUE(reader->wire.messages.empty());
  EXPECT_FALSE(reader->wire.over());
}

TEST(StreamEndOnDiskTest, WhatCannotBeReadEndsTheStreamWithDataLossAndThePosition) {
  FanoutWorld world(kTinyRing);
  world.Publish(600);
  world.Publish(1);
  Reader* const reader = world.Open({.after = 100});
  world.store().unreadable = true;
  world.Settle();
  ASSERT_TRUE(reader->wire.finished.has_value());
  EXPECT_TRUE(absl::IsDataLoss(*reader->wire.finished));
  EXPECT_EQ(ReasonOf(*reader->wire.finished), "ENTRY_UNREADABLE");
  EXPECT_EQ(reader->wire.final_position, FormatPosition(world.log().At(100)));
}

TEST(StreamEndOnDiskTest, WhatWasReadBeforeTheDiskFailedIsDelivered) {
  FanoutWorld world(kTinyRing);
  world.Publish(600, {.text_bytes = 3000});
  world.Publish(1);
  Reader* const reader = world.Open({});
  world.Read();
  EXPECT_TRUE(reader->wire.writing);
  world.store().unreadable = true;
  world.Settle();
  ASSERT_TRUE(reader->wire.finished.has_value());
  EXPECT_EQ(ReasonOf(*reader->wire.finished), "ENTRY_UNREADABLE");
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 255));
  EXPECT_EQ(reader->wire.final_position, FormatPosition(world.log().At(255)));
}

}  // namespace
}  // namespace newswire
