// The bench's own arithmetic and its article factory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "client/bench/histogram.h"
#include "client/bench/item_template.h"
#include "client/bench/report.h"
#include "newswire/v1/article_service.pb.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::bench {
namespace {

using testing::HasSubstr;

TEST(HistogramTest, PercentilesAreRightToThreePercent) {
  Histogram histogram;
  for (std::int64_t micros = 1; micros <= 10'000; ++micros) histogram.Add(micros * 1000);
  EXPECT_NEAR(histogram.PercentileMicros(50), 5000, 150);
  EXPECT_NEAR(histogram.PercentileMicros(99), 9900, 300);
  EXPECT_NEAR(histogram.PercentileMicros(99.9), 9990, 300);
  EXPECT_EQ(histogram.MaxMicros(), 10'000);
}

TEST(HistogramTest, EveryValueFallsIntoABucketThatHoldsIt) {
  for (std::int64_t nanos = 1; nanos < std::int64_t{1} << 62; nanos += nanos / 7 + 1) {
    Histogram histogram;
    histogram.Add(nanos);
    histogram.Add(INT64_MAX);  // so that the first is not the maximum, which is kept exactly
    const double found = histogram.PercentileMicros(50) * 1e3;
    ASSERT_GE(found, static_cast<double>(nanos) * 0.999999) << nanos;
    ASSERT_LE(found, static_cast<double>(nanos) * 1.04 + 1) << nanos;
  }
}

TEST(HistogramTest, MergingIsAddingAll) {
  Histogram one;
  Histogram other;
  one.Add(1000);
  other.Add(3000);
  one.Merge(other);
  EXPECT_EQ(one.count(), 2u);
  EXPECT_EQ(one.MaxMicros(), 3);
}

TEST(HistogramTest, NothingIsZero) {
  EXPECT_EQ(Histogram().PercentileMicros(99), 0);
}

TEST(ItemTemplateTest, ItemsAreArticlesWithNamesOfTheirOwn) {
  const ItemTemplate items(500);
  std::string bytes;
  items.AppendPublishItem(7, 1234, &bytes);
  items.AppendPublishItem(8, 5678, &bytes);
  v1::PublishStreamRequest request;
  ASSERT_TRUE(request.ParseFromString(bytes));
  ASSERT_EQ(request.items_size(), 2);
  const v1::Article& first = request.items(0).article();
  const v1::Article& second = request.items(1).article();
  EXPECT_EQ(first.name(), "articles/https://bench.example/0000000000000007");
  EXPECT_EQ(second.name(), "articles/https://bench.example/0000000000000008");
  EXPECT_EQ(ParseStamp(first.alt_ids(0).value()), 1234);
  EXPECT_EQ(ParseStamp(second.alt_ids(0).value()), 5678);
  EXPECT_EQ(first.translations(0).bodies(0).value().size(), 500u);
  EXPECT_NE(first.translations(0).bodies(0).value(), second.translations(0).bodies(0).value());
}

TEST(ItemTemplateTest, CreateRequestsHoldTheSameArticle) {
  const ItemTemplate items(1);
  std::string item_bytes;
  std::string create_bytes;
  items.AppendPublishItem(9, 1, &item_bytes);
  items.AppendCreateRequest(9, 1, &create_bytes);
  v1::PublishRequest publish;
  v1::CreateArticleRequest create;
  ASSERT_TRUE(publish.ParseFromString(item_bytes));
  ASSERT_TRUE(create.ParseFromString(create_bytes));
  EXPECT_EQ(publish.items(0).article().SerializeAsString(), create.article().SerializeAsString());
}

TEST(ReportTest, MediansAndRatiosComeFromAllRuns) {
  Report report("example");
  for (const double value : {100.0, 300.0, 200.0}) report.AddRow(Row("a").Add("x/s", value));
  for (const double value : {500.0, 300.0}) report.AddRow(Row("b").Add("x/s", value));
  report.Compare("a", "b", "x/s");
  EXPECT_EQ(report.Median("a", "x/s"), 200);
  EXPECT_EQ(report.Median("b", "x/s"), 400);
  EXPECT_THAT(report.ToText(), HasSubstr("0.5"));
  EXPECT_THAT(report.ToJson(), HasSubstr("\"ratio\": 0.5"));
}

TEST(ReportTest, AMeasureThatNobodyTookIsZero) {
  EXPECT_EQ(Report("example").Median("a", "x/s"), 0);
}

}  // namespace
}  // namespace newswire::bench
