#include <gtest/gtest.h>

#include <random>

#include "tests/storage/store_fixture.h"
#include "tests/support/faulty_env.h"

namespace newswire {
namespace {

// For every n: the n-th sync of the log fails. That Commit is not acknowledged, no later one is,
// and after a new start everything that was acknowledged is there.
TEST(IoError, AfterAFailedSyncNothingIsAcknowledgedUntilReopen) {
  for (std::uint64_t n = 1; n <= 25; ++n) {
    SCOPED_TRACE(n);
    const TempFolder folder;
    FaultyEnv env;
    StoreOptions options = SmallOptions(folder.path());
    options.env = env.env();
    auto store = MustOpen(options);
    GroupBuilder builder(store->head());
    env.FailWalSync(n);
    Sequence acknowledged = 0;
    absl::Status status;
    while (acknowledged < 100) {
      builder.Add(absl::StrCat("item-", acknowledged), 1, 100);
      status = builder.CommitTo(store.get());
      if (!status.ok()) break;
      acknowledged = store->bounds().head.sequence;
    }
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(acknowledged, n - 1);
    EXPECT_EQ(store->bounds().head.sequence, acknowledged);
    // The disk works again, but what it holds is unknown: every later write is refused.
    for (int i = 0; i < 3; ++i) {
      GroupBuilder next(store->head());
      next.Add("later", 1);
      EXPECT_FALSE(next.CommitTo(store.get()).ok());
      EXPECT_FALSE(store->Trim({.bytes = 1}, absl::UnixEpoch(), 1).ok());
      EXPECT_FALSE(store->ExpireRequests(absl::InfiniteFuture(), 1).ok());
    }
    // Reading goes on.
    EXPECT_EQ(Sequences(*store, 1).size(), acknowledged);
    store.reset();
    store = MustOpen(options);
    const Sequence head = store->bounds().head.sequence;
    EXPECT_TRUE(head == acknowledged || head == acknowledged + 1) << head;
    GroupBuilder next(store->head());
    next.Add("again", 1);
    EXPECT_TRUE(next.CommitTo(store.get()).ok());
    EXPECT_EQ(Sequences(*store, 1).size(), head + 1);
  }
}

TEST(IoError, TheRefusalSaysWhatToDo) {
  const TempFolder folder;
  FaultyEnv env;
  StoreOptions options = SmallOptions(folder.path());
  options.env = env.env();
  auto store = MustOpen(options);
  GroupBuilder builder(store->head());
  env.FailWalSync(1);
  const absl::Status status = builder.Add("a", 1).CommitTo(store.get());
  EXPECT_NE(status.message().find("check the disk"), absl::string_view::npos) << status;
}

// A process dies between writing a group and syncing it, and the next one finds the group. From
// then on it is part of the log, so a later power loss must not take it out of the middle.
TEST(IoError, WhatADeadProcessLeftUnsyncedIsDurableBeforeAnythingBuildsOnIt) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const TempFolder folder;
    FaultyEnv env;
    StoreOptions options = SmallOptions(folder.path());
    options.env = env.env();
    auto store = MustOpen(options);
    GroupBuilder builder(store->head());
    ASSERT_TRUE(builder.Add("synced", 1).CommitTo(store.get()).ok());
    env.FailWalSync(1);
    ASSERT_FALSE(builder.Add("unsynced", 1, 1000).CommitTo(store.get()).ok());
    env.GoDownNow();
    store.reset();
    env.Restart(FaultyEnv::Crash::kProcess, &random);

    store = MustOpen(options);
    ASSERT_EQ(store->bounds().head.sequence, 2u);
    GroupBuilder next(store->head());
    ASSERT_TRUE(next.Add("later", 1).CommitTo(store.get()).ok());
    env.GoDownNow();
    store.reset();
    env.Restart(FaultyEnv::Crash::kPowerLoss, &random);

    store = MustOpen(options);
    ASSERT_NE(store, nullptr);
    EXPECT_EQ(Sequences(*store, 1).size(), 3u);
  }
}

}  // namespace
}  // namespace newswire
