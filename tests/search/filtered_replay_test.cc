// What a reader with a filter gets of the past, found by the index, beside an oracle that looks at
// every entry.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "newswire/v1/feed_service.pb.h"
#include "service/core/page_reader.h"
#include "tests/search/shelf.h"
#include "tests/support/seed.h"

namespace newswire {
namespace {

// Counts how much of the log was passed over.
class CountingFinder : public EntryFinder {
 public:
  explicit CountingFinder(const Index* index) : index_(index) {}
  absl::StatusOr<Found> FindEntries(const CompiledFilter& filter, Sequence after) const override {
    auto found = index_->FindEntries(filter, after);
    if (found.ok()) told += found->through - after;
    return found;
  }
  mutable std::uint64_t told = 0;

 private:
  const Index* const index_;
};

// Sequences of all pages, and the last position.
std::vector<Sequence> ReadAll(Shelf* shelf, const v1::Filter& filter, const EntryFinder* finder,
                              Place place) {
  PageReader reader(&shelf->store(), Compiled(filter), v1::REPLAY_MODE_FULL, std::nullopt, finder);
  std::vector<Sequence> sequences;
  for (bool complete = false; !complete;) {
    const auto page = reader.Read(place, {.entries_max = 1 + shelf->Pick(20)});
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    v1::SubscribeResponse parsed;
    EXPECT_TRUE(parsed.ParseFromString(page->entries));
    for (const v1::FeedEntry& entry : parsed.entries()) sequences.push_back(entry.sequence());
    place = page->through;
    complete = page->complete;
    const auto digest = shelf->store().DigestAt(place.position.sequence);
    EXPECT_TRUE(digest.ok());
    EXPECT_EQ(place.position.digest, digest.value_or(0));
  }
  EXPECT_EQ(place.position.sequence, shelf->head());
  return sequences;
}

TEST(FilteredReplayTest, AReaderGetsItsEntriesWhateverTheIndexKnows) {
  const std::uint64_t seed = TestSeed();
  SCOPED_TRACE(absl::StrCat("NEWSWIRE_TEST_SEED=", seed));
  Shelf shelf(seed);
  const CountingFinder finder(&shelf.index());
  std::size_t read = 0;
  for (int round = 0; round < 40 && !::testing::Test::HasFailure(); ++round) {
    shelf.Publish(1 + static_cast<int>(shelf.Pick(60)));
    if (shelf.Pick(6) == 0) shelf.Trim(shelf.Pick(30));
    if (shelf.Pick(3) != 0) shelf.CatchUp();
    std::vector<Sequence> cancelled = {shelf.AnySequence()};
    if (shelf.CancelAt(cancelled[0]) && shelf.Pick(2) == 0) {
      ASSERT_TRUE(shelf.Erase(cancelled).ok());
    }
    for (int i = 0; i < 10 && !::testing::Test::HasFailure(); ++i) {
      const v1::Filter filter = shelf.filters().Filter();
      const Sequence floor = shelf.store().bounds().floor.sequence;
      const Sequence after = floor + shelf.Pick(shelf.head() - floor + 1);
      Place place;
      place.position = {0, after, *shelf.store().DigestAt(after)};
      const auto expected = shelf.ExpectedEntries(filter, after);
      EXPECT_EQ(ReadAll(&shelf, filter, &finder, place), expected) << filter.DebugString();
      read += expected.size();
    }
  }
  EXPECT_GT(read, 100u);
  EXPECT_GT(finder.told, 1000u);
}

TEST(FilteredReplayTest, ARareFilterLooksAtFewEntries) {
  Shelf shelf(TestSeed());
  shelf.Publish(500);
  const Sequence marked = shelf.PublishAt("Zebrawort");
  shelf.Publish(500);
  shelf.CatchUp();
  v1::Filter filter;
  filter.add_places("zebrawort");
  const auto found = shelf.index().FindEntries(Compiled(filter), marked - 1);
  ASSERT_TRUE(found.ok());
  ASSERT_FALSE(found->sequences.empty());
  EXPECT_EQ(found->sequences[0], marked);
  // Beside it only what may be for everybody.
  EXPECT_LT(found->sequences.size(), kRun / 2);
}

}  // namespace
}  // namespace newswire
