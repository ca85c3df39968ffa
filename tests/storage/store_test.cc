// What a Store promises, checked on the RocksDB one.
#include "storage/store.h"

#include <gmock/gmock.h>

#include <atomic>
#include <random>
#include <thread>

#include "tests/storage/store_fixture.h"

namespace newswire {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StoreTest : public testing::Test {
 protected:
  StoreTest() : options_(SmallOptions(folder_.path() + "/data")), store_(MustOpen(options_)) {}

  void Reopen() {
    store_.reset();
    store_ = MustOpen(options_);
  }
  void Commit() { ASSERT_TRUE(builder_.CommitTo(store_.get()).ok()); }
  // Entries 1..count, each another item, one second apart.
  void Fill(int count, std::size_t filler_bytes = 0) {
    for (int i = 1; i <= count; ++i) {
      builder_.At(Second(i)).Add(absl::StrCat("item-", i), 1, filler_bytes);
    }
    Commit();
  }
  static std::int64_t Second(std::int64_t n) { return n * 1'000'000; }
  static absl::Time TimeOf(int n) { return absl::FromUnixSeconds(n); }

  const TempFolder folder_;
  const StoreOptions options_;
  std::unique_ptr<Store> store_;
  GroupBuilder builder_;
};

TEST_F(StoreTest, ANewLogIsEmptyAndHasAnIdentityThatStays) {
  const Bounds bounds = store_->bounds();
  EXPECT_NE(bounds.head.log_id, 0u);
  EXPECT_EQ(bounds.head, bounds.floor);
  EXPECT_EQ(bounds.head.sequence, 0u);
  EXPECT_EQ(bounds.head.digest, 0u);
  EXPECT_THAT(Sequences(*store_, 1), IsEmpty());
  EXPECT_EQ(*store_->FirstAtOrAfter(absl::InfinitePast()), 1u);
  EXPECT_EQ(*store_->DigestAt(0), 0u);
  Reopen();
  EXPECT_EQ(store_->bounds().head, bounds.head);
}

TEST_F(StoreTest, TwoLogsHaveTwoIdentities) {
  const auto other = MustOpen(SmallOptions(folder_.path() + "/other"));
  EXPECT_NE(other->bounds().head.log_id, store_->bounds().head.log_id);
}

TEST_F(StoreTest, AGroupIsReadBackWholeAlsoAfterReopen) {
  builder_.Add("a", 1).Add("b", 1).AddRequest("r1", "answer").Add("a", 2);
  const std::string framed(builder_.group().entries[1].framed);
  Commit();
  const storage::HeadRow head = builder_.group().head;
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(store_->head().SerializeAsString(), head.SerializeAsString());
    EXPECT_THAT(Sequences(*store_, 1), ElementsAre(1, 2, 3));
    EXPECT_EQ(*store_->ReadEntry(2), framed);
    EXPECT_EQ((*store_->FindItem("a"))->sequence(), 3u);
    EXPECT_EQ((*store_->FindItem("b"))->sequence(), 2u);
    EXPECT_FALSE(store_->FindItem("c")->has_value());
    EXPECT_EQ((*store_->FindRequest("r1"))->answer(), "answer");
    EXPECT_FALSE(store_->FindRequest("r2")->has_value());
    EXPECT_EQ(*store_->FindRevision("a", 1), 1u);
    EXPECT_EQ(*store_->FindRevision("a", 2), 3u);
    EXPECT_FALSE(store_->FindRevision("a", 3)->has_value());
    Reopen();
  }
}

// Refused proposals change no entry, but the applied position still moves.
TEST_F(StoreTest, AGroupWithoutEntriesMovesTheAppliedPosition) {
  Fill(1);
  WriteGroup group;
  group.head = store_->head();
  group.head.set_applied(99);
  ASSERT_TRUE(store_->Commit(group).ok());
  Reopen();
  EXPECT_EQ(store_->head().applied(), 99u);
  EXPECT_EQ(store_->head().sequence(), 1u);
}

