// Subscribers of the bench against the ceiling server, each in its own process as in a measurement.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>

#include "absl/synchronization/mutex.h"
#include "client/bench/bench.h"
#include "client/bench/ceiling_server.h"
#include "client/bench/item_template.h"
#include "client/bench/server_under_test.h"
#include "client/bench/subscribers.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::bench {
namespace {

constexpr absl::Duration kLimit = absl::Minutes(1);

std::string FramedEntry() {
  std::string bytes;
  ItemTemplate(300).AppendPublishItem(1, 42, &bytes);
  v1::PublishRequest request;
  EXPECT_TRUE(request.ParseFromString(bytes));
  v1::SubscribeResponse response;
  v1::FeedEntry* entry = response.add_entries();
  entry->set_sequence(1);
  *entry->mutable_article() = request.items(0).article();
  return response.SerializeAsString();
}

class BenchDeliveryTest : public testing::TestWithParam<Depth> {
 protected:
  void Start(int subscribers, std::uint64_t entries) {
    CeilingOptions options;
    options.framed_entry = FramedEntry();
    options.frame_bytes = 4096;
    options.wait_for = subscribers;
    options.entries = entries;
    auto folder = TemporaryFolder::Make(testing::TempDir());
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_ = *std::move(folder);
    auto process = StartCeilingServer(options, folder_->path());
    ASSERT_TRUE(process.ok()) << process.status();
    process_ = *std::move(process);
    auto target = AwaitListening(process_.get());
    ASSERT_TRUE(target.ok()) << target.status();
    subscribe_.target = *target;
    subscribe_.count = subscribers;
    subscribe_.depth = GetParam();
  }

  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<ChildProcess> process_;
  SubscribersOptions subscribe_;
};

TEST_P(BenchDeliveryTest, EverySubscriberGetsEveryEntryOnce) {
  constexpr int kSubscribers = 5;
  constexpr std::uint64_t kEntries = 10'000;
  Start(kSubscribers, kEntries);
  subscribe_.threads = 2;
  Subscribers subscribers(subscribe_);
  const absl::Status delivered = subscribers.WaitUntilDelivered(kEntries, kLimit);
  ASSERT_TRUE(delivered.ok()) << delivered;
  subscribers.Stop();
  const Delivered all = subscribers.Read();
  EXPECT_GE(all.entries, kEntries * kSubscribers);
  EXPECT_EQ(all.entries, subscribers.Latency().count());
  EXPECT_GT(all.bytes, all.entries * 300);
}

// The check of the order can fail: the server begins with 1, and the reader expects 6.
TEST_P(BenchDeliveryTest, AnEntryOutOfOrderIsAnError) {
  Start(1, 100);
  subscribe_.after_sequence = 5;
  Subscribers subscribers(subscribe_);
  const absl::Status delivered = subscribers.WaitUntilDelivered(50, kLimit);
  EXPECT_EQ(delivered.code(), absl::StatusCode::kDataLoss) << delivered;
}

TEST_P(BenchDeliveryTest, AServerThatDiesIsAnError) {
  Start(1, 100);
  Subscribers subscribers(subscribe_);
  ASSERT_TRUE(subscribers.WaitUntilDelivered(100, kLimit).ok());
  process_.reset();
  const absl::Status waited = subscribers.WaitFor(kLimit);
  EXPECT_EQ(waited.code(), absl::StatusCode::kUnavailable) << waited;
}

INSTANTIATE_TEST_SUITE_P(Depths, BenchDeliveryTest, testing::Values(Depth::kWhole, Depth::kHeads),
                         [](const auto& depth) {
                           return depth.param == Depth::kWhole ? "Whole" : "Heads";
                         });

}  // namespace
}  // namespace newswire::bench

// The ceiling server is this binary, too.
int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  if (argc > 1 && std::strcmp(argv[1], "bench") == 0)
    return newswire::BenchMain(argc - 1, argv + 1);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
