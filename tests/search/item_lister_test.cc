// Lists beside an oracle that looks at every item: page by page, in both orders, with an index that
// knows all, some or none of it.
#include "service/search/item_lister.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/search/shelf.h"
#include "tests/support/seed.h"

namespace newswire {
namespace {

class ItemListerTest : public ::testing::Test {
 protected:
  // Every page of one list.
  static std::vector<std::string> ListAll(Shelf* shelf, const CompiledFilter& filter,
                                          v1::ItemKind kind, v1::ItemOrder order) {
    const ItemLister lister(&shelf->store(), &shelf->index());
    ItemLister::Query query{.filter = filter, .order = order};
    std::vector<std::string> names;
    do {
      query.size = 1 + shelf->Pick(9);
      const auto page = lister.List(query);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      EXPECT_LE(page->items.size(), query.size);
      for (const std::string& name : NamesIn(page->items, kind)) names.push_back(name);
      query.token = page->next_token;
      // The index goes on while pages are read.
      if (shelf->Pick(3) == 0) {
        EXPECT_TRUE(shelf->index().CatchUp(1 + shelf->Pick(20)).ok());
      }
    } while (!query.token.empty());
    return names;
  }

  const std::uint64_t seed_ = TestSeed();
};

TEST_F(ItemListerTest, EveryPageHoldsWhatLookingAtEveryItemFindsInOrder) {
  SCOPED_TRACE(absl::StrCat("NEWSWIRE_TEST_SEED=", seed_));
  Shelf shelf(seed_);
  std::size_t listed = 0;
  for (int round = 0; round < 60 && !HasFailure(); ++round) {
    shelf.Publish(1 + static_cast<int>(shelf.Pick(40)));
    if (shelf.Pick(5) == 0) shelf.CatchUp();
    for (int i = 0; i < 10 && !HasFailure(); ++i) {
      const auto kind = static_cast<v1::ItemKind>(1 + shelf.Pick(2));
      const v1::Filter filter = shelf.filters().Filter(kind);
      Violations violations;
      const auto compiled = CompiledFilter::Compile(filter, "filter", &violations, kind);
      ASSERT_TRUE(violations.empty()) << violations.ToStatus() << filter.DebugString();
      std::vector<std::string> expected = shelf.ExpectedNames(filter, kind);
      const bool newest_first = shelf.Pick(2) == 0;
      if (!newest_first) std::reverse(expected.begin(), expected.end());
      const auto order = newest_first ? v1::ITEM_ORDER_NEWEST_FIRST : v1::ITEM_ORDER_OLDEST_FIRST;
      EXPECT_EQ(ListAll(&shelf, compiled, kind, order), expected) << filter.DebugString();
      listed += expected.size();
    }
  }
  EXPECT_GT(listed, 100u);
}

TEST_F(ItemListerTest, AnotherFilterOrOrderRefusesTheToken) {
  Shelf shelf(seed_);
  shelf.Publish(200);
  Violations violations;
  const auto all = CompiledFilter::Compile({}, "filter", &violations, v1::ITEM_KIND_ARTICLE);
  const auto other =
      CompiledFilter::Compile({}, "filter", &violations, v1::ITEM_KIND_RECOMMENDATION);
  const ItemLister lister(&shelf.store(), &shelf.index());
  const auto page = lister.List({.filter = all, .size = 1});
  ASSERT_TRUE(page.ok());
  ASSERT_FALSE(page->next_token.empty());
  const auto list = [&](const CompiledFilter& filter, v1::ItemOrder order) {
    return lister.List({filter, order, 1, page->next_token}).status();
  };
  EXPECT_TRUE(list(all, v1::ITEM_ORDER_NEWEST_FIRST).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(list(all, v1::ITEM_ORDER_OLDEST_FIRST)));
  EXPECT_TRUE(absl::IsInvalidArgument(list(other, v1::ITEM_ORDER_NEWEST_FIRST)));
}

}  // namespace
}  // namespace newswire
