#include "service/core/clock.h"

#include <gtest/gtest.h>

namespace newswire {
namespace {

class WallClock : public Clock {
 public:
  absl::Time Now() const override { return now; }
  absl::Time now = absl::FromUnixSeconds(1'800'000'000);
};

class SteadyClockTest : public ::testing::Test {
 protected:
  void Pass(absl::Duration time) {
    elapsed_ += time;
    wall_.now += time;
  }

  WallClock wall_;
  absl::Duration elapsed_ = absl::Hours(77);
  const absl::Time begin_ = wall_.now;
  const SteadyClock clock_{&wall_, [this] { return elapsed_; }};
};

TEST_F(SteadyClockTest, ItFollowsTheWallThatGoesOn) {
  EXPECT_EQ(clock_.Now(), begin_);
  Pass(absl::Milliseconds(1500));
  EXPECT_EQ(clock_.Now(), begin_ + absl::Milliseconds(1500));
}

TEST_F(SteadyClockTest, AStepBackwardsIsNotSeenAndTimeGoesOnAtItsPace) {
  Pass(absl::Seconds(10));
  EXPECT_EQ(clock_.Now(), begin_ + absl::Seconds(10));
  wall_.now -= absl::Hours(1);
  EXPECT_EQ(clock_.Now(), begin_ + absl::Seconds(10));
  Pass(absl::Seconds(5));
  EXPECT_EQ(clock_.Now(), begin_ + absl::Seconds(15));
  Pass(absl::Hours(1));
  EXPECT_EQ(clock_.Now(), begin_ + absl::Hours(1) + absl::Seconds(15));
}

TEST_F(SteadyClockTest, TimeThatPassedBeforeAnybodyAskedCountsAcrossAStepBackwards) {
  Pass(absl::Seconds(10));
  wall_.now -= absl::Hours(1);
  EXPECT_EQ(clock_.Now(), begin_ + absl::Seconds(10));
}

TEST_F(SteadyClockTest, AStepForwardsIsFollowedAtOnceAndNotTakenBack) {
  wall_.now += absl::Hours(1);
  EXPECT_EQ(clock_.Now(), begin_ + absl::Hours(1));
  wall_.now -= absl::Hours(1);
  Pass(absl::Seconds(1));
  EXPECT_EQ(clock_.Now(), begin_ + absl::Hours(1) + absl::Seconds(1));
}

TEST_F(SteadyClockTest, AWallThatHasCaughtUpLeadsAgain) {
  wall_.now -= absl::Minutes(1);
  clock_.Now();
  wall_.now += absl::Minutes(2);
  elapsed_ += absl::Seconds(1);
  EXPECT_EQ(clock_.Now(), begin_ + absl::Minutes(1));
}

TEST_F(SteadyClockTest, ItNeverRunsBackwardsWhateverTheWallDoes) {
  absl::Time last = absl::InfinitePast();
  for (int i = 0; i < 1000; ++i) {
    wall_.now += absl::Seconds((i * 7919) % 101 - 50);
    elapsed_ += absl::Milliseconds(i % 3);
    const absl::Time now = clock_.Now();
    EXPECT_GE(now, last);
    EXPECT_GE(now, wall_.now);
    last = now;
  }
}

}  // namespace
}  // namespace newswire
