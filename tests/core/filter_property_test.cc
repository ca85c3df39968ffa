// Random filters asked about random entries, against an oracle that reads the messages.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/filter.h"
#include "service/core/filter_table.h"
#include "tests/support/filter_oracle.h"
#include "tests/support/random_filters.h"
#include "tests/support/seed.h"

namespace newswire {
namespace {

constexpr int kFilters = 1000;
constexpr int kEntries = 100;

bool Matches(const CompiledFilter& filter, const std::string& framed) {
  EntryPayload payload;
  const auto head = ParseEntryHead(framed, &payload);
  return head && filter.Matches(*head, payload);
}

// All filters asked at once answer what each of them answers.
void ExpectTable(FilterTable* table, const std::vector<std::string>& framed,
                 const std::vector<std::set<FilterTable::Filter>>& expected) {
  for (std::size_t at = 0; at < framed.size(); ++at) {
    EntryPayload payload;
    const auto head = ParseEntryHead(framed[at], &payload);
    std::multiset<FilterTable::Filter> found;
    table->Match(*head, payload, [&found](FilterTable::Filter filter) { found.insert(filter); });
    EXPECT_TRUE(std::equal(found.begin(), found.end(), expected[at].begin(), expected[at].end()))
        << "entry " << at << ": " << found.size() << " match, not " << expected[at].size();
  }
}

TEST(FilterPropertyTest, AFilterTakesWhatTheContractSays) {
  const std::uint64_t seed = TestSeed();
  SCOPED_TRACE(absl::StrCat("NEWSWIRE_TEST_SEED=", seed));
  testing::RandomFilters random(seed);
  std::vector<v1::FeedEntry> entries;
  std::vector<std::string> framed;
  for (int i = 0; i < kEntries; ++i) {
    entries.push_back(random.Entry(i + 1));
    framed.push_back(Frame(entries.back().SerializeAsString()));
  }
  int matches = 0;
  FilterTable table;
  std::deque<CompiledFilter> filters;
  std::vector<std::set<FilterTable::Filter>> expected_of(kEntries);
  for (int i = 0; i < kFilters; ++i) {
    const v1::Filter filter = random.Filter();
    Violations violations;
    const auto compiled = CompiledFilter::Compile(filter, "filter", &violations);
    ASSERT_TRUE(violations.empty()) << violations.ToStatus() << filter.DebugString();
    filters.push_back(compiled);
    table.Add(&filters.back());
    for (int at = 0; at < kEntries; ++at) {
      const bool expected = testing::OracleMatches(filter, entries[at]);
      ASSERT_EQ(Matches(compiled, framed[at]), expected)
          << filter.DebugString() << entries[at].DebugString();
      matches += expected && !entries[at].must_retract();
      if (expected) expected_of[at].insert(&filters.back());
    }
  }
  ExpectTable(&table, framed, expected_of);
  // Half of them leave.
  for (int i = 0; i < kFilters; i += 2) {
    table.Remove(&filters[i]);
    for (auto& expected : expected_of) expected.erase(&filters[i]);
  }
  ExpectTable(&table, framed, expected_of);
  // Neither everything nor nothing.
  EXPECT_GT(matches, kFilters * kEntries / 50);
  EXPECT_LT(matches, kFilters * kEntries / 2);
}

}  // namespace
}  // namespace newswire
