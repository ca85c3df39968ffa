// A file system that fills up while the server writes, and is emptied under its feet.
#include "tests/support/small_disk.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/faults/full_disk.h"
#include "tests/support/eventually.h"
#include "tests/support/load.h"

namespace newswire::testing {
namespace {

class FullSmallDisk : public FullDisk {
 protected:
  // The guard must hold what is still in memory when writes stop: RocksDB goes on and flushes it.
  static constexpr std::uint64_t kGuardBytes = 256 << 20;
  static constexpr std::uint64_t kDiskBytes = 640 << 20;
  static constexpr std::uint64_t kRoomBytes = 64 << 20;

  void SetUp() override {
    disk_ = SmallDisk::MountOn(server_.folder(), kDiskBytes);
    if (disk_ == nullptr) GTEST_SKIP() << "this user may not mount: the small disk was NOT tested";
    Restart({"--min-free-bytes", absl::StrCat(kGuardBytes)});
    ASSERT_TRUE(Create("before").ok());
  }
  void TearDown() override { server_.Kill(); }

  // Publishes until the disk is full; how many were accepted is the sequence afterwards.
  absl::Status Fill() {
    absl::Status status;
    for (int round = 0; status.ok() && round < 100; ++round) {
      status =
          PublishLoad(server_.address(),
                      {.id = absl::StrCat("fill-", round), .articles = 10, .bytes = 400 << 10});
    }
    return status;
  }

  std::unique_ptr<SmallDisk> disk_;
};

TEST_F(FullSmallDisk, FillsUpToTheGuardAndWritesWorkAgainWhenThereIsSpace) {
  ASSERT_TRUE(disk_->FillUpTo(kGuardBytes + kRoomBytes));
  Follower follower(server_.address());
  ExpectDiskFull(Fill());
  const std::uint64_t left = disk_->free_bytes();
  EXPECT_TRUE(RefusesWrites());
  const std::uint64_t stored = client_->GetFeedStatus()->last_sequence();
  EXPECT_TRUE(follower.AwaitEntry(stored));
  ExpectReadsGoOn(stored);
  disk_->RemoveBallast();
  const absl::Time freed = absl::Now();
  EXPECT_TRUE(Eventually(absl::Seconds(10), [this] { return Create("after").ok(); }));
  const absl::Duration back = absl::Now() - freed;
  EXPECT_TRUE(follower.AwaitEntry(stored + 1)) << "the stream that was open all the time goes on";
  const int exit_code = server_.Stop();
  std::printf("FIG disk_full aborts=%d stored=%zu guard_mb=%zu left_mb=%.1f back_ms=%.0f\n",
              exit_code != 0, std::size_t{stored}, std::size_t{kGuardBytes >> 20}, left / 1048576.0,
              absl::ToDoubleMilliseconds(back));
  EXPECT_EQ(exit_code, 0);
  EXPECT_LE(left, kGuardBytes);
  // The next write-ahead log is preallocated, 70 MB at once.
  EXPECT_GT(left, kGuardBytes / 2) << "the guard came late";
}

TEST_F(FullSmallDisk, AStartOnTheFullDiskWorks) {
  ASSERT_TRUE(disk_->FillUpTo(8 << 20));
  ExpectDiskFull(Create("full"));
  server_.Kill();
  ASSERT_TRUE(server_.Start());
  EXPECT_TRUE(RefusesWrites());
  ExpectReadsGoOn(1);
  disk_->RemoveBallast();
  EXPECT_TRUE(Eventually(absl::Seconds(10), [this] { return Create("after").ok(); }));
  EXPECT_EQ(server_.Stop(), 0);
}

}  // namespace
}  // namespace newswire::testing
