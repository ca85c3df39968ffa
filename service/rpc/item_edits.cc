#include "service/rpc/item_edits.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/rpc/pool_answer.h"
#include "service/rpc/publish.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

// No item gets there.
constexpr std::uint32_t kNoRevision = std::numeric_limits<std::uint32_t>::max();

}  // namespace

template <typename Calls>
void ItemEdits<Calls>::Run(UnaryCall* call, Edit edit) const {
  auto running = std::make_shared<Running>();
  running->edit = std::move(edit);
  Violations& violations = running->edit.violations;
  ValidateRequestId(running->edit.request_id, &violations);
  auto uri = ParseItemName(running->edit.name, Calls::kKind,
                           absl::StrCat(running->edit.prefix, "name"), &violations);
  if (!uri) return call->Answer(violations.ToStatus());
  running->uri = *std::move(uri);
  if (!running->edit.request_id.empty()) {
    running->fingerprint = ItemProposer::Fingerprint(call->request());
  }
  if (data_->reads->Run([this, call, running] { Try(call, running); })) return;
  call->Answer(PoolIsFull());
}

template <typename Calls>
void ItemEdits<Calls>::Try(UnaryCall* call, const std::shared_ptr<Running>& running) const {
  auto proposal = MakeProposal(*running);
  if (!proposal.ok()) {
    return call->Later([status = proposal.status()](UnaryCall* c) { c->Answer(status); });
  }
  if (running->edit.validate_only) {
    return call->Later(
        [this, proposal = *std::move(proposal)](UnaryCall* c) { proposer_.Validate(c, proposal); });
  }
  (*proposal)->done = [this, call, running](ProposalOutcome outcome) {
    const bool overtaken = outcome.status.ok() && absl::IsAborted(outcome.writes.front().status);
    const bool again =
        overtaken && running->edit.etag.empty() && ++running->attempts < kAttemptsMax;
    if (again && data_->reads->Run([this, call, running] { Try(call, running); })) return;
    ItemProposer::Answer(call, std::move(outcome));
  };
  proposer_.Propose(call, *std::move(proposal));
}

template <typename Calls>
absl::StatusOr<std::shared_ptr<WriteProposal>> ItemEdits<Calls>::MakeProposal(
    const Running& running) const {
  const Edit& edit = running.edit;
  auto proposal = proposer_.Make({.mode = WriteMode::kUpdate,
                                  .request_id = edit.request_id,
                                  .fingerprint = running.fingerprint,
                                  .change = edit.change});
  ItemWrite& write = proposal->writes.front();
  if (!edit.request_id.empty() && !edit.validate_only) {
    // One that was answered gets its answer from the applier, whatever has become of the item. Its
    // edit might not even be possible any more.
    NEWSWIRE_ASSIGN_OR_RETURN(const auto answered, data_->store->FindRequest(edit.request_id));
    if (answered) {
      write.draft.kind = Calls::kKind;
      write.draft.uri = running.uri;
      write.expected_revision = kNoRevision;  // should the answer be forgotten in this moment
      return proposal;
    }
  }
  const absl::Status filled = FillWrite(running, proposal->proposed_at, &write);
  // What is wrong with the request comes before what it meets.
  if (!edit.violations.empty() && !absl::IsInvalidArgument(filled)) {
    return edit.violations.ToStatus();
  }
  NEWSWIRE_RETURN_IF_ERROR(filled);
  return proposal;
}

template <typename Calls>
absl::Status ItemEdits<Calls>::FillWrite(const Running& running, absl::Time now,
                                         ItemWrite* write) const {
  const Edit& edit = running.edit;
  NEWSWIRE_ASSIGN_OR_RETURN(const std::string stored,
                            ReadForEdit(*data_->store, Calls::kKind, running.uri));
  Item item;
  if (!item.ParseFromString(stored)) return absl::DataLossError("an item on disk is damaged");
  write->expected_revision = item.revision();
  Violations violations = edit.violations;
  NEWSWIRE_ASSIGN_OR_RETURN(FieldNames names, edit.apply(&item, &violations));
  names.emplace_back(absl::StrCat(Calls::kField, ".etag"), absl::StrCat(edit.prefix, "etag"));
  item.set_etag(edit.etag);
  write->check_quotes = Calls::Quotes(item);
  Violations found;
  auto draft = Calls::MakeDraft(std::move(item), now, &found);
  violations.Append(NameAsInRequest(found, names));
  NEWSWIRE_RETURN_IF_ERROR(violations.ToStatus());
  write->draft = *std::move(draft);
  return absl::OkStatus();
}

template class ItemEdits<ArticleCalls>;
template class ItemEdits<RecommendationCalls>;

}  // namespace newswire
