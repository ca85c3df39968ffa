#include "service/search/segment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/temp_store.h"

namespace newswire {
namespace {

using ::testing::ElementsAre;

class SegmentTest : public ::testing::Test {
 protected:
  SegmentTest() : store_(*IndexStore::Open(SmallOptions(folder_.path()))) {}

  static std::size_t CountOf(const Segment& segment, const std::string& term) {
    Bitmap bitmap;
    EXPECT_TRUE(segment.AddTo({term}, &bitmap).ok());
    return bitmap.Count();
  }
  static std::map<std::string, std::size_t> Terms(const Segment& segment, Facet facet) {
    std::map<std::string, std::size_t> terms;
    const auto add = [&terms](std::string_view term, const Postings& postings) {
      EXPECT_TRUE(terms.emplace(std::string(term), postings.count()).second);
    };
    EXPECT_TRUE(segment.VisitFacet(facet, add).ok());
    return terms;
  }

  const TempFolder folder_;
  const std::unique_ptr<IndexStore> store_;
};

TEST_F(SegmentTest, ASealedOneAnswersAsTheOpenOneDid) {
  OpenSegment open;
  // Enough for many blocks, and one term with every entry.
  for (std::uint16_t i = 0; i < 5000; ++i) {
    open.Add(i, {MakeTerm(Facet::kKind, "1"), MakeTerm(Facet::kPlace, absl::StrCat("place ", i)),
                 MakeTerm(Facet::kSubject, absl::StrCat("subject ", i % 70))});
  }
  ASSERT_TRUE(store_->Replace(SealedSegment::Prefix(3), open.Seal(3)).ok());
  const auto sealed = *SealedSegment::Open(store_.get(), 3);
  for (const char* term : {"k1", "gplace 0", "gplace 77", "gplace 4999", "ssubject 0",
                           "ssubject 69", "a", "gplace", "gplace 5000", "z"}) {
    EXPECT_EQ(CountOf(*sealed, term), CountOf(open, term)) << term;
  }
  const std::vector<std::string> several = {"gplace 7", "gplace 71", "gplace none", "k1"};
  for (const Segment* segment :
       {static_cast<const Segment*>(&open), static_cast<const Segment*>(sealed.get())}) {
    std::vector<std::string> found;
    const auto add = [&found](std::string_view term, const Postings&) { found.emplace_back(term); };
    EXPECT_TRUE(segment->VisitTerms(several, add).ok());
    EXPECT_THAT(found, ElementsAre("gplace 7", "gplace 71", "k1"));
  }
  EXPECT_EQ(CountOf(*sealed, "k1"), 5000u);
  EXPECT_EQ(CountOf(*sealed, "ssubject 69"), 71u);
  for (const Facet facet : {Facet::kKind, Facet::kPlace, Facet::kSubject, Facet::kPerson}) {
    EXPECT_EQ(Terms(*sealed, facet), Terms(open, facet));
  }
  EXPECT_EQ(Terms(*sealed, Facet::kPlace).size(), 5000u);
}

TEST_F(SegmentTest, OnlyWholeSegmentsAreListed) {
  OpenSegment open;
  open.Add(1, {"k1"});
  for (const std::uint32_t number : {0u, 1u, 7u, 300u}) {
    ASSERT_TRUE(store_->Replace(SealedSegment::Prefix(number), open.Seal(number)).ok());
  }
  IndexStore::Rows torn = open.Seal(5);
  torn.pop_back();  // the filter
  torn.pop_back();  // the directory
  ASSERT_TRUE(store_->Replace(SealedSegment::Prefix(5), torn).ok());
  EXPECT_THAT(*SealedSegment::List(*store_), ElementsAre(0, 1, 7, 300));
  EXPECT_TRUE(absl::IsDataLoss(SealedSegment::Open(store_.get(), 5).status()));
}

TEST(TermFilterTest, ItNeverMissesATermAndSeldomTakesAnotherForOne) {
  constexpr int kTerms = 20'000;
  TermFilter filter(kTerms);
  for (int i = 0; i < kTerms; ++i) filter.Add(absl::StrCat("xen:word", i));
  const TermFilter read(filter.bytes());
  int in_vain = 0;
  for (int i = 0; i < kTerms; ++i) {
    ASSERT_TRUE(read.MayHave(absl::StrCat("xen:word", i)));
    in_vain += read.MayHave(absl::StrCat("xfr:word", i));
  }
  EXPECT_LT(in_vain, kTerms / 50);  // one in a hundred is expected
  EXPECT_FALSE(TermFilter(0).MayHave("x"));
}

TEST_F(SegmentTest, AnEmptyOneHasNothing) {
  ASSERT_TRUE(store_->Replace(SealedSegment::Prefix(0), OpenSegment().Seal(0)).ok());
  const auto sealed = *SealedSegment::Open(store_.get(), 0);
  EXPECT_EQ(CountOf(*sealed, "k1"), 0u);
  EXPECT_TRUE(Terms(*sealed, Facet::kKind).empty());
}

TEST_F(SegmentTest, DamageIsToldAndNotAnswered) {
  OpenSegment open;
  open.Add(1, {"gplace"});
  IndexStore::Rows rows = open.Seal(0);
  rows.front().second.resize(rows.front().second.size() - 1);
  ASSERT_TRUE(store_->Replace(SealedSegment::Prefix(0), rows).ok());
  Bitmap bitmap;
  const auto sealed = *SealedSegment::Open(store_.get(), 0);
  EXPECT_TRUE(absl::IsDataLoss(sealed->AddTo({"gplace"}, &bitmap)));
  EXPECT_TRUE(absl::IsDataLoss(
      sealed->VisitFacet(Facet::kPlace, [](std::string_view, const Postings&) {})));
}

}  // namespace
}  // namespace newswire
