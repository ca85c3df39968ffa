#ifndef NEWSWIRE_SERVICE_RPC_ITEM_PROPOSER_H_
#define NEWSWIRE_SERVICE_RPC_ITEM_PROPOSER_H_

#include <memory>
#include <string>

#include "service/rpc/context.h"
#include "service/rpc/unary_call.h"

namespace newswire {

// What a write demands beside its item.
struct WriteTerms {
  WriteMode mode = WriteMode::kUpdate;
  std::string request_id = {};   // empty: none
  std::string fingerprint = {};  // of the request, when it has an id
  std::shared_ptr<const Change> change = {};
};

// Proposes the write of one item and answers its call with what became of it. All calls that write
// one item answer alike: the item in field 1, the position in field 2. Any thread.
class ItemProposer {
 public:
  // Borrowed; both outlive every call.
  ItemProposer(const ServerContextData* data, WriteGate* gate) : data_(data), gate_(gate) {}

  // A proposal with one write, without its draft.
  std::shared_ptr<WriteProposal> Make(const WriteTerms& terms) const;
  // Answers the call later.
  void Propose(UnaryCall* call, std::shared_ptr<WriteProposal> proposal) const;
  // Answers the call with the item as it would be stored, or with what it would be refused for.
  // On the call's I/O thread.
  void Validate(UnaryCall* call, std::shared_ptr<const WriteProposal> proposal) const;

  // The answer to a call, given later on its I/O thread.
  static void Answer(UnaryCall* call, ProposalOutcome outcome);
  // As WriteProposal::request_fingerprint.
  static std::string Fingerprint(const grpc::ByteBuffer& request);

 private:
  const ServerContextData* const data_;
  WriteGate* const gate_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_ITEM_PROPOSER_H_
