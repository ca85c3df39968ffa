#include "service/search/facet_counter.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/temp_store.h"

namespace newswire {
namespace {

using Counted = std::map<std::string, std::size_t>;

class FacetCounterTest : public ::testing::Test {
 protected:
  FacetCounterTest() : store_(*IndexStore::Open(SmallOptions(folder_.path()))) {}

  std::shared_ptr<const SealedSegment> Seal(const OpenSegment& open, std::uint32_t number) {
    EXPECT_TRUE(store_->Replace(SealedSegment::Prefix(number), open.Seal(number)).ok());
    return *SealedSegment::Open(store_.get(), number);
  }
  // What the counter says of the subjects that match, in both segments together.
  static Counted Count(FacetCounter* counter, const std::vector<const Segment*>& segments,
                       const std::vector<Bitmap>& matches) {
    std::vector<std::uint32_t> counts;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const Facet facet = Facet::kSubjectValue;
      EXPECT_TRUE(counter->Add(*segments[i], facet, Matches(matches[i]), &counts).ok());
    }
    Counted counted;
    for (const FacetCount& one : counter->Top(Facet::kSubjectValue, counts, 1'000)) {
      counted[one.value] = one.count;
    }
    return counted;
  }

  const TempFolder folder_;
  const std::unique_ptr<IndexStore> store_;
};

TEST_F(FacetCounterTest, CountsAreTheSumsWhetherTheyAreKeptReadOrOpen) {
  const auto seed = std::random_device()();
  std::mt19937_64 random(seed);
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  OpenSegment open[2];
  std::vector<Bitmap> matches(2);
  Counted expected;
  for (int segment = 0; segment < 2; ++segment) {
    for (std::size_t offset = 0; offset < Bitmap::kBits - 1; offset += 1 + random() % 40) {
      std::vector<std::string> terms;
      const bool matching = random() % 3 == 0;
      if (matching) matches[segment].Set(static_cast<std::uint16_t>(offset));
      for (std::size_t value = random() % 4; value < 90; value += 1 + random() % 60) {
        const std::string name = absl::StrCat("subject ", value + 20 * segment);
        terms.push_back(MakeTerm(Facet::kSubjectValue, name));
        if (matching) ++expected[name];
      }
      open[segment].Add(static_cast<std::uint16_t>(offset), terms);
    }
    matches[segment].Set(65'535);  // matches, and has no value
  }
  const auto first = Seal(open[0], 0);
  const auto second = Seal(open[1], 1);
  FacetCounter roomy;
  FacetCounter narrow(400'000);  // for one of the two
  FacetCounter full(0);
  for (int round = 0; round < 2; ++round) {  // the second time from memory
    for (FacetCounter* counter : {&roomy, &narrow, &full}) {
      EXPECT_EQ(Count(counter, {first.get(), second.get()}, matches), expected);
    }
  }
  EXPECT_EQ(Count(&roomy, {first.get(), &open[1]}, matches), expected);
  // A segment that takes the place of another is not taken for it.
  const auto replaced = Seal(open[0], 1);
  for (FacetCounter* counter : {&roomy, &narrow}) {
    EXPECT_EQ(Count(counter, {replaced.get()}, {matches[0]}),
              Count(&full, {&open[0]}, {matches[0]}));
  }
}

}  // namespace
}  // namespace newswire
