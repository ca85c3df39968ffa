#ifndef NEWSWIRE_SERVICE_RPC_STATUS_CALLS_H_
#define NEWSWIRE_SERVICE_RPC_STATUS_CALLS_H_

#include "service/rpc/context.h"
#include "service/rpc/item_service.h"

namespace newswire {

// Adds Withhold, Reinstate, Cancel and Release of both kinds of item. `data` and `gate` outlive the
// server.
void AddStatusCalls(const ServerContextData* data, WriteGate* gate, HandlerTable* table);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_STATUS_CALLS_H_
