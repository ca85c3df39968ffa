// Pages of the log and of snapshots, from a real store.
#include "service/core/page_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "tests/storage/store_fixture.h"
#include "tests/support/framed_entries.h"

namespace newswire {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kFull = v1::REPLAY_MODE_FULL;
constexpr auto kLatest = v1::REPLAY_MODE_LATEST;
constexpr auto kCurrentState = v1::REPLAY_MODE_CURRENT_STATE;

std::vector<Sequence> SequencesIn(const EntryPage& page) {
  std::string entries = page.entries;
  const std::vector<Sequence> sequences = TakeEntries(&entries);
  EXPECT_TRUE(entries.empty());
  EXPECT_EQ(sequences.size(), page.count);
  return sequences;
}

CompiledFilter Compiled(const v1::Filter& filter) {
  Violations violations;
  return CompiledFilter::Compile(filter, "filter", &violations);
}

CompiledFilter OnlyFromNobody() {
  v1::Filter filter;
  filter.add_providers("nobody.example");
  return Compiled(filter);
}

CompiledFilter OnlyRecommendations() {
  v1::Filter filter;
  filter.add_kinds(v1::ITEM_KIND_RECOMMENDATION);
  return Compiled(filter);
}

class PageReaderTest : public ::testing::Test {
 protected:
  PageReaderTest() : store_(MustOpen(SmallOptions(folder_.path()))) {}

  void Commit() { ASSERT_TRUE(builder_.CommitTo(store_.get()).ok()); }
  void Trim(std::uint64_t entries) {
    if (entries == 0) return;
    ASSERT_EQ(*store_->Trim({.bytes = 1}, absl::UnixEpoch(), entries), entries);
  }
  Position head() const { return store_->bounds().head; }
  Place Floor() const { return {store_->bounds().floor, std::nullopt}; }
  // The beginning of a snapshot of now.
  Place Now() const { return {head(), 0}; }

  EntryPage Read(v1::ReplayMode mode, const Place& after, const PageLimits& limits = {}) {
    PageReader reader(store_.get(), {}, mode);
    auto page = reader.Read(after, limits);
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? *std::move(page) : EntryPage();
  }
  std::vector<Sequence> Snapshot(const Place& after) {
    const EntryPage page = Read(kCurrentState, after);
    EXPECT_TRUE(page.complete);
    return SequencesIn(page);
  }

