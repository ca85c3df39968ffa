#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "tests/storage/store_fixture.h"

namespace newswire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RetentionTest : public testing::Test {
 protected:
  RetentionTest() : options_(SmallOptions(folder_.path())), store_(MustOpen(options_)) {}

  void Reopen() {
    store_.reset();
    store_ = MustOpen(options_);
  }
  void Commit() { ASSERT_TRUE(builder_.CommitTo(store_.get()).ok()); }
  std::uint64_t TrimAll() { return *store_->Trim({.bytes = 1}, absl::UnixEpoch(), UINT64_MAX); }
  static std::int64_t Second(int n) { return n * 1'000'000; }

  const TempFolder folder_;
  const StoreOptions options_;
  std::unique_ptr<Store> store_;
  GroupBuilder builder_;
};

TEST_F(RetentionTest, NoLimitRemovesNothing) {
  builder_.Add("a", 1);
  Commit();
  EXPECT_EQ(*store_->Trim({}, absl::InfiniteFuture(), 100), 0u);
  EXPECT_EQ(store_->bounds().floor.sequence, 0u);
}

TEST_F(RetentionTest, AgeRemovesExactlyWhatIsOlder) {
  for (int i = 1; i <= 10; ++i) builder_.At(Second(i)).Add(absl::StrCat("item-", i), 1);
  Commit();
  EXPECT_EQ(*store_->Trim({.age = absl::Seconds(5)}, absl::FromUnixSeconds(10), 100), 4u);
  EXPECT_THAT(Sequences(*store_, 5), ElementsAre(5, 6, 7, 8, 9, 10));
  EXPECT_EQ(store_->bounds().floor.sequence, 4u);
  EXPECT_EQ(store_->bounds().floor.digest, ParseEntryHead(*store_->ReadEntry(4))->digest);
}

TEST_F(RetentionTest, BytesRemovesUntilTheRestFits) {
  for (int i = 1; i <= 10; ++i) builder_.Add(absl::StrCat("item-", i), 1, 1000);
  const std::size_t last_three = builder_.group().entries[7].framed.size() * 3;
  Commit();
  EXPECT_EQ(*store_->Trim({.bytes = last_three + 100}, absl::UnixEpoch(), 100), 7u);
  EXPECT_THAT(Sequences(*store_, 8), ElementsAre(8, 9, 10));
  EXPECT_EQ(*store_->Trim({.bytes = last_three + 100}, absl::UnixEpoch(), 100), 0u);
}

TEST_F(RetentionTest, OneCallRemovesAtMostWhatItMay) {
  for (int i = 1; i <= 10; ++i) builder_.Add(absl::StrCat("item-", i), 1);
  Commit();
  EXPECT_EQ(*store_->Trim({.bytes = 1}, absl::UnixEpoch(), 3), 3u);
  EXPECT_EQ(store_->bounds().floor.sequence, 3u);
}

TEST_F(RetentionTest, WhatIsGoneIsSaidAndNeverSkipped) {
  for (int i = 1; i <= 4; ++i) builder_.Add("item", static_cast<std::uint32_t>(i));
  Commit();
  ASSERT_EQ(*store_->Trim({.bytes = 1}, absl::UnixEpoch(), 2), 2u);
  const auto visit = [](Sequence, std::string_view) { return true; };
  EXPECT_EQ(store_->Scan(2, visit).code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(store_->Scan(0, visit).code(), absl::StatusCode::kOutOfRange);
  EXPECT_TRUE(store_->Scan(3, visit).ok());
  EXPECT_EQ(store_->ReadEntry(1).status().code(), absl::StatusCode::kNotFound);
}

// The feed may be emptied, but the log goes on where it was.
TEST_F(RetentionTest, AnEmptiedFeedKeepsItsHead) {
  builder_.Add("a", 1).Add("b", 1);
  Commit();
  EXPECT_EQ(TrimAll(), 2u);
  Reopen();
  EXPECT_EQ(store_->bounds().floor, store_->bounds().head);
  EXPECT_EQ(store_->bounds().head.sequence, 2u);
  EXPECT_THAT(Sequences(*store_, 3), IsEmpty());
  builder_.Add("c", 1);
  Commit();
  EXPECT_THAT(Sequences(*store_, 3), ElementsAre(3));
}

TEST_F(RetentionTest, CurrentRevisionsMoveToTheArchiveAndOldOnesAreForgotten) {
  builder_.Add("a", 1).Add("a", 2).Add("b", 1).Add("b", 2);
  const std::string current(builder_.group().entries[1].framed);
  Commit();
  ASSERT_EQ(*store_->Trim({.bytes = 1}, absl::UnixEpoch(), 3), 3u);
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(*store_->ReadEntry(2), current);
    EXPECT_EQ((*store_->FindItem("a"))->sequence(), 2u);
    EXPECT_FALSE(store_->FindRevision("a", 1)->has_value());
    EXPECT_EQ(*store_->FindRevision("a", 2), 2u);
    EXPECT_FALSE(store_->FindRevision("b", 1)->has_value());
    EXPECT_THAT(Sequences(*store_, 100, true), ElementsAre(4, 2));
    EXPECT_THAT(Sequences(*store_, 3, true), ElementsAre(2));
    Reopen();
  }
}

