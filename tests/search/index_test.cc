// The index beside an oracle that looks at every item, while items change, go, come back, are
// trimmed, and the process starts anew.
#include "service/search/index.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/search/shelf.h"
#include "tests/support/seed.h"

namespace newswire {
namespace {

bool Wants(const CompiledFilter& filter, const Store& store, Sequence sequence) {
  const auto framed = store.ReadEntry(sequence);
  EntryPayload payload;
  const auto head = framed.ok() ? ParseEntryHead(*framed, &payload) : std::nullopt;
  return head && filter.Wants(*head, payload);
}

// As a list asks.
std::vector<Sequence> Found(const Shelf& shelf, const v1::Filter& filter, Sequence before,
                            std::size_t limit) {
  std::vector<Sequence> found;
  const CompiledFilter compiled = Compiled(filter);
  const auto order = Index::Order::kNewestFirst;
  const absl::Status status =
      shelf.index().Find(compiled, order, before - 1, [&](Sequence sequence) {
        const bool sure = !compiled.needs_texts() || Wants(compiled, shelf.store(), sequence);
        if (sure) found.push_back(sequence);
        return found.size() < limit;
      });
  EXPECT_TRUE(status.ok()) << status;
  return found;
}

class IndexTest : public ::testing::Test {
 protected:
  void ExpectEqual(Shelf* shelf, int filters) {
    for (int i = 0; i < filters && !HasFailure(); ++i) {
      const v1::Filter filter = shelf->filters().Filter();
      const Sequence before = i % 2 == 0 ? shelf->head() + 1 : 1 + shelf->Pick(shelf->head() + 1);
      std::vector<Sequence> expected = shelf->Expected(filter, before);
      const std::size_t limit = i % 3 == 0 ? 3 : 1000;
      if (before == shelf->head() + 1) {
        const auto counts = shelf->index().Count(Compiled(filter), {});
        ASSERT_TRUE(counts.ok()) << counts.status();
        EXPECT_EQ(counts->items, expected.size()) << filter.DebugString();
      }
      if (expected.size() > limit) expected.resize(limit);
      EXPECT_EQ(Found(*shelf, filter, before, limit), expected) << filter.DebugString();
      matches_ += expected.size();
    }
  }

  const std::uint64_t seed_ = TestSeed();
  std::size_t matches_ = 0;
};

TEST_F(IndexTest, ItFindsWhatLookingAtEveryItemFinds) {
  SCOPED_TRACE(absl::StrCat("NEWSWIRE_TEST_SEED=", seed_));
  Shelf shelf(seed_);
  for (int round = 0; round < 40 && !HasFailure(); ++round) {
    shelf.Publish(1 + static_cast<int>(shelf.Pick(40)));
    if (shelf.Pick(4) == 0) shelf.Trim(shelf.Pick(30));
    std::vector<Sequence> cancelled;
    for (std::size_t i = shelf.Pick(3); i > 0; --i) {
      cancelled.push_back(shelf.AnySequence());
      if (!shelf.CancelAt(cancelled.back())) cancelled.pop_back();
    }
    if (shelf.Pick(5) == 0) shelf.Restart();
    shelf.CatchUp();
    ASSERT_TRUE(shelf.Erase(cancelled).ok());
    ExpectEqual(&shelf, 25);
  }
  EXPECT_GT(matches_, 100u);
}

TEST_F(IndexTest, AnErasedWordIsInNoRowAndNoFile) {
  Shelf shelf(seed_);
  shelf.Publish(10);
  const Sequence marked = shelf.PublishAt("Zebrawort");
  shelf.Publish(300);
  shelf.CatchUp();
  EXPECT_TRUE(shelf.RowsHold("zebrawort"));
  shelf.CancelAt(marked);
  shelf.CatchUp();
  EXPECT_TRUE(shelf.RowsHold("zebrawort"));
  ASSERT_TRUE(shelf.Erase({marked}).ok());
  EXPECT_FALSE(shelf.RowsHold("zebrawort"));
  EXPECT_FALSE(shelf.FilesHold("zebrawort"));
  EXPECT_TRUE(shelf.RowsHold("the place number"));
  ExpectEqual(&shelf, 50);
}

// Each place of an item once, by the name it is counted by.
std::set<std::string> PlacesOf(const v1::FeedEntry& entry) {
  std::set<std::string> places;
  const auto& of = entry.has_article() ? entry.article().places() : entry.recommendation().places();
  for (const v1::Entity& place : of) {
    std::string value = place.uri().empty() ? place.literal() : place.uri();
    if (value.empty() && place.names_size() > 0) value = place.names(0).value();
    if (!value.empty()) places.insert(FoldValue(value));
  }
  return places;
}

// As a map, after a look at the order.
std::map<std::string, std::size_t> Sorted(const std::vector<FacetCount>& counts) {
  std::map<std::string, std::size_t> sorted;
  std::size_t last = SIZE_MAX;
  for (const auto& [value, label, count] : counts) {
    sorted[value] = count;
    EXPECT_LE(count, last);
    last = count;
  }
  return sorted;
}

TEST_F(IndexTest, FacetsAreCountedOverTheMatches) {
  SCOPED_TRACE(absl::StrCat("NEWSWIRE_TEST_SEED=", seed_));
  Shelf shelf(seed_);
  for (int i = 0; i < 4; ++i) {
    shelf.Publish(100);
    shelf.CatchUp();
  }
  for (int i = 0; i < 50; ++i) {
    const v1::Filter filter = shelf.filters().Filter();
    std::map<std::string, std::size_t> providers;
    std::map<std::string, std::size_t> places;
    for (const auto& [name, entry] : shelf.items()) {
      if (entry.has_redacted() || !testing::OracleMatches(filter, entry)) continue;
      ++providers[entry.provider()];
      for (const std::string& place : PlacesOf(entry)) ++places[place];
    }
    const auto counts = shelf.index().Count(
        Compiled(filter), {.facets = {Facet::kProvider, Facet::kPlaceValue}, .top = 1000});
    ASSERT_TRUE(counts.ok());
    EXPECT_EQ(Sorted(counts->facets[0]), providers);
    EXPECT_EQ(Sorted(counts->facets[1]), places) << filter.DebugString();
  }
}

TEST_F(IndexTest, AnotherVersionIsRemovedAndBuiltAnew) {
  Shelf shelf(seed_);
  shelf.Publish(200);
  shelf.CatchUp();
  ASSERT_TRUE(shelf.rows().Replace("v", {{"v", "of another time"}}).ok());
  shelf.Restart();
  EXPECT_EQ(shelf.index().through(), 0u);
  shelf.CatchUp();
  ExpectEqual(&shelf, 50);
}

TEST_F(IndexTest, LoadingEndsWhenTheServerStopsAndCanBeginAnew) {
  Shelf shelf(seed_);
  shelf.Publish(200);
  shelf.CatchUp();
  Index index(&shelf.store(), &shelf.rows());
  const std::atomic<bool> stop{true};
  EXPECT_TRUE(absl::IsCancelled(index.Load(&stop)));
  EXPECT_TRUE(absl::IsUnavailable(index.Count(Compiled({}), {}).status()));
  const std::atomic<bool> go_on{false};
  EXPECT_TRUE(index.Load(&go_on).ok());
  EXPECT_TRUE(index.Count(Compiled({}), {}).ok());
}

}  // namespace
}  // namespace newswire
