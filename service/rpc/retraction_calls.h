#ifndef NEWSWIRE_SERVICE_RPC_RETRACTION_CALLS_H_
#define NEWSWIRE_SERVICE_RPC_RETRACTION_CALLS_H_

#include "service/rpc/context.h"
#include "service/rpc/item_service.h"

namespace newswire {

// Adds ListCancellations, AcknowledgeRetraction and ListRetractionAcknowledgements. `data` and
// `gate` outlive the server.
void AddRetractionCalls(const ServerContextData* data, WriteGate* gate, HandlerTable* table);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_RETRACTION_CALLS_H_