TEST_F(RetentionTest, AnArchivedRevisionThatIsSupersededIsForgotten) {
  builder_.Add("a", 1).Add("b", 1);
  Commit();
  ASSERT_EQ(TrimAll(), 2u);
  builder_.Add("a", 2);
  Commit();
  EXPECT_EQ(store_->ReadEntry(1).status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(store_->FindRevision("a", 1)->has_value());
  EXPECT_EQ(*store_->FindRevision("a", 2), 3u);
  EXPECT_THAT(Sequences(*store_, 100, true), ElementsAre(3, 2));
}

std::vector<Sequence> Archived(const Store& store, Sequence from) {
  std::vector<Sequence> sequences;
  const absl::Status status =
      store.ScanArchive(from, [&](Sequence sequence, std::string_view framed) {
        const auto head = ParseEntryHead(framed);
        EXPECT_TRUE(head && head->sequence == sequence);
        sequences.push_back(sequence);
        return true;
      });
  EXPECT_TRUE(status.ok()) << status;
  return sequences;
}

TEST_F(RetentionTest, TheArchiveIsReadAscendingFromAnySequenceUpToTheFloor) {
  builder_.Add("a", 1).Add("b", 1).Add("a", 2).Add("c", 1).Add("d", 1).Add("d", 2);
  Commit();
  EXPECT_THAT(Archived(*store_, 0), IsEmpty());
  ASSERT_EQ(*store_->Trim({.bytes = 1}, absl::UnixEpoch(), 5), 5u);
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(Archived(*store_, 0), ElementsAre(2, 3, 4));
    EXPECT_THAT(Archived(*store_, 3), ElementsAre(3, 4));
    EXPECT_THAT(Archived(*store_, 5), IsEmpty());
    Reopen();
  }
  builder_.Add("b", 2);
  Commit();
  EXPECT_THAT(Archived(*store_, 0), ElementsAre(3, 4));
}

TEST_F(RetentionTest, AScanOfTheArchiveEndsWhereTheVisitorSays) {
  for (int i = 1; i <= 4; ++i) builder_.Add(absl::StrCat("item-", i), 1);
  Commit();
  ASSERT_EQ(TrimAll(), 4u);
  int visited = 0;
  EXPECT_TRUE(store_->ScanArchive(1, [&visited](Sequence, auto) { return ++visited < 2; }).ok());
  EXPECT_EQ(visited, 2);
}

// A change of status keeps the revision: its row then belongs to the later entry.
TEST_F(RetentionTest, ARevisionCarriedByALaterEntryIsKept) {
  builder_.Add("a", 1).Add("a", 1);
  Commit();
  ASSERT_EQ(*store_->Trim({.bytes = 1}, absl::UnixEpoch(), 1), 1u);
  EXPECT_EQ(*store_->FindRevision("a", 1), 2u);
}

TEST_F(RetentionTest, FloorAndBytesSurviveReopen) {
  for (int i = 1; i <= 6; ++i) builder_.Add(absl::StrCat("item-", i), 1, 500);
  const std::uint64_t two = builder_.group().entries[4].framed.size() * 2;
  Commit();
  ASSERT_EQ(*store_->Trim({.bytes = two}, absl::UnixEpoch(), 100), 4u);
  const Bounds before = store_->bounds();
  Reopen();
  EXPECT_EQ(store_->bounds().floor, before.floor);
  EXPECT_EQ(*store_->Trim({.bytes = two}, absl::UnixEpoch(), 100), 0u);
  EXPECT_THAT(Sequences(*store_, 5), ElementsAre(5, 6));
}

