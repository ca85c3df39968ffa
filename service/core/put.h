#ifndef NEWSWIRE_SERVICE_CORE_PUT_H_
#define NEWSWIRE_SERVICE_CORE_PUT_H_

#include "service/core/embargo.h"
#include "service/core/group_state.h"
#include "service/core/proposal.h"

namespace newswire {

// Decides a write of new content (Operation::kPut): refuses it and changes nothing, or publishes
// it, or holds it under embargo, or finds that nothing changes.
WriteOutcome PutItem(const ItemWrite& write, bool want_item, const HeldBy& held_by,
                     GroupState* state);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_PUT_H_
