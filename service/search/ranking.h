#ifndef NEWSWIRE_SERVICE_SEARCH_RANKING_H_
#define NEWSWIRE_SERVICE_SEARCH_RANKING_H_

#include <compare>
#include <limits>
#include <vector>

#include "absl/status/status.h"
#include "service/core/terms.h"
#include "service/search/segment.h"

namespace newswire {

// The place of an item in a list: by its key, the greatest first, then the newest entry.
struct Rank {
  float key = 0;
  Sequence sequence = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy takes a zero nobody wrote for a pointer
  friend auto operator<=>(const Rank&, const Rank&) = default;
};

// Before all others.
inline constexpr Rank kFirstRank = {std::numeric_limits<float>::infinity(),
                                    std::numeric_limits<Sequence>::max()};

// A key for each offset of a segment.
using Keys = std::vector<float>;  // Bitmap::kBits

// Says what items are put in order by. Any thread.
class Ranking {
 public:
  virtual ~Ranking() = default;
  // Sets the keys of the matches, which are 0 before; may take matches out.
  virtual absl::Status Rate(const Segment& segment, Bitmap* matches, Keys* keys) const = 0;
};

// By a day, the latest first; what has none comes last.
class DayRanking final : public Ranking {
 public:
  // kPublishedDay or kEventDay.
  explicit DayRanking(Facet facet) : facet_(facet) {}
  absl::Status Rate(const Segment& segment, Bitmap* matches, Keys* keys) const override;

 private:
  const Facet facet_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_RANKING_H_
