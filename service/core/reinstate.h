#ifndef NEWSWIRE_SERVICE_CORE_REINSTATE_H_
#define NEWSWIRE_SERVICE_CORE_REINSTATE_H_

#include <string>

#include "service/core/group_state.h"
#include "service/core/item_append.h"
#include "service/core/item_history.h"

namespace newswire {

// Brings back one item on hold from the newest original: appends its entry, and those before are
// shown again. `change` may be null. REQUIRES: `row` is WITHHELD, `history` is of that item.
Appended Reinstate(const std::string& uri, const Change* change, const storage::ItemRow& row,
                   ItemHistory* history, GroupState* state);

// Brings back a recommendation that is on hold because it went along with an article; any other
// item stays as it is.
void ReinstateAlong(const std::string& recommendation, const Change* change, GroupState* state);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_REINSTATE_H_
