#ifndef NEWSWIRE_SERVICE_RPC_QUERY_CALLS_H_
#define NEWSWIRE_SERVICE_RPC_QUERY_CALLS_H_

#include "service/rpc/context.h"
#include "service/rpc/item_service.h"

namespace newswire {

// Adds RelatedArticles and ExplainFilter. `data` outlives the server.
void AddQueryCalls(const ServerContextData* data, HandlerTable* table);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_QUERY_CALLS_H_
