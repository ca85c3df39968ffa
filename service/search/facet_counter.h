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

// Counts the values of facets. Keeps the postings of facets that were counted in memory, numbered,
// because a count looks at every value of every segment; at most kBytesMax, and what does not fit
// is read each time. Any thread.
class FacetCounter {
 public:
  static constexpr std::size_t kBytesMax = 512 << 20;

  // Adds, by number, how many entries in `matches` have each value of the facet.
  absl::Status Add(const Segment& segment, Facet facet, const Bitmap& matches,
                   std::vector<std::uint32_t>* counts);
  std::vector<FacetCount> Top(Facet facet, const std::vector<std::uint32_t>& counts,
                              std::size_t top) {
    return TermsOf(facet).Top(counts, top);
  }

 private:
  // Postings of one facet in one segment, one after the other.
  struct Column {
    std::weak_ptr<const SealedSegment> of;
    std::vector<std::uint32_t> numbers;
    std::vector<std::uint32_t> ends;  // in `postings`
    std::string postings;

    std::size_t bytes() const { return 8 * numbers.size() + postings.size(); }
    void Count(const Bitmap& matches, std::vector<std::uint32_t>* counts) const;
  };
  using Key = std::pair<const SealedSegment*, Facet>;

  std::shared_ptr<const Column> Find(const Key& key,
                                     const std::shared_ptr<const SealedSegment>& of);
  absl::StatusOr<std::shared_ptr<const Column>> Read(const std::shared_ptr<const SealedSegment>& of,
                                                     Facet facet);
  FacetTerms& TermsOf(Facet facet);
  void Keep(const Key& key, std::shared_ptr<const Column> column);

  absl::Mutex mu_;
  std::map<Facet, FacetTerms> terms_ ABSL_GUARDED_BY(mu_);  // each safe by itself; none goes
  std::map<Key, std::shared_ptr<const Column>> columns_ ABSL_GUARDED_BY(mu_);
  std::size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_FACET_COUNTER_H_
