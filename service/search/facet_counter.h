#ifndef NEWSWIRE_SERVICE_SEARCH_FACET_COUNTER_H_
#define NEWSWIRE_SERVICE_SEARCH_FACET_COUNTER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "service/core/facet_values.h"
#include "service/search/segment.h"

namespace newswire {

struct FacetCount {
  std::string value;  // as terms hold it
  std::string label;  // see FacetValue
  std::size_t count = 0;
};

// Numbers for the terms of one counted facet, so that counts of many segments add up without a look
// at the terms. About 200 bytes for each term that was ever seen. Any thread.
class FacetTerms {
 public:
  // The same for the same term, from 0.
  std::uint32_t NumberOf(std::string_view term);
  // Most frequent first, then by value; `counts` are by number and may be shorter than what is
  // known by now.
  std::vector<FacetCount> Top(const std::vector<std::uint32_t>& counts, std::size_t top) const;

 private:
  struct Term {
    std::uint32_t value;  // number of its value
    std::string label;
  };
  using Numbers = absl::flat_hash_map<std::string, std::uint32_t>;

  mutable absl::Mutex mu_;
  Numbers numbers_ ABSL_GUARDED_BY(mu_);
  std::vector<Term> terms_ ABSL_GUARDED_BY(mu_);
  Numbers value_numbers_ ABSL_GUARDED_BY(mu_);
  std::vector<std::string> values_ ABSL_GUARDED_BY(mu_);
};

// The entries of a segment that match, in two shapes.
struct Matches {
  explicit Matches(const Bitmap& matches) : bitmap(matches) {
    offsets.reserve(matches.Count());
    for (auto at = matches.From(0); at; at = matches.From(*at + std::size_t{1})) {
      offsets.push_back(*at);
    }
  }
  const Bitmap& bitmap;  // borrowed
  Offsets offsets;
};

// Counts the values of facets. For that it keeps, of the facets that were counted, which values
// each entry has, as numbers in memory: a count of a segment then costs what matches and how many
// values there are. At most `bytes_max`; when that is full, the newest segments have it, and of the
// others postings are read and each is held against the matches. Any thread.
class FacetCounter {
 public:
  static constexpr std::size_t kBytesMax = 512 << 20;

  explicit FacetCounter(std::size_t bytes_max = kBytesMax) : bytes_max_(bytes_max) {}

  // Adds, by number, how many entries in `matches` have each value of the facet.
  absl::Status Add(const Segment& segment, Facet facet, const Matches& matches,
                   std::vector<std::uint32_t>* counts);
  std::vector<FacetCount> Top(Facet facet, const std::vector<std::uint32_t>& counts,
                              std::size_t top) {
    return TermsOf(facet).Top(counts, top);
  }

 private:
  // The values of one facet in one segment, by entry.
  struct Column {
    std::weak_ptr<const SealedSegment> of;
    std::vector<std::uint32_t> terms;   // of the segment, as FacetTerms numbers them
    std::vector<std::uint32_t> begins;  // of an entry's values in `values`; one more than offsets,
                                        // empty where there are no values
    std::vector<std::uint16_t> values;  // indexes in `terms`

    std::size_t bytes() const {
      return sizeof(std::uint32_t) * (terms.size() + begins.size()) +
             sizeof(std::uint16_t) * values.size();
    }
    void Count(const Offsets& matches, std::vector<std::uint32_t>* counts) const;
  };
  using Key = std::pair<std::uint32_t, Facet>;  // number of the segment

  std::shared_ptr<const Column> Find(const Key& key,
                                     const std::shared_ptr<const SealedSegment>& of);
  // Null when it would be too large to keep.
  absl::StatusOr<std::shared_ptr<const Column>> Read(const std::shared_ptr<const SealedSegment>& of,
                                                     Facet facet);
  absl::Status AddPostings(const Segment& segment, Facet facet, const Bitmap& matches,
                           std::vector<std::uint32_t>* counts);
  FacetTerms& TermsOf(Facet facet);
  // False when all there is room for belongs to newer segments.
  bool HasRoomFor(std::uint32_t segment);
  void Keep(const Key& key, std::shared_ptr<const Column> column);

  const std::size_t bytes_max_;
  absl::Mutex mu_;
  std::map<Facet, FacetTerms> terms_ ABSL_GUARDED_BY(mu_);  // each safe by itself; none goes
  std::map<Key, std::shared_ptr<const Column>> columns_ ABSL_GUARDED_BY(mu_);
  std::size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_FACET_COUNTER_H_
