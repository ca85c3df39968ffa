#include "service/rpc/item_proposer.h"

#include <utility>

#include "service/core/group.h"
#include "service/core/sha256.h"
#include "service/rpc/pool_answer.h"
#include "storage/status_macros.h"
#include "storage/wire_writer.h"

namespace newswire {
namespace {

std::string WrittenResponse(const WriteOutcome& write) {
  std::string response;
  if (!write.item.empty()) AppendBytes(1, write.item, &response);
  if (write.position.sequence != 0) AppendBytes(2, FormatPosition(write.position), &response);
  return response;
}

void AnswerNow(UnaryCall* call, const ProposalOutcome& outcome) {
  if (!outcome.status.ok()) return call->Answer(outcome.status);
  const WriteOutcome& write = outcome.writes.front();
  if (!write.status.ok()) return call->Answer(write.status);
  call->AnswerBytes(WrittenResponse(write));
}

}  // namespace

std::shared_ptr<WriteProposal> ItemProposer::Make(const WriteTerms& terms) const {
  auto proposal = std::make_shared<WriteProposal>();
  proposal->writes.resize(1);
  proposal->writes.front().mode = terms.mode;
  proposal->writes.front().change = terms.change;
  proposal->want_items = true;
  proposal->request_id = terms.request_id;
  proposal->request_fingerprint = terms.fingerprint;
  proposal->proposed_at = data_->clock->Now();
  return proposal;
}

void ItemProposer::Propose(UnaryCall* call, std::shared_ptr<WriteProposal> proposal) const {
  if (!proposal->done) {
    proposal->done = [call](ProposalOutcome outcome) { Answer(call, std::move(outcome)); };
  }
  if (const absl::Status status = gate_->Propose(std::move(proposal)); !status.ok()) {
    call->Later([status](UnaryCall* c) { c->Answer(status); });
  }
}

void ItemProposer::Validate(UnaryCall* call, std::shared_ptr<const WriteProposal> proposal) const {
  AnswerFromPool(
      data_->reads, call,
      [store = data_->store, proposal = std::move(proposal)]() -> absl::StatusOr<std::string> {
        const Group group(store, nullptr);
        ProposalOutcome outcome = group.Try(*proposal);
        NEWSWIRE_RETURN_IF_ERROR(group.error());
        WriteOutcome& write = outcome.writes.front();
        NEWSWIRE_RETURN_IF_ERROR(write.status);
        write.position = {};  // nothing was written
        return WrittenResponse(write);
      });
}

void ItemProposer::Answer(UnaryCall* call, ProposalOutcome outcome) {
  call->Later([outcome = std::move(outcome)](UnaryCall* c) { AnswerNow(c, outcome); });
}

std::string ItemProposer::Fingerprint(const grpc::ByteBuffer& request) {
  grpc::Slice slice;
  if (!request.TrySingleSlice(&slice).ok() && !request.DumpToSingleSlice(&slice).ok()) return {};
  return Sha256({reinterpret_cast<const char*>(slice.begin()), slice.size()});
}

}  // namespace newswire