  const TempFolder folder_;
  const std::unique_ptr<Store> store_;
  GroupBuilder builder_;
};

TEST_F(PageReaderTest, InFullEveryEntryComesAndThePageEndsAtTheHead) {
  builder_.Add("a", 1).Add("a", 2).Add("b", 1);
  Commit();
  const EntryPage page = Read(kFull, Floor());
  EXPECT_THAT(SequencesIn(page), ElementsAre(1, 2, 3));
  EXPECT_TRUE(page.complete);
  EXPECT_EQ(page.through, (Place{head(), std::nullopt}));
  const EntryPage next = Read(kFull, page.through);
  EXPECT_THAT(SequencesIn(next), IsEmpty());
  EXPECT_TRUE(next.complete);
  EXPECT_EQ(next.through, page.through);
}

TEST_F(PageReaderTest, APageHoldsNoMoreThanItMayAndTheNextGoesOnBehindIt) {
  builder_.Add("a", 1, 1000).Add("b", 1, 1000).Add("c", 1, 5000).Add("d", 1, 10);
  Commit();
  const EntryPage by_count = Read(kFull, Floor(), {.entries_max = 3});
  EXPECT_THAT(SequencesIn(by_count), ElementsAre(1, 2, 3));
  EXPECT_FALSE(by_count.complete);
  std::vector<std::vector<Sequence>> pages;
  Place place = Floor();
  for (bool complete = false; !complete;) {
    const EntryPage page = Read(kFull, place, {.bytes_max = 2500});
    pages.push_back(SequencesIn(page));
    place = page.through;
    complete = page.complete;
  }
  // The third is too large for any page and comes alone.
  EXPECT_THAT(pages, ElementsAre(ElementsAre(1, 2), ElementsAre(3), ElementsAre(4)));
}

TEST_F(PageReaderTest, APageLooksAtABoundedNumberOfEntriesAndMovesOnAllTheSame) {
  for (std::size_t i = 0; i < PageReader::kLookedAtMax + 5; ++i) {
    builder_.Add("a", static_cast<std::uint32_t>(i + 1));
  }
  Commit();
  const EntryPage first = Read(kLatest, Floor());
  EXPECT_THAT(SequencesIn(first), IsEmpty());
  EXPECT_FALSE(first.complete);
  EXPECT_EQ(first.through.position.sequence, PageReader::kLookedAtMax);
  EXPECT_EQ(first.through.position.digest, *store_->DigestAt(PageReader::kLookedAtMax));
  EXPECT_THAT(SequencesIn(Read(kLatest, first.through)), ElementsAre(head().sequence));
}

TEST_F(PageReaderTest, APageLooksAtABoundedNumberOfBytes) {
  constexpr std::size_t kLarge = 1 << 20;
  for (std::uint32_t i = 1; i <= 20; ++i) builder_.Add("a", i, kLarge);
  Commit();
  const EntryPage first = Read(kLatest, Floor());
  EXPECT_FALSE(first.complete);
  EXPECT_EQ(first.through.position.sequence, PageReader::kLookedAtBytesMax / kLarge);
}

TEST_F(PageReaderTest, LatestLeavesOutWhatALaterEntryHasOvertaken) {
  builder_.Add("a", 1).Add("b", 1).Add("a", 2).Add("c", 1).Add("b", 2);
  Commit();
  const EntryPage page = Read(kLatest, Floor());
  EXPECT_THAT(SequencesIn(page), ElementsAre(3, 4, 5));
  EXPECT_EQ(page.through.position, head());
}

TEST_F(PageReaderTest, LatestLeavesOutARetractionThatWasOvertaken) {
  builder_.Add("a", 1).Retracting(true).Add("a", 2).Add("b", 1).Retracting(false).Add("a", 3);
  Commit();
  EXPECT_THAT(SequencesIn(Read(kLatest, Floor())), ElementsAre(3, 4));
}

TEST_F(PageReaderTest, ASnapshotHasTheNewestEntryOfEveryItemInTheirOrder) {
  builder_.Add("a", 1).Add("b", 1).Add("a", 2).Add("c", 1).Add("b", 2);
  Commit();
  const EntryPage page = Read(kCurrentState, Now());
  EXPECT_THAT(SequencesIn(page), ElementsAre(3, 4, 5));
  EXPECT_TRUE(page.complete);
  EXPECT_EQ(page.through, (Place{head(), 5}));
}

TEST_F(PageReaderTest, ASnapshotOfAnEmptyLogIsComplete) {
  EXPECT_THAT(Snapshot(Now()), IsEmpty());
}

TEST_F(PageReaderTest, ASnapshotShowsItsMomentWhateverWasWrittenSince) {
  builder_.Add("a", 1).Add("b", 1).Add("a", 2).Add("c", 1);
  Commit();
  const Place moment = Now();
  builder_.Add("a", 3).Add("d", 1).Add("a", 4).Add("b", 2).Add("a", 5);
  Commit();
  EXPECT_THAT(Snapshot(moment), ElementsAre(2, 3, 4));
}

TEST_F(PageReaderTest, AnItemThatChangedVeryOftenBeforeAndSinceIsShownOnce) {
  std::uint32_t revision = 0;
  for (int i = 0; i < 400; ++i) builder_.Add("a", ++revision);
  builder_.Add("b", 1);
  Commit();
  const Place moment = Now();
  for (int i = 0; i < 400; ++i) builder_.Add("a", ++revision);
  Commit();
  EXPECT_THAT(Snapshot(moment), ElementsAre(400, 401));
}

TEST_F(PageReaderTest, ASnapshotBeginsWithItemsWhoseEntriesRetentionHasPassed) {
  builder_.Add("a", 1).Add("b", 1).Add("a", 2).Add("c", 1).Add("d", 1);
  Commit();
  Trim(3);
  EXPECT_THAT(Snapshot(Now()), ElementsAre(2, 3, 4, 5));
  Trim(2);
  EXPECT_THAT(Snapshot(Now()), ElementsAre(2, 3, 4, 5));
  EXPECT_THAT(Snapshot({head(), 2}), ElementsAre(3, 4, 5));
  EXPECT_THAT(Snapshot({head(), 5}), IsEmpty());
}

// Its newer state follows in the log.
TEST_F(PageReaderTest, AnArchivedEntryThatWasReplacedSinceIsLeftOut) {
  builder_.Add("a", 1).Add("b", 1).Add("c", 1);
  Commit();
  Trim(2);
  const Place moment = Now();
  builder_.Add("a", 2);
  Commit();
  EXPECT_THAT(Snapshot(moment), ElementsAre(2, 3));
}

TEST_F(PageReaderTest, WhatRetentionMovesBetweenTwoPagesComesOnce) {
  builder_.Add("a", 1).Add("b", 1).Add("c", 1).Add("d", 1).Add("e", 1);
  Commit();
  PageReader reader(store_.get(), {}, kCurrentState);
  const auto first = reader.Read(Now(), {.entries_max = 2});
  ASSERT_TRUE(first.ok());
  Trim(4);
  const auto second = reader.Read(first->through, {});
  ASSERT_TRUE(second.ok());
  EXPECT_THAT(SequencesIn(*first), ElementsAre(1, 2));
  EXPECT_THAT(SequencesIn(*second), ElementsAre(3, 4, 5));
}

TEST_F(PageReaderTest, ASnapshotWhoseMomentRetentionHasPassedIsExpired) {
  builder_.Add("a", 1).Add("b", 1);
  Commit();
  const Place moment = Now();
  Trim(2);
  PageReader reader(store_.get(), {}, kCurrentState);
  EXPECT_TRUE(reader.Read(moment, {}).ok()) << "the log behind it is still there";
  builder_.Add("c", 1).Add("c", 2);
  Commit();
  Trim(1);
  for (const Sequence done : {0, 1, 2}) {
    const auto page = reader.Read({moment.position, done}, {});
    EXPECT_EQ(page.status().code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(ReasonOf(page.status()), "POSITION_EXPIRED");
  }
}

TEST_F(PageReaderTest, APlaceInTheLogThatRetentionHasPassedIsExpired) {
  builder_.Add("a", 1).Add("b", 1);
  Commit();
  const Place begin = Floor();
  Trim(1);
  const auto page = PageReader(store_.get(), {}, kLatest).Read(begin, {});
  EXPECT_EQ(ReasonOf(page.status()), "POSITION_EXPIRED");
}

TEST_F(PageReaderTest, TheFilterHoldsBackAllButRetractionsInEveryMode) {
  builder_.Add("a", 1).Retracting(true).Add("b", 1).Retracting(false).Add("c", 1);
  Commit();
  for (const Place& begin : {Floor(), Now()}) {
    for (const v1::ReplayMode mode : {kFull, kLatest, kCurrentState}) {
      const auto page = PageReader(store_.get(), OnlyFromNobody(), mode).Read(begin, {});
      ASSERT_TRUE(page.ok()) << page.status();
      EXPECT_THAT(SequencesIn(*page), ElementsAre(2)) << v1::ReplayMode_Name(mode);
      // Nobody who asks for the other kind ever had it.
      const auto other = PageReader(store_.get(), OnlyRecommendations(), mode).Read(begin, {});
      ASSERT_TRUE(other.ok()) << other.status();
      EXPECT_TRUE(SequencesIn(*other).empty()) << v1::ReplayMode_Name(mode);
      EXPECT_EQ(page->through.snapshot.value_or(3), 3u);
      EXPECT_EQ(page->through.position, head());
    }
  }
}

// Random histories; a snapshot is read in small pages while items change and retention runs. The
// model knows every entry that was ever written.
class SnapshotModelTest : public PageReaderTest {
 protected:
  void Write(unsigned count) {
    for (; count > 0; --count) {
      const std::string uri = absl::StrCat("item-", random_() % 12);
      log_.push_back(uri);
      builder_.Add(uri, ++revisions_[uri]);
    }
    Commit();
  }
  // By uri, the newest entry up to `last`.
  std::map<std::string, Sequence> StateAt(Sequence last) const {
    std::map<std::string, Sequence> state;
    for (Sequence sequence = 1; sequence <= last; ++sequence) {
      state[log_[sequence - 1]] = sequence;
    }
    return state;
  }
  Sequence floor() const { return store_->bounds().floor.sequence; }

  // Reads a snapshot; between its pages others write, and retention removes up to its moment.
  void ReadWhileItChanges(bool retention) {
    Place place = Now();
    const Sequence moment = place.position.sequence;
    std::optional<PageReader> reader;
    std::map<std::string, Sequence> shown;
    Sequence last = 0;
    for (bool complete = false; !complete;) {
      // Another connection, or another process, or the same one.
      if (!reader || random_() % 4 == 0) {
        place = ParsePlace(FormatPlace(place)).value();
        reader.emplace(store_.get(), CompiledFilter(), kCurrentState);
      }
      const auto page = reader->Read(place, {.entries_max = 1 + random_() % 4});
      ASSERT_TRUE(page.ok()) << page.status();
      for (const Sequence sequence : SequencesIn(*page)) {
        ASSERT_GT(sequence, last);
        last = sequence;
        ASSERT_TRUE(shown.emplace(log_[sequence - 1], sequence).second) << "an item came twice";
      }
      place = page->through;
      complete = page->complete;
      if (complete) break;
      Write(random_() % 4);
      if (retention) Trim(std::min<Sequence>(random_() % 6, moment - floor()));
    }
    Compare(moment, shown);
  }

  void Compare(Sequence moment, const std::map<std::string, Sequence>& shown) {
    const Sequence head = store_->bounds().head.sequence;
    const auto now = StateAt(head);
    std::size_t compared = 0;
    for (const auto& [uri, sequence] : StateAt(moment)) {
      const auto found = shown.find(uri);
      const bool replaced = now.at(uri) != sequence;
      compared += found != shown.end();
      if (found == shown.end()) {
        EXPECT_TRUE(replaced && sequence <= floor()) << uri << " at " << sequence << " is missing";
      } else {
        EXPECT_EQ(found->second, sequence) << uri;
      }
    }
    EXPECT_EQ(compared, shown.size()) << "an item that was not there at the moment";
    // With the log on top the reader has what there is.
    std::map<std::string, Sequence> state = shown;
    for (Sequence sequence = moment + 1; sequence <= head; ++sequence) {
      state[log_[sequence - 1]] = sequence;
    }
    EXPECT_EQ(state, now);
  }

  void RunHistories(bool retention) {
    constexpr unsigned kSeed = 20221124;
    random_.seed(kSeed + (retention ? 1 : 0));
    for (int history = 0; history < 60; ++history) {
      SCOPED_TRACE(absl::StrCat("seed ", kSeed, " history ", history));
      Write(random_() % 30);
      ReadWhileItChanges(retention);
      if (HasFailure()) return;
    }
  }

  std::mt19937 random_;
  std::vector<std::string> log_;  // uri of every entry
  std::map<std::string, std::uint32_t> revisions_;
};

TEST_F(SnapshotModelTest, WithoutRetentionASnapshotIsExactlyTheStateAtItsMoment) {
  RunHistories(false);
}

TEST_F(SnapshotModelTest, WithRetentionASnapshotAndTheLogBehindItAreTheWholeState) {
  RunHistories(true);
  EXPECT_GT(floor(), 0u);
}

}  // namespace
}  // namespace newswire
