#include "service/core/dates.h"

#include <gtest/gtest.h>

#include <string>

namespace newswire {
namespace {

TEST(PrintedDateTest, KeepsThePrecisionItWasGiven) {
  EXPECT_EQ(ParsePrintedDate("2022")->precision, DatePrecision::kYear);
  EXPECT_EQ(ParsePrintedDate("2022-06")->precision, DatePrecision::kMonth);
  const auto day = ParsePrintedDate("2022-06-09");
  ASSERT_TRUE(day);
  EXPECT_EQ(day->precision, DatePrecision::kDay);
  EXPECT_EQ(day->year * 10000 + day->month * 100 + day->day, 20220609);
}

TEST(PrintedDateTest, TakesDateTimesWithAnOffset) {
  for (const char* text :
       {"2022-06-09T10:00:00Z", "2022-06-09T12:00:00+02:00", "2022-06-09t10:00:00.000000001z",
        "2022-06-09T10:00:00-00:00", "2016-12-31T23:59:60Z", "2017-01-01T00:59:60+01:00"}) {
    const auto date = ParsePrintedDate(text);
    ASSERT_TRUE(date) << text;
    EXPECT_EQ(date->precision, DatePrecision::kInstant);
  }
  EXPECT_EQ(ParsePrintedDate("1970-01-02T00:00:00.25+01:00")->instant,
            absl::FromUnixSeconds(86400 - 3600) + absl::Milliseconds(250));
}

TEST(PrintedDateTest, TheDayStaysTheOneThatWasPrinted) {
  const auto date = ParsePrintedDate("2022-06-09T00:30:00+14:00");
  ASSERT_TRUE(date);
  EXPECT_EQ(date->day, 9);
}

TEST(PrintedDateTest, RefusesWhatNoCalendarHas) {
  for (const char* text : {"2022-02-29", "2022-00", "2022-13", "2022-04-31", "2022-01-00",
                           "2022-01-32", "0000", "1900-02-29"}) {
    EXPECT_FALSE(ParsePrintedDate(text)) << text;
  }
  EXPECT_TRUE(ParsePrintedDate("2024-02-29"));
  EXPECT_TRUE(ParsePrintedDate("2000-02-29"));
  EXPECT_TRUE(ParsePrintedDate("0001"));
  EXPECT_TRUE(ParsePrintedDate("9999-12-31"));
}

TEST(PrintedDateTest, RefusesOtherForms) {
  for (const char* text : {"",
                           "22",
                           "2022-6",
                           "2022-06-9",
                           "2022/06/09",
                           "20220609",
                           "2022-06-09T10:00:00",
                           "2022-06-09T10:00Z",
                           "2022-06-09 10:00:00Z",
                           "2022-06-09T24:00:00Z",
                           "2022-06-09T10:60:00Z",
                           "2022-06-09T10:00:60Z",
                           "2022-06-09T10:00:00+24:00",
                           "2022-06-09T10:00:00+02",
                           "2022-06-09T10:00:00.Z",
                           "2022-06-09T10:00:00Zx",
                           "2022-06-09x",
                           "2022-",
                           " 2022",
                           "09 juin 2022"}) {
    EXPECT_FALSE(ParsePrintedDate(text)) << text;
  }
  EXPECT_FALSE(ParsePrintedDate("2022-06-09T10:00:00." + std::string(80, '1') + "Z"));
}

bool After(const char* a, const char* b) {
  return IsAfter(*ParsePrintedDate(a), *ParsePrintedDate(b));
}

TEST(PrintedDateTest, OrderIsDecidedByWhatBothHave) {
  EXPECT_TRUE(After("2023", "2022"));
  EXPECT_TRUE(After("2022-07", "2022-06-30"));
  EXPECT_TRUE(After("2022-06-10", "2022-06-09"));
  EXPECT_FALSE(After("2022", "2022-06"));
  EXPECT_FALSE(After("2022-06", "2022"));
  EXPECT_FALSE(After("2022-06-30", "2022-06"));
  EXPECT_FALSE(After("2022-06-09", "2022-06-09"));
}

TEST(PrintedDateTest, InstantsAreOrderedByTheClock) {
  EXPECT_FALSE(After("2022-06-09T01:00:00+02:00", "2022-06-08T23:30:00Z"));
  EXPECT_TRUE(After("2022-06-08T23:30:00Z", "2022-06-09T01:00:00+02:00"));
  // Against a day an instant is its printed day.
  EXPECT_FALSE(After("2022-06-09T23:59:00-10:00", "2022-06-09"));
}

}  // namespace
}  // namespace newswire
