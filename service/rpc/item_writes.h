#ifndef NEWSWIRE_SERVICE_RPC_ITEM_WRITES_H_
#define NEWSWIRE_SERVICE_RPC_ITEM_WRITES_H_

#include <memory>

#include "service/rpc/context.h"
#include "service/rpc/item_edits.h"
#include "service/rpc/item_proposer.h"
#include "service/rpc/item_traits.h"
#include "service/rpc/on_arena.h"
#include "service/rpc/unary_call.h"

namespace newswire {

// Create, Update and Correct of one kind of item. Any number of calls at once; outlives them.
template <typename Calls>
class ItemWrites {
 public:
  ItemWrites(const ServerContextData* data, WriteGate* gate)
      : proposer_(data, gate), edits_(data, gate) {}

  void Create(UnaryCall* call) const;
  void Update(UnaryCall* call) const;
  void Correct(UnaryCall* call) const;

 private:
  // Puts an item in place of the one there is, or some of its fields when the request has a mask.
  // `violations` holds what is wrong with the rest of the request.
  template <typename Request>
  void Replace(UnaryCall* call, const std::shared_ptr<const OnArena<Request>>& request,
               Violations violations, std::shared_ptr<const Change> change) const;
  template <typename Request>
  void Patch(UnaryCall* call, const std::shared_ptr<const OnArena<Request>>& request,
             Violations violations, const std::shared_ptr<const Change>& change) const;
  // Drafts the item of the request and proposes it.
  template <typename Request>
  void Write(UnaryCall* call, Request* request, Violations violations, WriteTerms terms) const;

  const ItemProposer proposer_;
  const ItemEdits<Calls> edits_;
};

extern template class ItemWrites<ArticleCalls>;
extern template class ItemWrites<RecommendationCalls>;

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_ITEM_WRITES_H_