TEST_F(StoreTest, ScanStopsAtTheHeadAndWhenToldTo) {
  Fill(5);
  EXPECT_THAT(Sequences(*store_, 4), ElementsAre(4, 5));
  EXPECT_THAT(Sequences(*store_, 6), IsEmpty());
  int visits = 0;
  ASSERT_TRUE(store_->Scan(1, [&](Sequence, std::string_view) { return ++visits < 2; }).ok());
  EXPECT_EQ(visits, 2);
  EXPECT_THAT(Sequences(*store_, 3, true), ElementsAre(3, 2, 1));
  EXPECT_THAT(Sequences(*store_, 1000, true), ElementsAre(5, 4, 3, 2, 1));
  EXPECT_EQ(store_->ReadEntry(6).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(StoreTest, RevisionsAreVisitedNewestFirstAndNeverThoseOfANeighbour) {
  builder_.Add("item", 1).Add("item", 2).Add("item", 3).Add("item-2", 1).Add("ite", 1);
  Commit();
  std::vector<std::pair<std::uint32_t, Sequence>> seen;
  const auto visit = [&seen](std::uint32_t revision, Sequence sequence) {
    seen.emplace_back(revision, sequence);
    return true;
  };
  ASSERT_TRUE(store_->ScanRevisions("item", UINT32_MAX, visit).ok());
  EXPECT_THAT(seen, ElementsAre(std::pair(3u, 3u), std::pair(2u, 2u), std::pair(1u, 1u)));
  seen.clear();
  ASSERT_TRUE(store_->ScanRevisions("item", 2, visit).ok());
  EXPECT_THAT(seen, ElementsAre(std::pair(2u, 2u), std::pair(1u, 1u)));
}

TEST_F(StoreTest, DigestIsKnownAtEverySequence) {
  Fill(4);
  for (Sequence sequence = 1; sequence <= 4; ++sequence) {
    EXPECT_EQ(*store_->DigestAt(sequence), ParseEntryHead(*store_->ReadEntry(sequence))->digest);
  }
  EXPECT_EQ(store_->DigestAt(5).status().code(), absl::StatusCode::kOutOfRange);
  ASSERT_EQ(*store_->Trim({.bytes = 1}, absl::UnixEpoch(), 2), 2u);
  EXPECT_EQ(*store_->DigestAt(2), store_->bounds().floor.digest);
  EXPECT_EQ(store_->DigestAt(1).status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(StoreTest, FirstAtOrAfterFindsTheFirstAlsoAcrossAnchors) {
  Fill(10'000);
  for (int second : {1, 2, 4095, 4096, 4097, 5000, 8192, 9999, 10'000}) {
    const auto expected = static_cast<Sequence>(second);
    EXPECT_EQ(*store_->FirstAtOrAfter(TimeOf(second)), expected);
    EXPECT_EQ(*store_->FirstAtOrAfter(TimeOf(second) - absl::Nanoseconds(1)), expected);
    EXPECT_EQ(*store_->FirstAtOrAfter(TimeOf(second) + absl::Nanoseconds(1)), expected + 1);
  }
  EXPECT_EQ(*store_->FirstAtOrAfter(absl::InfinitePast()), 1u);
  EXPECT_EQ(*store_->FirstAtOrAfter(absl::InfiniteFuture()), 10'001u);
  ASSERT_EQ(*store_->Trim({.age = absl::Seconds(1)}, TimeOf(6001), 1'000'000), 5999u);
  EXPECT_EQ(*store_->FirstAtOrAfter(absl::InfinitePast()), 6000u);
  EXPECT_EQ(*store_->FirstAtOrAfter(TimeOf(7000)), 7000u);
}

TEST_F(StoreTest, ASecondStoreOnTheSameFolderIsRefusedByName) {
  const auto second = Store::Open(options_);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(options_.path));
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("another process"));
}

TEST_F(StoreTest, AFolderThatCannotBeMadeSaysWhatToDo) {
  const auto store = Store::Open(SmallOptions(folder_.path() + "/no/such/parent"));
  EXPECT_EQ(store.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(store.status().message()), HasSubstr("make its parent"));
}

TEST_F(StoreTest, AlmostFullDiskIsToldBeforeAnythingIsWritten) {
  EXPECT_TRUE(store_->CheckSpace().ok());
  StoreOptions greedy = SmallOptions(folder_.path() + "/greedy");
  greedy.min_free_bytes = UINT64_MAX;
  const absl::Status status = MustOpen(greedy)->CheckSpace();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), HasSubstr("DISK_FULL"));
}

TEST_F(StoreTest, RequestsAreForgottenByTheTimeOfTheirAnswer) {
  for (int i = 1; i <= 5; ++i) builder_.At(Second(i)).AddRequest(absl::StrCat("r", i), "x");
  // Answered again later: the first time must not take it away.
  builder_.At(Second(9)).AddRequest("r1", "again");
  Commit();
  ASSERT_TRUE(store_->ExpireRequests(TimeOf(4), 2).ok());
  EXPECT_FALSE(store_->FindRequest("r2")->has_value());
  EXPECT_TRUE(store_->FindRequest("r3")->has_value());
  ASSERT_TRUE(store_->ExpireRequests(TimeOf(4), 100).ok());
  Reopen();
  EXPECT_EQ((*store_->FindRequest("r1"))->answer(), "again");
  EXPECT_FALSE(store_->FindRequest("r3")->has_value());
  EXPECT_TRUE(store_->FindRequest("r4")->has_value());
  ASSERT_TRUE(store_->ExpireRequests(absl::InfiniteFuture(), 100).ok());
  EXPECT_FALSE(store_->FindRequest("r1")->has_value());
}

}  // namespace
}  // namespace newswire
