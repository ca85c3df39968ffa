#ifndef NEWSWIRE_SERVICE_CORE_ENTRY_FINDER_H_
#define NEWSWIRE_SERVICE_CORE_ENTRY_FINDER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "service/core/filter.h"
#include "storage/position.h"

namespace newswire {

// Knows which entries a filter may match without looking at each. Any thread.
class EntryFinder {
 public:
  virtual ~EntryFinder() = default;

  struct Found {
    std::vector<Sequence> sequences;  // ascending
    Sequence through = 0;             // entries up to here that are not listed do not match
  };
  // Of the next entries behind `after`, as many as can be told at once; `through` is `after` when
  // nothing is known of them.
  virtual absl::StatusOr<Found> FindEntries(const CompiledFilter& filter, Sequence after) const = 0;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ENTRY_FINDER_H_
