#ifndef NEWSWIRE_SERVICE_SEARCH_FACET_SUMS_H_
#define NEWSWIRE_SERVICE_SEARCH_FACET_SUMS_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "service/core/facet_values.h"

namespace newswire {

struct FacetCount {
  std::string value;  // as terms hold it
  std::string label;  // see FacetValue
  std::size_t count = 0;
};

// How often each value of a facet was seen.
class FacetSums {
 public:
  void Add(std::string_view term, std::size_t count) {
    const FacetValue part = ParseFacetValue(term);
    Sum& sum = sums_[std::string(part.value)];
    sum.items += count;
    if (count <= sum.label_items) return;
    sum.label_items = count;
    sum.label = part.label;
  }
  std::vector<FacetCount> Top(std::size_t top) const {
    std::vector<FacetCount> values;
    for (const auto& [value, sum] : sums_) values.push_back({value, sum.label, sum.items});
    const auto more = [](const FacetCount& a, const FacetCount& b) {
      return a.count != b.count ? a.count > b.count : a.value < b.value;
    };
    const std::size_t kept = std::min(top, values.size());
    std::partial_sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(kept),
                      values.end(), more);
    values.resize(kept);
    return values;
  }

 private:
  struct Sum {
    std::size_t items = 0;
    std::size_t label_items = 0;  // most in one segment that printed it so
    std::string label;
  };
  std::unordered_map<std::string, Sum> sums_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_FACET_SUMS_H_
