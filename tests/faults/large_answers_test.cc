// What many refusals cost: every item has its answer in messages that any client takes, a publisher
// that reads no answers fills no memory, and one that is fast keeps nobody waiting.
#include <google/rpc/error_details.pb.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "client/channel.h"
#include "client/client.h"
#include "client/status.h"
#include "newswire/v1/feed_service.grpc.pb.h"
#include "tests/support/sample_items.h"
#include "tests/support/server_process.h"

namespace newswire::testing {
namespace {

constexpr int kItems = 1000;
constexpr std::size_t kStockClientBytesMax = 4 << 20;

// One good article, and 999 with 40 broken translations each.
template <typename Request>
Request ManyFaults() {
  Request request;
  for (int i = 0; i < kItems; ++i) {
    v1::Article* article = request.add_items()->mutable_article();
    *article = MakeArticle(absl::StrCat("n", i), "News");
    for (int k = 0; i > 0 && k < 40; ++k) {
      v1::Translation* translation = article->add_translations();
      translation->set_language("!!");
      translation->add_headlines();
    }
  }
  return request;
}

// Four bytes each on the wire, and about a kilobyte in the answer.
v1::PublishStreamRequest EmptyItems() {
  v1::PublishStreamRequest request;
  for (int i = 0; i < kItems; ++i) request.add_items()->mutable_article();
  return request;
}

class LargeAnswers : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.Start());
    // With the limits that every gRPC client has by itself.
    stub_ = v1::FeedService::NewStub(
        grpc::CreateChannel(server_.address(), grpc::InsecureChannelCredentials()));
  }
  // Every refusal has its first fault, and says how many it leaves out.
  static void ExpectAllNamed(const std::vector<v1::PublishResult>& results) {
    ASSERT_EQ(results.size(), kItems);
    EXPECT_EQ(results[0].outcome(), v1::PUBLISH_OUTCOME_CREATED);
    for (int i = 1; i < kItems; ++i) {
      EXPECT_TRUE(absl::EndsWith(results[i].name(), absl::StrCat("n", i))) << results[i].name();
      const absl::Status status = FromRpcStatus(results[i].status());
      ErrorDetails details = DetailsOf(status);
      EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
      ASSERT_FALSE(details.violations.empty());
      EXPECT_EQ(details.violations.size() + std::stoul(details.metadata["more_violations"]),
                DetailsOf(FromRpcStatus(results[1].status())).violations.size() +
                    std::stoul(
                        DetailsOf(FromRpcStatus(results[1].status())).metadata["more_violations"]));
    }
    EXPECT_EQ(DetailsOf(FromRpcStatus(results[1].status())).violations.size(), 100u);
  }

  ServerProcess server_;
  std::unique_ptr<v1::FeedService::Stub> stub_;
};

