#ifndef NEWSWIRE_SERVICE_RPC_ITEM_WRITES_H_
#define NEWSWIRE_SERVICE_RPC_ITEM_WRITES_H_

#include <memory>
#include <string>

#include "service/rpc/context.h"
#include "service/rpc/item_traits.h"
#include "service/rpc/unary_call.h"

namespace newswire {

// Create and Update of one kind of item. Any number of calls at once; outlives them.
template <typename Calls>
class ItemWrites {
 public:
  ItemWrites(const ServerContextData* data, WriteGate* gate) : data_(data), gate_(gate) {}

  void Create(UnaryCall* call) const;
  void Update(UnaryCall* call) const;

 private:
  // An update of some fields, while it is being tried.
  struct Patch {
    typename Calls::UpdateRequest request;
    std::string fingerprint;
    int attempts = 0;
  };

  void Propose(UnaryCall* call, std::shared_ptr<WriteProposal> proposal, bool validate_only) const;
  // Puts the patch on the current revision and proposes the result; again when another revision
  // came in between and the caller named none. On a pool thread.
  void TryPatch(UnaryCall* call, const std::shared_ptr<Patch>& patch) const;
  absl::StatusOr<std::shared_ptr<WriteProposal>> ApplyPatch(const Patch& patch) const;
  std::shared_ptr<WriteProposal> MakeProposal(WriteMode mode, const std::string& request_id,
                                              const std::string& fingerprint) const;

  const ServerContextData* const data_;
  WriteGate* const gate_;
};

extern template class ItemWrites<ArticleCalls>;
extern template class ItemWrites<RecommendationCalls>;

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_ITEM_WRITES_H_
