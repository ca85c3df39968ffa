// The questions that put items in another order than that of the feed.
#include <algorithm>
#include <functional>

#include "service/search/index.h"
#include "storage/status_macros.h"

namespace newswire {

absl::Status Index::VisitSegments(absl::FunctionRef<absl::Status(const Segment&)> visit) const {
  if (!loaded_) return NotLoaded();
  for (std::uint32_t number = parts(); number-- > 0;) {
    Bitmap live;
    NEWSWIRE_RETURN_IF_ERROR(Look(number, &live, visit));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Rank>> Index::RankItems(const CompiledFilter& filter,
                                                   const Ranking& ranking, const Rank& after,
                                                   std::size_t count) const {
  if (!loaded_) return NotLoaded();
  ClauseOrder order(filter.all_of().size());
  std::vector<Rank> best;  // a heap with the last of them on top
  for (std::uint32_t number = parts(); number-- > 0;) {
    Bitmap matches;
    Keys keys(Bitmap::kBits);
    NEWSWIRE_RETURN_IF_ERROR(Match(number, filter, &order, &matches, [&](const Segment& segment) {
      return ranking.Rate(segment, &matches, &keys);
    }));
    for (auto at = matches.From(0); at; at = matches.From(*at + std::size_t{1})) {
      const Rank rank{keys[*at], FirstOf(number) + *at};
      if (!(rank < after)) continue;
      if (best.size() == count) {
        if (!(rank > best.front())) continue;
        std::pop_heap(best.begin(), best.end(), std::greater<>());
        best.pop_back();
      }
      best.push_back(rank);
      std::push_heap(best.begin(), best.end(), std::greater<>());
    }
  }
  std::sort(best.begin(), best.end(), std::greater<>());
  return best;
}

}  // namespace newswire
