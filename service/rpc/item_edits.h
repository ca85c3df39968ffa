#ifndef NEWSWIRE_SERVICE_RPC_ITEM_EDITS_H_
#define NEWSWIRE_SERVICE_RPC_ITEM_EDITS_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/core/item_edit.h"
#include "service/rpc/context.h"
#include "service/rpc/item_proposer.h"
#include "service/rpc/item_traits.h"
#include "service/rpc/unary_call.h"

namespace newswire {

// Writes that begin with the item there is: a function edits a copy of the current revision, and
// the result is proposed; from the beginning when another revision came in between and the caller
// named none. Any number of calls at once; outlives them.
//
//   Run ─▶ read, edit, check ─▶ proposed ─▶ answered
//              ▲                    │ overtaken, no etag, at most kAttemptsMax times
//              └────────────────────┘
template <typename Calls>
class ItemEdits {
 public:
  using Item = typename Calls::Item;

  struct Edit {
    std::string name;    // of the item
    std::string etag;    // empty: the caller names no revision
    std::string prefix;  // of these two in the request: "" or "article."
    std::string request_id;
    bool validate_only = false;
    Violations violations;  // what is wrong with the request whatever it meets
    // Edits the item and adds what is wrong with the request for this one. Called on pool threads,
    // once for each attempt.
    std::function<absl::StatusOr<FieldNames>(Item*, Violations*)> apply;
    std::shared_ptr<const Change> change;
  };

  ItemEdits(const ServerContextData* data, WriteGate* gate) : data_(data), proposer_(data, gate) {}

  // Answers the call, now or later. On its I/O thread.
  void Run(UnaryCall* call, Edit edit) const;

 private:
  // How often an edit is put on a newer revision before its writers are asked to calm down. Of n
  // editors at once one wins each round: with 8 of them 1 edit in 5,000 is not through after 64.
  static constexpr int kAttemptsMax = 64;

  struct Running {
    Edit edit;
    std::string uri;
    std::string fingerprint;
    int attempts = 0;
  };

  // On a pool thread.
  void Try(UnaryCall* call, const std::shared_ptr<Running>& running) const;
  absl::StatusOr<std::shared_ptr<WriteProposal>> MakeProposal(const Running& running) const;
  absl::Status FillWrite(const Running& running, absl::Time now, ItemWrite* write) const;

  const ServerContextData* const data_;
  const ItemProposer proposer_;
};

extern template class ItemEdits<ArticleCalls>;
extern template class ItemEdits<RecommendationCalls>;

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_ITEM_EDITS_H_
