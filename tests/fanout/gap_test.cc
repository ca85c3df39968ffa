// Retention passes a reader that is behind: it is told, never silently moved.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "service/core/error.h"
#include "tests/fanout/fanout_world.h"

namespace newswire {
namespace {

// 601 entries, of which the ring has the last one.
class GapTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world_.Publish(600, {.text_bytes = 3000});
    world_.Publish(1);
  }
  std::string At(Sequence sequence) { return FormatPosition(world_.log().At(sequence)); }
  static std::vector<v1::Gap> GapsIn(const Reader& reader) {
    std::vector<v1::Gap> gaps;
    for (const grpc::ByteBuffer& message : reader.wire.messages) {
      if (Parse(message).has_gap()) gaps.push_back(Parse(message).gap());
    }
    return gaps;
  }
  static void ExpectGap(const v1::Gap& gap, Sequence after, Sequence floor) {
    EXPECT_EQ(gap.after_sequence(), after);
    EXPECT_EQ(gap.resume_at_sequence(), floor + 1);
    EXPECT_EQ(gap.entries(), floor - after);
    EXPECT_EQ(gap.reason(), "RETENTION");
  }
  // The first sequences, then those behind the gap.
  static std::vector<Sequence> Runs(Sequence last_before, Sequence first_behind, Sequence last) {
    std::vector<Sequence> runs = Numbers(1, last_before);
    for (const Sequence sequence : Numbers(first_behind, last)) runs.push_back(sequence);
    return runs;
  }

  FanoutWorld world_{{.ring_bytes = 1}};
};

TEST_F(GapTest, RetentionPastASlowReaderEndsItWithPositionExpired) {
  Reader* const reader = world_.Open({});
  world_.TrimTo(300);
  world_.Settle();
  ASSERT_TRUE(reader->wire.finished.has_value());
  EXPECT_TRUE(absl::IsOutOfRange(*reader->wire.finished));
  EXPECT_EQ(ReasonOf(*reader->wire.finished), "POSITION_EXPIRED");
  EXPECT_NE(reader->wire.finished->ToString().find(At(300)), std::string::npos);
  EXPECT_EQ(reader->wire.final_position, At(0));
  EXPECT_TRUE(reader->wire.messages.empty());
}

TEST_F(GapTest, AReaderThatAllowsItGetsAGapAndGoesOnAtTheFloor) {
  Reader* const reader = world_.Open({.allow_gap = true});
  world_.TrimTo(300);
  world_.Settle();
  EXPECT_FALSE(reader->wire.over());
  ASSERT_EQ(GapsIn(*reader).size(), 1u);
  ExpectGap(GapsIn(*reader)[0], 0, 300);
  EXPECT_TRUE(Parse(reader->wire.messages[0]).has_gap());
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(301, 601));
  EXPECT_EQ(reader->wire.last().caught_up().position(), At(601));
}

TEST_F(GapTest, WhatWasReadBeforeRetentionPassedGoesOutBeforeTheReaderEnds) {
  Reader* const reader = world_.Open({});
  world_.Read();  // a part of 1 to 255 is being sent, 256 is asked for
  world_.TrimTo(300);
  world_.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 255));
  ASSERT_TRUE(reader->wire.finished.has_value());
  EXPECT_EQ(ReasonOf(*reader->wire.finished), "POSITION_EXPIRED");
  EXPECT_EQ(reader->wire.final_position, At(255));
}

TEST_F(GapTest, WhatWasReadBeforeRetentionPassedGoesOutBeforeTheGap) {
  Reader* const reader = world_.Open({.allow_gap = true});
  world_.Read();
  world_.TrimTo(300);
  world_.Settle();
  ASSERT_EQ(GapsIn(*reader).size(), 1u);
  ExpectGap(GapsIn(*reader)[0], 255, 300);
  EXPECT_EQ(SequencesIn(reader->wire.messages), Runs(255, 301, 601));
}

TEST_F(GapTest, TheGapWaitsForTheHeartbeatInFlight) {
  Reader* const reader = world_.Open({.heartbeat = absl::Seconds(5), .allow_gap = true});
  world_.Tick(absl::Seconds(5));
  EXPECT_TRUE(reader->wire.last().has_heartbeat());
  world_.TrimTo(300);
  world_.Read();
  EXPECT_TRUE(GapsIn(*reader).empty());
  world_.Settle();
  ASSERT_EQ(GapsIn(*reader).size(), 1u);
  ExpectGap(GapsIn(*reader)[0], 0, 300);
}

TEST_F(GapTest, RetentionMayPassAReaderAgain) {
  Reader* const reader = world_.Open({.allow_gap = true});
  world_.TrimTo(300);
  world_.Read();
  EXPECT_TRUE(reader->wire.last().has_gap());
  world_.TrimTo(600);
  world_.Settle();
  ASSERT_EQ(GapsIn(*reader).size(), 2u);
  ExpectGap(GapsIn(*reader)[1], 300, 600);
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(601, 601));
}

TEST_F(GapTest, WhenNothingIsKeptTheReaderGoesOnAtTheHead) {
  Reader* const reader = world_.Open({.allow_gap = true});
  world_.TrimTo(601);
  world_.Settle();
  ASSERT_EQ(GapsIn(*reader).size(), 1u);
  ExpectGap(GapsIn(*reader)[0], 0, 601);
  EXPECT_EQ(reader->wire.last().caught_up().position(), At(601));
  world_.Publish(3);
  world_.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(602, 604));
}

TEST_F(GapTest, AfterAGapThePositionIsTheFloor) {
  Reader* const reader = world_.Open({.allow_gap = true});
  world_.TrimTo(300);
  world_.Read();
  EXPECT_TRUE(reader->wire.last().has_gap());
  reader->stream.End(absl::UnavailableError("draining"));
  reader->Written();
  EXPECT_EQ(reader->wire.final_position, At(300));
}

TEST(SharedMessageTest, AReadThatFailsBehindWhatASharedMessageCoveredEndsNobody) {
  FanoutWorld world({.ring_bytes = 800'000});
  world.Publish(300);
  Reader* const first = world.Open({.after = 100});
  EXPECT_EQ(SequencesIn(first->wire.messages), Numbers(101, 300));
  world.Publish(300, {.text_bytes = 3000});  // the ring lets go of what was before
  Reader* const second = world.Open({.after = 100});
  world.Read();  // 101 to 255; what was made for the first reader goes further
  EXPECT_EQ(SequencesIn(second->wire.messages), Numbers(101, 300));
  world.TrimTo(300);
  second->Written();
  world.Settle();  // 256 was asked for, and is not kept any more
  EXPECT_FALSE(second->wire.over());
  EXPECT_EQ(SequencesIn(second->wire.messages), Numbers(101, 600));
}

TEST_F(GapTest, AReaderOfTheRingIsNotTouchedByRetention) {
  world_.TrimTo(601);
  Reader* const reader = world_.Open({.after = 600});
  world_.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(601, 601));
  EXPECT_FALSE(reader->wire.over());
}

TEST_F(GapTest, AFilteredReaderIsToldToo) {
  Reader* const reader = world_.Open({.filter = OnlyLanguage("fr"), .allow_gap = true});
  world_.TrimTo(300);
  world_.Settle();
  ASSERT_EQ(reader->wire.messages.size(), 2u);
  ExpectGap(GapsIn(*reader)[0], 0, 300);
  EXPECT_EQ(reader->wire.last().caught_up().position(), At(601));
}

}  // namespace
}  // namespace newswire
