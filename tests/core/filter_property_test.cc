// Random filters asked about random entries, against an oracle that reads the messages.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "service/core/filter.h"
#include "tests/support/filter_oracle.h"
#include "tests/support/random_filters.h"

namespace newswire {
namespace {

constexpr int kFilters = 1000;
constexpr int kEntries = 100;

bool Matches(const CompiledFilter& filter, const std::string& framed) {
  EntryPayload payload;
  const auto head = ParseEntryHead(framed, &payload);
  return head && filter.Matches(*head, payload);
}

TEST(FilterPropertyTest, AFilterTakesWhatTheContractSays) {
  const char* const given = std::getenv("NEWSWIRE_TEST_SEED");
  const std::uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  SCOPED_TRACE(absl::StrCat("NEWSWIRE_TEST_SEED=", seed));
  testing::RandomFilters random(seed);
  std::vector<v1::FeedEntry> entries;
  std::vector<std::string> framed;
  for (int i = 0; i < kEntries; ++i) {
    entries.push_back(random.Entry(i + 1));
    framed.push_back(Frame(entries.back().SerializeAsString()));
  }
  int matches = 0;
  for (int i = 0; i < kFilters; ++i) {
    const v1::Filter filter = random.Filter();
    Violations violations;
    const auto compiled = CompiledFilter::Compile(filter, "filter", &violations);
    ASSERT_TRUE(violations.empty()) << violations.ToStatus() << filter.DebugString();
    for (int at = 0; at < kEntries; ++at) {
      const bool expected = testing::OracleMatches(filter, entries[at]);
      ASSERT_EQ(Matches(compiled, framed[at]), expected)
          << filter.DebugString() << entries[at].DebugString();
      matches += expected && !entries[at].must_retract();
    }
  }
  // Neither everything nor nothing.
  EXPECT_GT(matches, kFilters * kEntries / 50);
  EXPECT_LT(matches, kFilters * kEntries / 2);
}

}  // namespace
}  // namespace newswire
