#include "service/search/ranking.h"

#include "service/core/rank_terms.h"

namespace newswire {

absl::Status DayRanking::Rate(const Segment& segment, Bitmap* matches, Keys* keys) const {
  const auto set = [&](std::string_view term, const Postings& postings) {
    // Exact: a day is below 2^24.
    const auto day = static_cast<float>(ParseDay(term).value_or(0));
    postings.VisitIn(*matches, [&](std::uint16_t offset) { (*keys)[offset] = day; });
  };
  return segment.VisitFacet(facet_, set);
}

}  // namespace newswire
