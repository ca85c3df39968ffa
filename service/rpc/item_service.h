#ifndef NEWSWIRE_SERVICE_RPC_ITEM_SERVICE_H_
#define NEWSWIRE_SERVICE_RPC_ITEM_SERVICE_H_

#include <map>
#include <string>

#include "service/rpc/context.h"
#include "service/rpc/unary_call.h"

namespace newswire {

// Handlers of unary calls, by method name ("GetArticle").
using HandlerTable = std::map<std::string, UnaryCall::Handler>;

// Adds the calls of ArticleService and RecommendationService, which are the same code for both
// kinds of item. `data` and `gate` outlive the server.
void AddItemCalls(const ServerContextData* data, WriteGate* gate, HandlerTable* table);
// Adds the unary calls of FeedService. `subscribers` counts open streams.
void AddFeedCalls(const ServerContextData* data, WriteGate* gate,
                  const std::atomic<std::uint32_t>* subscribers, HandlerTable* table);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_ITEM_SERVICE_H_
