#ifndef NEWSWIRE_SERVICE_RPC_EDIT_CALLS_H_
#define NEWSWIRE_SERVICE_RPC_EDIT_CALLS_H_

#include "service/rpc/context.h"
#include "service/rpc/item_service.h"

namespace newswire {

// Adds the calls that change a part of an item: PutTranslation, AssessRecommendation and
// RespondToRecommendation. `data` and `gate` outlive the server.
void AddEditCalls(const ServerContextData* data, WriteGate* gate, HandlerTable* table);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_EDIT_CALLS_H_
