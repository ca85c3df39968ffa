#ifndef NEWSWIRE_SERVICE_CORE_FACET_VALUES_H_
#define NEWSWIRE_SERVICE_CORE_FACET_VALUES_H_

#include <string>
#include <string_view>
#include <vector>

#include "newswire/v1/query.pb.h"
#include "service/core/terms.h"
#include "storage/entry_frame.h"

namespace newswire {

class PayloadItem;

// What items are counted by. A filter finds an entity by its uri and by every name it has; a count
// must not count it once for each, so the index holds one term more for each entity: a facet of its
// own, the value to count by, and how it was printed.
struct FacetValue {
  std::string_view value;  // as a filter takes it
  std::string_view label;  // as printed; empty when it would say the same
};
// The parts of a term of a counted facet; they live as long as the term.
FacetValue ParseFacetValue(std::string_view term);

// The facet of the terms that `facet` is counted by. REQUIRES: a known value, not 0.
Facet CountedFacet(v1::Facet facet);

// The terms of an entry that are there to be counted; sorted, each once.
std::vector<std::string> FacetValuesOf(const EntryHead& head, const PayloadItem& item);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_FACET_VALUES_H_
