#include "service/rpc/parked_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace newswire {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ParkedCallsTest : public ::testing::Test {
 protected:
  bool Park(Sequence sequence, int deadline_s, const std::string& name) {
    return parked_.Park(sequence, At(deadline_s), [this, name](const absl::Status& status) {
      resumed_.push_back(status.ok() ? name : name + " " + absl::StatusCodeToString(status.code()));
    });
  }
  static ParkedCalls::Time At(int seconds) {
    return ParkedCalls::Time() + std::chrono::seconds(seconds);
  }

  ParkedCalls parked_;
  std::vector<std::string> resumed_;
};

TEST_F(ParkedCallsTest, EachGoesOnWhenItsSequenceHasCome) {
  ASSERT_TRUE(Park(7, 100, "seven"));
  ASSERT_TRUE(Park(5, 100, "five"));
  parked_.Look(4, At(1));
  EXPECT_THAT(resumed_, IsEmpty());
  parked_.Look(5, At(2));
  EXPECT_THAT(resumed_, ElementsAre("five"));
  parked_.Look(9, At(3));
  parked_.Look(10, At(4));
  EXPECT_THAT(resumed_, ElementsAre("five", "seven"));
}

TEST_F(ParkedCallsTest, OneWhoseTimeIsOverIsToldSo) {
  ASSERT_TRUE(Park(7, 10, "seven"));
  parked_.Look(6, At(9));
  EXPECT_THAT(resumed_, IsEmpty());
  parked_.Look(6, At(10));
  EXPECT_THAT(resumed_, ElementsAre("seven DEADLINE_EXCEEDED"));
}

TEST_F(ParkedCallsTest, OneThatComesTooManyIsRefused) {
  for (std::size_t i = 0; i < ParkedCalls::kCallsMax; ++i) ASSERT_TRUE(Park(7, 10, "waits"));
  EXPECT_FALSE(Park(7, 10, "refused"));
  parked_.Look(7, At(1));
  EXPECT_EQ(resumed_.size(), ParkedCalls::kCallsMax);
  EXPECT_TRUE(Park(8, 10, "waits"));
}

TEST_F(ParkedCallsTest, TheEndReachesThoseThatWaitAndThoseThatComeLater) {
  ASSERT_TRUE(Park(7, 10, "before"));
  parked_.EndAll(absl::UnavailableError("the server is stopping"));
  EXPECT_THAT(resumed_, ElementsAre("before UNAVAILABLE"));
  ASSERT_TRUE(Park(7, 10, "after"));
  EXPECT_THAT(resumed_, ElementsAre("before UNAVAILABLE", "after UNAVAILABLE"));
}

}  // namespace
}  // namespace newswire
