// Dates for readers. ctest runs this file in several time zones, among them the ones farthest from
// Greenwich: what is written must be the day that was printed, wherever the server stands.
#include "service/core/localized.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace newswire {
namespace {

std::string Written(const std::string& date, const std::string& language) {
  v1::PartialDate partial;
  partial.set_value(date);
  const auto localized = LocalizeDate(partial, language);
  return localized ? localized->text() : "(none)";
}

TEST(LocalizedDateTest, TheDayIsTheOneThatWasPrinted) {
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"2022-06-09", "9 juin 2022"},
      {"2022-01-01", "1 janvier 2022"},
      {"2021-12-31", "31 décembre 2021"},
      {"2024-02-29", "29 février 2024"},
      {"2022-03-27", "27 mars 2022"},      // summer time begins in Europe
      {"2011-12-30", "30 décembre 2011"},  // Samoa has no such day
      {"1994-12-31", "31 décembre 1994"},  // nor has Kiritimati this one
      {"1582-10-10", "10 octobre 1582"},   // nor the calendar of Pope Gregory
      {"1900-01-01", "1 janvier 1900"},    // local mean time in much of the world
      {"2022-06-09T00:00:00Z", "9 juin 2022"},
      {"2022-06-09T00:30:00+14:00", "9 juin 2022"},
      {"2022-06-09T23:30:00-11:00", "9 juin 2022"},
  };
  for (const auto& [date, text] : expected) {
    const std::string written = Written(date, "fr");
    // The first of a month is written "1er" in some data.
    EXPECT_TRUE(written == text || written == "1er" + text.substr(1)) << date << ": " << written;
  }
}

TEST(LocalizedDateTest, EveryDayOfAYearIsWrittenOnItsDay) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int month = 1; month <= 12; ++month) {
    for (int day = 1; day <= kDays[month - 1]; ++day) {
      char date[16];
      std::snprintf(date, sizeof date, "2022-%02d-%02d", month, day);
      const std::string expected =
          "2022年" + std::to_string(month) + "月" + std::to_string(day) + "日";
      ASSERT_EQ(Written(date, "zh-Hans"), expected);
    }
  }
}

TEST(LocalizedDateTest, MonthsAndYearsStayWhatTheyAre) {
  EXPECT_EQ(Written("2022-06", "fr"), "juin 2022");
  EXPECT_EQ(Written("2022-01", "en"), "January 2022");
  EXPECT_EQ(Written("2022-12", "en"), "December 2022");
  EXPECT_EQ(Written("2022", "en"), "2022");
  EXPECT_EQ(Written("2022", "zh-Hans"), "2022年");
}

TEST(LocalizedDateTest, ReadersGetTheGregorianDayInTheirOwnDigits) {
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"ar", "٩ يونيو ٢٠٢٢"},          {"ar-EG", "٩ يونيو ٢٠٢٢"},
      {"ar-SA", "٩ يونيو ٢٠٢٢"},       {"ar-u-nu-latn", "9 يونيو 2022"},
      {"fa-u-nu-latn", "9 ژوئن 2022"}, {"th", "9 มิถุนายน ค.ศ. 2022"},
      {"zh-Hant", "2022年6月9日"},     {"es", "9 de junio de 2022"},
      {"fr-CA", "9 juin 2022"},        {"ja", "2022年6月9日"},
      {"ko", "2022년 6월 9일"},
  };
  for (const auto& [language, text] : expected) {
    EXPECT_EQ(Written("2022-06-09", language), text) << language;
  }
}

TEST(LocalizedDateTest, ABracketIsNoDate) {
  v1::PartialDate bracket;
  bracket.set_not_before("2022");
  bracket.set_not_after("2023");
  EXPECT_FALSE(LocalizeDate(bracket, "en"));
}

}  // namespace
}  // namespace newswire
