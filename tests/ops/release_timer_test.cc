// The timer at a clock that the test sets. Nothing sleeps: the test waits for proposals.
#include "service/ops/release_timer.h"

#include <gtest/gtest.h>
#include <sys/time.h>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include "absl/time/clock.h"
#include "service/core/proposal.h"
#include "storage/memory_log.h"
#include "tests/core/desk.h"

namespace {

// Seconds by which the time of day of this process is ahead; see the test that moves it.
std::atomic<int> g_ahead{0};

}  // namespace

// Takes the place of the C library's: Abseil asks it when it computes until when to wait.
extern "C" int gettimeofday(timeval* time, void*) noexcept {
  timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec + g_ahead;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

namespace newswire {
namespace {

using testing::Desk;
using testing::Indefinitely;
using testing::MakeArticle;
using testing::Until;

class SetClock : public Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixMicros(now_us_); }
  void Set(absl::Time now) { now_us_ = absl::ToUnixMicros(now); }

 private:
  std::atomic<std::int64_t> now_us_{0};
};

// Long enough for any machine; only a test that fails waits so long.
constexpr absl::Duration kPatience = absl::Seconds(20);

class ReleaseTimerTest : public ::testing::Test {
 protected:
  ReleaseTimerTest() { clock_.Set(desk_.now); }
  ~ReleaseTimerTest() override {
    log_.Close();
    g_ahead = 0;
  }

  void Start() { timer_.emplace(desk_.store(), &log_, &clock_); }
  void SetTime(absl::Time now) {
    desk_.now = now;
    clock_.Set(now);
  }
  // The next proposal of the timer; null when there is none for a long time.
  std::shared_ptr<const ReleaseProposal> Next() {
    const absl::Time until = absl::Now() + kPatience;
    std::vector<LoggedProposal> read;
    while (read.empty() && absl::Now() < until) {
      EXPECT_TRUE(log_.Read(taken_, 1, 1 << 20, &read).ok());
      std::this_thread::yield();
    }
    if (read.empty()) return nullptr;
    taken_ = read.front().position;
    return std::dynamic_pointer_cast<const ReleaseProposal>(read.front().proposal);
  }
  std::uint64_t proposals() const { return log_.bounds().last; }

  Desk desk_;
  SetClock clock_;
  MemoryLog log_{{}};
  std::uint64_t taken_ = 0;
  std::optional<ReleaseTimer> timer_;
};

TEST_F(ReleaseTimerTest, ItProposesAtTheTimeAndNotBefore) {
  const absl::Time due = desk_.now + absl::Minutes(10);
  desk_.Put(Until(due, MakeArticle("a", "Later")));
  SetTime(due - absl::Microseconds(1));
  Start();
  timer_->Wake();
  timer_->ReleaseOverdue();  // returns at once: nothing is
  EXPECT_EQ(proposals(), 0u);
  SetTime(due);
  timer_->Wake();
  const auto round = Next();
  ASSERT_NE(round, nullptr);
  EXPECT_EQ(round->now, due);
}

TEST_F(ReleaseTimerTest, AnItemThatIsHeldForAnEarlierTimeComesFirst) {
  desk_.Put(Until(desk_.now + absl::Hours(1), MakeArticle("a", "Later")));
  Start();
  const absl::Time due = desk_.now + absl::Minutes(1);
  desk_.Put(Until(due, MakeArticle("b", "Sooner")));
  SetTime(due);
  timer_->Wake();
  EXPECT_NE(Next(), nullptr);
}

TEST_F(ReleaseTimerTest, WhatOnlyACallReleasesIsNeverProposed) {
  desk_.Put(Indefinitely(MakeArticle("a", "Later")));
  SetTime(desk_.now + absl::Hours(24 * 365 * 200));
  Start();
  timer_->Wake();
  timer_->ReleaseOverdue();
  EXPECT_EQ(proposals(), 0u);
}

TEST_F(ReleaseTimerTest, TheNextRoundWaitsForTheOneThatIsUnderWay) {
  desk_.Put(Until(desk_.now + absl::Minutes(1), MakeArticle("a", "Later")));
  SetTime(desk_.now + absl::Minutes(2));
  Start();
  const auto round = Next();
  ASSERT_NE(round, nullptr);
  for (int i = 0; i < 1000; ++i) timer_->Wake();
  EXPECT_EQ(proposals(), 1u);
  round->done(absl::OkStatus());  // some was left
  EXPECT_NE(Next(), nullptr);
}

// Else a full disk would keep a core busy.
TEST_F(ReleaseTimerTest, ARoundThatWasNotWrittenIsNotRepeatedAtOnce) {
  desk_.Put(Until(desk_.now + absl::Minutes(1), MakeArticle("a", "Later")));
  SetTime(desk_.now + absl::Minutes(2));
  Start();
  const absl::Time begin = absl::Now();
  for (int i = 0; i < 6; ++i) {
    const auto round = Next();
    ASSERT_NE(round, nullptr);
    round->done(absl::ResourceExhaustedError("the disk is full"));
  }
  EXPECT_GE(absl::Now() - begin, absl::Milliseconds(5 * 20));
}

TEST_F(ReleaseTimerTest, AClockOfTheMachineThatIsSetBackDoesNotDelayARelease) {
  const absl::Time due = desk_.now + absl::Minutes(10);
  desk_.Put(Until(due, MakeArticle("a", "Later")));
  g_ahead = 3600;
  Start();
  // The timer is asleep when a call has been taken and the next one is not.
  timer_->Wake();
  for (int i = 0; i < 1000; ++i) std::this_thread::yield();
  g_ahead = 0;
  SetTime(due);
  EXPECT_NE(Next(), nullptr);  // without another call
}

}  // namespace
}  // namespace newswire