// Against a model: random items, revisions, trims and reopens.
TEST_F(RetentionTest, RandomHistoryMatchesAModel) {
  constexpr std::uint32_t kSeed = 4711;
  std::mt19937 random(kSeed);
  std::map<std::string, std::vector<Sequence>> items;
  Sequence head = 0;
  Sequence floor = 0;
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(testing::Message() << "seed " << kSeed << " round " << round);
    for (unsigned i = random() % 5; i > 0; --i) {
      const std::string uri = absl::StrCat("item-", random() % 20);
      items[uri].push_back(++head);
      builder_.Add(uri, static_cast<std::uint32_t>(items[uri].size()));
    }
    Commit();
    if (random() % 3 == 0) {
      floor += *store_->Trim({.bytes = 1 + random() % 2000}, absl::UnixEpoch(), random() % 10);
    }
    if (random() % 40 == 0) Reopen();
    ASSERT_EQ(store_->bounds().floor.sequence, floor);
    std::vector<Sequence> feed;
    for (Sequence sequence = floor + 1; sequence <= head; ++sequence) feed.push_back(sequence);
    ASSERT_EQ(Sequences(*store_, floor + 1), feed);
    std::vector<Sequence> archived;
    for (const auto& [uri, sequences] : items) {
      if (sequences.empty()) continue;
      ASSERT_EQ((*store_->FindItem(uri))->sequence(), sequences.back());
      ASSERT_TRUE(store_->ReadEntry(sequences.back()).ok());
      if (sequences.back() <= floor) archived.push_back(sequences.back());
      for (std::size_t i = 0; i < sequences.size(); ++i) {
        const bool kept = sequences[i] > floor || i + 1 == sequences.size();
        ASSERT_EQ(store_->FindRevision(uri, static_cast<std::uint32_t>(i + 1))->has_value(), kept);
      }
    }
    std::sort(archived.begin(), archived.end());
    ASSERT_EQ(Archived(*store_, 0), archived);
    std::reverse(archived.begin(), archived.end());
    ASSERT_EQ(Sequences(*store_, floor, true), archived);
  }
}

// Readers run while the writer appends and retention removes. Every scan is dense, or it says
// OUT_OF_RANGE; every backward scan sees each item's current entry.
TEST_F(RetentionTest, ReadersNeverSeeAHoleWhileRetentionRuns) {
  constexpr int kItems = 50;
  for (int i = 0; i < kItems; ++i) builder_.Add(absl::StrCat("item-", i), 1, 200);
  Commit();
  std::atomic<bool> stop{false};
  std::atomic<int> scans{0};
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 2; ++reader) {
    readers.emplace_back([&, reader] {
      while (!stop) {
        if (reader == 0) {
          Sequence expected = store_->bounds().floor.sequence + 1;
          const absl::Status status = store_->Scan(expected, [&](Sequence sequence, auto) {
            EXPECT_EQ(sequence, expected++);
            return true;
          });
          EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kOutOfRange) << status;
        } else {
          std::set<std::string> names;
          Sequence last = UINT64_MAX;
          const absl::Status status =
              store_->ScanBackward(UINT64_MAX, [&](Sequence sequence, std::string_view framed) {
                EXPECT_LT(sequence, last);
                last = sequence;
                names.insert(std::string(ParseEntryHead(framed)->name));
                return true;
              });
          EXPECT_TRUE(status.ok()) << status;
          EXPECT_GE(names.size(), static_cast<std::size_t>(kItems));
        }
        ++scans;
      }
    });
  }
  std::uint32_t revision = 1;
  while (scans < 400) {
    ++revision;
    for (int i = 0; i < kItems; i += 7) builder_.Add(absl::StrCat("item-", i), revision, 200);
    Commit();
    ASSERT_TRUE(store_->Trim({.bytes = 20'000}, absl::UnixEpoch(), 5).ok());
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace newswire