TEST_F(LargeAnswers, PublishAnswersEveryItemBelowTheLimitOfClients) {
  grpc::ClientContext context;
  v1::PublishResponse response;
  const grpc::Status status = stub_->Publish(&context, ManyFaults<v1::PublishRequest>(), &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_LT(response.ByteSizeLong(), kStockClientBytesMax);
  ExpectAllNamed({response.results().begin(), response.results().end()});
}

TEST_F(LargeAnswers, PublishStreamSplitsThem) {
  grpc::ClientContext context;
  const auto stream = stub_->PublishStream(&context);
  ASSERT_TRUE(stream->Write(ManyFaults<v1::PublishStreamRequest>()));
  stream->WritesDone();
  std::vector<v1::PublishResult> results;
  v1::PublishStreamResponse response;
  while (stream->Read(&response)) {
    EXPECT_LT(response.ByteSizeLong(), (1u << 20) + (64u << 10));
    results.insert(results.end(), response.results().begin(), response.results().end());
  }
  const grpc::Status status = stream->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
  ExpectAllNamed(results);
}

TEST_F(LargeAnswers, ANameThatIsNoneIsCutInItsAnswer) {
  grpc::ClientContext context;
  v1::PublishRequest request;
  for (int i = 0; i < 2; ++i) {
    request.add_items()->mutable_article()->set_name(std::string(1 << 20, 'x') + "é");
  }
  v1::PublishResponse response;
  const grpc::Status status = stub_->Publish(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.results(1).name(), std::string(528, 'x'));
}

TEST_F(LargeAnswers, AnAtomicRequestNamesTheFaultsOfItemsWithoutAName) {
  grpc::ClientContext context;
  v1::PublishRequest request;
  request.set_atomic(true);
  for (int i = 0; i < 2; ++i) request.add_items()->mutable_article();
  *request.add_items()->mutable_article() = MakeArticle("twice", "News");
  *request.add_items() = request.items(2);
  v1::PublishResponse response;
  const absl::Status status = FromGrpcStatus(stub_->Publish(&context, request, &response));
  std::set<std::string> faults;
  for (const auto& violation : DetailsOf(status).violations) {
    faults.insert(absl::StrCat(violation.field, " ",
                               violation.description.substr(0, violation.description.find(':'))));
  }
  EXPECT_EQ(faults.count("items[0].article.name URI_INVALID"), 1u) << status;
  EXPECT_EQ(faults.count("items[1].article.name URI_INVALID"), 1u) << status;
  EXPECT_EQ(faults.count("items[1].article.type FIELD_REQUIRED"), 1u) << status;
  EXPECT_EQ(faults.count("items[1] NAME_DUPLICATE"), 0u) << status;
  EXPECT_EQ(faults.count("items[3] NAME_DUPLICATE"), 1u) << status;
}

// The bound is 8 MiB and one message; an allocator keeps more than is in use.
TEST_F(LargeAnswers, APublisherThatReadsNoAnswersFillsNoMemory) {
  const std::uint64_t before = server_.memory_bytes();
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(4)));
  const auto stream = stub_->PublishStream(&context);
  const v1::PublishStreamRequest request = EmptyItems();
  int messages = 0;
  while (stream->Write(request)) ++messages;  // until the deadline
  const std::uint64_t taken = server_.memory_bytes_max() - before;
  std::printf("FIG unread_answers messages=%d server_mib=%.0f\n", messages,
              static_cast<double>(taken) / (1 << 20));
#if !__has_feature(address_sanitizer)
  EXPECT_LT(taken, 48u << 20);
#endif
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST_F(LargeAnswers, AFastPublisherLetsOthersHaveTheirTurn) {
  Client client(MakeChannel(server_.address()));
  ASSERT_TRUE(client.GetFeedStatus().ok());  // it is connected
  grpc::ClientContext context;
  const auto stream = stub_->PublishStream(&context);
  constexpr int kMessages = 300;
  std::thread writer([&] {
    const v1::PublishStreamRequest request = EmptyItems();
    for (int i = 0; i < kMessages; ++i) stream->Write(request);
    stream->WritesDone();
  });
  absl::Notification done;
  std::thread reader([&] {
    v1::PublishStreamResponse response;
    while (stream->Read(&response)) {
    }
    done.Notify();
  });
  std::vector<absl::Duration> waits;
  while (!done.HasBeenNotified()) {
    const absl::Time asked = absl::Now();
    EXPECT_TRUE(client.GetFeedStatus().ok());
    waits.push_back(absl::Now() - asked);
  }
  writer.join();
  reader.join();
  EXPECT_TRUE(stream->Finish().ok());
  // Messages come 300 times; before each took its turn, one call took as long as all of them.
  ASSERT_GT(waits.size(), 3u);
  std::sort(waits.begin(), waits.end());
  std::printf("FIG status_while_flooded calls=%zu ms_p50=%.1f ms_max=%.1f\n", waits.size(),
              absl::ToDoubleMilliseconds(waits[waits.size() / 2]),
              absl::ToDoubleMilliseconds(waits.back()));
}

}  // namespace
}  // namespace newswire::testing
