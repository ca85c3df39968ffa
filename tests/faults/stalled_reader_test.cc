// Readers that open a stream and never read: they cost next to nothing, nobody waits for them, and
// they are cut off.
#include "tests/support/stalled_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include "absl/time/clock.h"
#include "client/channel.h"
#include "client/client.h"
#include "tests/support/eventually.h"
#include "tests/support/follower.h"
#include "tests/support/load.h"
#include "tests/support/server_process.h"

namespace newswire::testing {
namespace {

constexpr int kStalled = 40;
constexpr absl::Duration kStallLimit = absl::Seconds(2);
// 48 MiB: less than a memtable, so that both runs measure the same.
const Load kLoad = {.id = "much", .articles = 768, .bytes = 64 << 10};
// What all stalled readers together may cost: the chunk of 1 MiB that they are stuck in, and their
// connections. Measured: 1 MiB, with 5 of them as with 120.
constexpr std::int64_t kStalledBytesMax = 8 << 20;

struct Measured {
  std::int64_t grown_bytes = 0;         // from the first entry to the most
  absl::Duration others = {};           // until the others had everything
  std::vector<absl::Duration> cut_off;  // since the first entry
};

// Publishes while two readers follow and `stalled` ones do not.
void Publish(int stalled, Measured* run) {
  ServerProcess server({"--ring-bytes", "2MiB", "--stall-limit", "2s"});
  ASSERT_TRUE(server.Start());
  Follower first(server.address());
  Follower second(server.address());
  std::vector<std::unique_ptr<StalledReader>> readers;
  for (int i = 0; i < stalled; ++i) {
    readers.push_back(std::make_unique<StalledReader>(server.address()));
  }
  Client client(MakeChannel(server.address()));
  ASSERT_TRUE(Eventually(absl::Seconds(20), [&] {
    return client.GetFeedStatus()->subscribers() == static_cast<std::uint32_t>(stalled + 2);
  }));
  const auto before = static_cast<std::int64_t>(server.memory_bytes());
  const absl::Time start = absl::Now();
  ASSERT_TRUE(PublishLoad(server.address(), kLoad).ok());
  EXPECT_TRUE(first.AwaitEntry(kLoad.articles));
  EXPECT_TRUE(second.AwaitEntry(kLoad.articles));
  run->others = absl::Now() - start;
  for (const auto& reader : readers) {
    ASSERT_EQ(reader->AwaitEnd(absl::Seconds(20)), StalledReader::End::kCancelled);
    run->cut_off.push_back(absl::Now() - start);
  }
  run->grown_bytes = static_cast<std::int64_t>(server.memory_bytes_max()) - before;
  EXPECT_EQ(client.GetFeedStatus()->subscribers(), 2u);
  EXPECT_EQ(first.entries().size(), static_cast<std::size_t>(kLoad.articles));
  EXPECT_EQ(server.Stop(), 0);
}

TEST(Stalled, ReadersCostLittleHoldUpNobodyAndAreCutOffAfterTheLimit) {
  Measured alone, beside;
  ASSERT_NO_FATAL_FAILURE(Publish(0, &alone));
  ASSERT_NO_FATAL_FAILURE(Publish(kStalled, &beside));
  const auto [soonest, latest] = std::minmax_element(beside.cut_off.begin(), beside.cut_off.end());
  std::printf(
      "FIG stalled streams=%d published_mb=%zu rss_growth_mb=%.1f rss_growth_without_mb=%.1f "
      "others_ms=%.0f others_without_ms=%.0f limit_ms=%.0f cut_off_ms=%.0f..%.0f\n",
      kStalled, kLoad.articles * kLoad.bytes >> 20, beside.grown_bytes / 1048576.0,
      alone.grown_bytes / 1048576.0, absl::ToDoubleMilliseconds(beside.others),
      absl::ToDoubleMilliseconds(alone.others), absl::ToDoubleMilliseconds(kStallLimit),
      absl::ToDoubleMilliseconds(*soonest), absl::ToDoubleMilliseconds(*latest));
  EXPECT_LT(beside.grown_bytes - alone.grown_bytes, kStalledBytesMax);
  EXPECT_GE(*soonest, kStallLimit);
}

TEST(Stalled, ReadersDoNotHoldUpADrainBeyondTheGraceTime) {
  ServerProcess server({"--grace", "1s"});
  ASSERT_TRUE(server.Start());
  StalledReader reader(server.address());
  ASSERT_TRUE(
      PublishLoad(server.address(), {.id = "some", .articles = 32, .bytes = 64 << 10}).ok());
  const absl::Time signalled = absl::Now();
  server.Terminate();
  EXPECT_EQ(server.AwaitExit(absl::Seconds(20)), 0);
  std::printf("FIG sigterm_stalled grace_ms=1000 exit_ms=%.0f\n",
              absl::ToDoubleMilliseconds(absl::Now() - signalled));
  EXPECT_NE(reader.AwaitEnd(absl::Seconds(10)), StalledReader::End::kStillThere);
}

}  // namespace
}  // namespace newswire::testing
