#include "service/core/day_range.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace newswire {
namespace {

using Words = std::vector<std::string>;

bool Meet(const DayRange& kept, const DayRange& asked) {
  const Words a = RangesToKeep(kept);
  const Words b = RangesToAsk(asked);
  Words both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return !both.empty();
}

DayRange Days(std::string_view text) {
  return DaysOf(*ParsePrintedDate(text));
}

TEST(DayRangeTest, ADateMeansAllItsDays) {
  EXPECT_EQ(Days("2024-02").last, absl::CivilDay(2024, 2, 29));
  EXPECT_EQ(Days("2022").first, absl::CivilDay(2022, 1, 1));
  EXPECT_EQ(Days("2022").last, absl::CivilDay(2022, 12, 31));
  EXPECT_EQ(Days("2022-06-09T23:59:00-05:00").first, absl::CivilDay(2022, 6, 9));
}

TEST(DayRangeTest, ADayIsKeptUnderEveryPieceThatHoldsIt) {
  EXPECT_EQ(RangesToKeep(Days("2022-06-09")),
            (Words{"<20", "<202", "<2022", "<2022-06", "<2022-06-09", "=2022-06-09"}));
  EXPECT_EQ(RangesToAsk(Days("2022-06")), (Words{"<2022-06", "=20", "=202", "=2022"}));
}

TEST(DayRangeTest, PartialDatesOverlapWhatTheyMayMean) {
  EXPECT_TRUE(Meet(Days("2022-06"), Days("2022-06-09")));
  EXPECT_TRUE(Meet(Days("2022-06-09"), Days("2022-06")));
  EXPECT_TRUE(Meet(Days("2022"), Days("2022-06-09")));
  EXPECT_FALSE(Meet(Days("2022-06"), Days("2022-07")));
  EXPECT_FALSE(Meet(Days("2022-06-30"), Days("2022-07")));
}

TEST(DayRangeTest, TheEndsOfTimeHaveFewWords) {
  const DayRange all{absl::CivilDay(1, 1, 1), absl::CivilDay(9999, 12, 31)};
  EXPECT_LT(RangesToAsk(all).size(), 200u);
  EXPECT_TRUE(Meet(Days("0001-01-01"), all));
  EXPECT_TRUE(Meet(Days("9999-12-31"), all));
}

TEST(DayRangeTest, WordsMeetExactlyWhenRangesOverlap) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  const auto pick = [&random](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  const auto range = [&pick] {
    const absl::CivilDay first(pick(1989, 2011), pick(1, 12), pick(1, 31));
    constexpr int kLengths[] = {0, 1, 40, 400, 8000};
    return DayRange{first, first + pick(0, kLengths[pick(0, 4)])};
  };
  int met = 0;
  for (int i = 0; i < 20'000; ++i) {
    const DayRange a = range();
    const DayRange b = range();
    const bool overlap = a.first <= b.last && b.first <= a.last;
    ASSERT_EQ(Meet(a, b), overlap) << a.first << " " << a.last << " " << b.first << " " << b.last;
    met += overlap;
  }
  EXPECT_GT(met, 1000);
}

}  // namespace
}  // namespace newswire
