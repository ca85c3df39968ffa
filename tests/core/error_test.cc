#include "service/core/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace newswire {
namespace {

template <typename Detail>
Detail DetailOf(const absl::Status& status, const std::string& name) {
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc." + name);
  Detail detail;
  EXPECT_TRUE(payload && detail.ParseFromString(std::string(*payload))) << name;
  return detail;
}

TEST(ViolationsTest, NothingWrongIsOk) {
  EXPECT_TRUE(Violations().ToStatus().ok());
  EXPECT_TRUE(Violations().empty());
}

TEST(ViolationsTest, OneProblemIsOneLine) {
  Violations violations;
  violations.Add("article.name", "URI_INVALID", "must be a uri");
  const absl::Status status = violations.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "article.name: URI_INVALID: must be a uri");
  EXPECT_EQ(ReasonOf(status), "URI_INVALID");
}

TEST(ViolationsTest, EveryProblemIsNamedInTheTextAndInTheDetails) {
  Violations violations;
  violations.Add("a", "FIELD_REQUIRED", "must be set");
  violations.Add("b[2].c", "TOO_MANY", "at most 3; 4 were sent");
  const absl::Status status = violations.ToStatus();
  EXPECT_EQ(
      status.message(),
      "2 problems:\na: FIELD_REQUIRED: must be set\nb[2].c: TOO_MANY: at most 3; 4 were sent");
  EXPECT_EQ(ReasonOf(status), "FIELD_REQUIRED");
  const auto details = DetailOf<google::rpc::BadRequest>(status, "BadRequest");
  ASSERT_EQ(details.field_violations_size(), 2);
  EXPECT_EQ(details.field_violations(1).field(), "b[2].c");
  EXPECT_EQ(details.field_violations(1).description(), "TOO_MANY: at most 3; 4 were sent");
  const auto info = DetailOf<google::rpc::ErrorInfo>(status, "ErrorInfo");
  EXPECT_EQ(info.domain(), "newswire");
  EXPECT_TRUE(info.metadata().empty());
}

TEST(ViolationsTest, OneHundredAreKeptAndTheOthersCounted) {
  Violations violations;
  for (int i = 0; i < 103; ++i) violations.Add(absl::StrCat("f", i), "TOO_MANY", "x");
  EXPECT_EQ(violations.list().size(), Violations::kMax);
  const absl::Status status = violations.ToStatus();
  EXPECT_EQ(status.message().substr(0, 13), "103 problems:");
  const auto details = DetailOf<google::rpc::BadRequest>(status, "BadRequest");
  const auto info = DetailOf<google::rpc::ErrorInfo>(status, "ErrorInfo");
  const int named = details.field_violations_size();
  EXPECT_EQ(info.metadata().at("more_violations"), absl::StrCat(103 - named));
  EXPECT_LE(named, 100);
}

// A client that gets larger trailers drops them, and with them the reason.
TEST(ViolationsTest, TheAnswerFitsIntoTheTrailersOfACall) {
  Violations violations;
  for (int i = 0; i < 100; ++i) {
    violations.Add(absl::StrCat("items[", i, "].article.translations[63].headlines[15].value"),
                   "CONTROL_CHARACTER", "must hold no line break and no control character");
  }
  const absl::Status status = violations.ToStatus();
  const auto details = DetailOf<google::rpc::BadRequest>(status, "BadRequest");
  EXPECT_GE(details.field_violations_size(), 15);
  const std::size_t text = status.message().size();
  EXPECT_LE(text + (text + details.ByteSizeLong() + 250) * 4 / 3, 7700u);
  const std::string text_of(status.message());
  const std::string last = text_of.substr(text_of.rfind('\n'));
  EXPECT_THAT(last, testing::MatchesRegex("\nand [0-9]+ more"));
}

TEST(ViolationsTest, AppendTakesOverWhatAnotherFound) {
  Violations all;
  all.Add("a", "X", "x");
  Violations many;
  for (int i = 0; i < 105; ++i) many.Add("b", "Y", "y");
  all.Append(many);
  EXPECT_EQ(all.list().size(), Violations::kMax);
  EXPECT_EQ(all.list()[1].reason, "Y");
  EXPECT_NE(all.ToStatus().message().find("106 problems"), absl::string_view::npos);
}

TEST(ViolationsTest, OnlyAnItemTooLargeIsExhaustion) {
  Violations size_only;
  size_only.Add("article", "ITEM_TOO_LARGE", "at most 3 bytes; 4 were sent");
  EXPECT_EQ(size_only.ToStatus().code(), absl::StatusCode::kResourceExhausted);
  size_only.Add("article.type", "FIELD_REQUIRED", "must be set");
  EXPECT_EQ(size_only.ToStatus().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ErrorTest, CarriesReasonDomainAndMetadata) {
  const absl::Status status =
      MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "changed", {{"etag", "3-abc"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(status.message(), "changed");
  const auto info = DetailOf<google::rpc::ErrorInfo>(status, "ErrorInfo");
  EXPECT_EQ(info.reason(), "ETAG_MISMATCH");
  EXPECT_EQ(info.domain(), "newswire");
  EXPECT_EQ(info.metadata().at("etag"), "3-abc");
}

TEST(ErrorTest, RetryKeepsTheReason) {
  const absl::Status status = WithRetry(
      MakeError(absl::StatusCode::kUnavailable, "DRAINING", "stopping"), absl::Milliseconds(1500));
  EXPECT_EQ(ReasonOf(status), "DRAINING");
  const auto retry = DetailOf<google::rpc::RetryInfo>(status, "RetryInfo");
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
}

TEST(ErrorTest, RetryOfOkIsOk) {
  EXPECT_TRUE(WithRetry(absl::OkStatus(), absl::Seconds(1)).ok());
}

TEST(ErrorTest, TheSameStatusAlwaysGivesTheSameBytes) {
  std::string first;
  std::vector<absl::Status> kept;  // so that each lies elsewhere in memory
  for (int i = 0; i < 200; ++i) {
    Violations violations;
    violations.Add("a", "TOO_MANY", "at most 3");
    kept.push_back(WithRetry(violations.ToStatus(), absl::Seconds(1)));
    const std::string bytes = ToRpcStatus(kept.back()).SerializeAsString();
    if (first.empty()) first = bytes;
    ASSERT_EQ(bytes, first) << "at " << i;
  }
}

TEST(ErrorTest, AStatusSurvivesItsWayThroughBytes) {
  const absl::Status status = WithRetry(
      MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "changed", {{"etag", "3-abc"}}),
      absl::Seconds(1));
  EXPECT_EQ(StatusOf(ToRpcStatus(status)), status);
  EXPECT_EQ(ReasonOf(StatusOf(ToRpcStatus(absl::InternalError("x")))), "INTERNAL");
}

TEST(ErrorTest, OtherStatusesHaveNoReason) {
  EXPECT_EQ(ReasonOf(absl::OkStatus()), "");
  EXPECT_EQ(ReasonOf(absl::InternalError("x")), "");
}

}  // namespace
}  // namespace newswire
