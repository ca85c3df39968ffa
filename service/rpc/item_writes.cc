#include "service/rpc/item_writes.h"

#include <google/protobuf/util/field_mask_util.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/core/group.h"
#include "service/core/item_reader.h"
#include "service/core/sha256.h"
#include "service/rpc/pool_answer.h"
#include "service/rpc/publish.h"
#include "service/rpc/wire_response.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;

// How often a patch is put on a newer revision before its writers are asked to calm down.
constexpr int kPatchAttemptsMax = 8;

constexpr std::array<std::string_view, 9> kNotWritable = {
    "name",           "revision",    "etag",
    "revision_kind",  "create_time", "revision_create_time",
    "status_history", "corrections", "reported_in"};

bool ReplacesAll(const FieldMask& mask) {
  return mask.paths_size() == 0 || (mask.paths_size() == 1 && mask.paths(0) == "*");
}

template <typename Item>
void ValidateMask(const FieldMask& mask, Violations* violations) {
  if (ReplacesAll(mask)) return;
  for (int i = 0; i < mask.paths_size(); ++i) {
    const std::string& path = mask.paths(i);
    const std::string field = absl::StrCat("update_mask.paths[", i, "]");
    if (!FieldMaskUtil::IsValidPath<Item>(path)) {
      violations->Add(field, "FIELD_MASK_INVALID", absl::StrCat("there is no field ", path));
    } else if (std::find(kNotWritable.begin(), kNotWritable.end(), path) != kNotWritable.end()) {
      violations->Add(field, "FIELD_MASK_INVALID", absl::StrCat(path, " cannot be written"));
    }
  }
}

std::string Fingerprint(const grpc::ByteBuffer& request) {
  grpc::Slice slice;
  if (!request.TrySingleSlice(&slice).ok() && !request.DumpToSingleSlice(&slice).ok()) return {};
  return Sha256({reinterpret_cast<const char*>(slice.begin()), slice.size()});
}

std::string WrittenResponse(const WriteOutcome& write) {
  std::string response;
  AppendField(1, write.item, &response);
  if (write.position.sequence != 0) AppendField(2, FormatPosition(write.position), &response);
  return response;
}

void AnswerOutcome(UnaryCall* call, const ProposalOutcome& outcome) {
  if (!outcome.status.ok()) return call->Answer(outcome.status);
  const WriteOutcome& write = outcome.writes.front();
  if (!write.status.ok()) return call->Answer(write.status);
  call->AnswerBytes(WrittenResponse(write));
}

void AnswerLater(UnaryCall* call, ProposalOutcome outcome) {
  call->Later([outcome = std::move(outcome)](UnaryCall* c) { AnswerOutcome(c, outcome); });
}

}  // namespace

template <typename Calls>
std::shared_ptr<WriteProposal> ItemWrites<Calls>::MakeProposal(
    WriteMode mode, const std::string& request_id, const std::string& fingerprint) const {
  auto proposal = std::make_shared<WriteProposal>();
  proposal->writes.resize(1);
  proposal->writes.front().mode = mode;
  proposal->want_items = true;
  proposal->request_id = request_id;
  proposal->request_fingerprint = fingerprint;
  proposal->proposed_at = data_->clock->Now();
  return proposal;
}

template <typename Calls>
void ItemWrites<Calls>::Create(UnaryCall* call) const {
  typename Calls::CreateRequest request;
  if (const absl::Status status = call->Parse(&request); !status.ok()) return call->Answer(status);
  Violations violations;
  ValidateRequestId(request.request_id(), &violations);
  if (!Calls::Has(request)) violations.Add(Calls::kField, "FIELD_REQUIRED", "must be set");
  auto proposal =
      MakeProposal(WriteMode::kCreate, request.request_id(),
                   request.request_id().empty() ? std::string() : Fingerprint(call->request()));
  if (Calls::Has(request)) {
    typename Calls::Item item = std::move(*Calls::Mutable(&request));
    proposal->writes.front().check_quotes = Calls::Quotes(item);
    auto draft = Calls::MakeDraft(std::move(item), proposal->proposed_at, &violations);
    if (draft) proposal->writes.front().draft = *std::move(draft);
  }
  if (!violations.empty()) return call->Answer(violations.ToStatus());
  Propose(call, std::move(proposal), request.validate_only());
}

template <typename Calls>
void ItemWrites<Calls>::Update(UnaryCall* call) const {
  auto patch = std::make_shared<Patch>();
  typename Calls::UpdateRequest& request = patch->request;
  if (const absl::Status status = call->Parse(&request); !status.ok()) return call->Answer(status);
  Violations violations;
  ValidateRequestId(request.request_id(), &violations);
  ValidateMask<typename Calls::Item>(request.update_mask(), &violations);
  if (!Calls::Has(request)) violations.Add(Calls::kField, "FIELD_REQUIRED", "must be set");
  if (!request.request_id().empty()) patch->fingerprint = Fingerprint(call->request());
  if (!violations.empty()) return call->Answer(violations.ToStatus());
  if (!ReplacesAll(request.update_mask())) {
    if (data_->reads->Run([this, call, patch] { TryPatch(call, patch); })) return;
    return call->Answer(PoolIsFull());
  }
  auto proposal = MakeProposal(WriteMode::kUpdate, request.request_id(), patch->fingerprint);
  typename Calls::Item item = std::move(*Calls::Mutable(&request));
  proposal->writes.front().check_quotes = Calls::Quotes(item);
  auto draft = Calls::MakeDraft(std::move(item), proposal->proposed_at, &violations);
  if (!draft) return call->Answer(violations.ToStatus());
  proposal->writes.front().draft = *std::move(draft);
  Propose(call, std::move(proposal), request.validate_only());
}

template <typename Calls>
void ItemWrites<Calls>::Propose(UnaryCall* call, std::shared_ptr<WriteProposal> proposal,
                                bool validate_only) const {
  if (validate_only) {
    return AnswerFromPool(data_->reads, call, [this, proposal]() -> absl::StatusOr<std::string> {
      Group group(data_->store, nullptr);
      const absl::Status refusal = group.Check(*proposal).front();
      NEWSWIRE_RETURN_IF_ERROR(group.error());
      NEWSWIRE_RETURN_IF_ERROR(refusal);
      std::string response;
      AppendField(1, proposal->writes.front().draft.payload, &response);
      return response;
    });
  }
  proposal->done = [call](ProposalOutcome outcome) { AnswerLater(call, std::move(outcome)); };
  if (const absl::Status status = gate_->Propose(std::move(proposal)); !status.ok()) {
    call->Answer(status);
  }
}

template <typename Calls>
absl::StatusOr<std::shared_ptr<WriteProposal>> ItemWrites<Calls>::ApplyPatch(
    const Patch& patch) const {
  typename Calls::UpdateRequest request = patch.request;
  const typename Calls::Item& changes = *Calls::Mutable(&request);
  Violations violations;
  const auto uri = ParseItemName(changes.name(), Calls::kKind, absl::StrCat(Calls::kField, ".name"),
                                 &violations);
  if (!uri) return violations.ToStatus();
  NEWSWIRE_ASSIGN_OR_RETURN(const std::string stored,
                            ItemReader(data_->store).Read(Calls::kKind, *uri, 0));
  typename Calls::Item item;
  if (!item.ParseFromString(stored)) return absl::DataLossError("an item on disk is damaged");
  const std::uint32_t revision = item.revision();
  FieldMaskUtil::MergeOptions replace;
  replace.set_replace_message_fields(true);
  replace.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(changes, request.update_mask(), replace, &item);
  item.set_etag(changes.etag());
  auto proposal = MakeProposal(WriteMode::kUpdate, request.request_id(), patch.fingerprint);
  ItemWrite& write = proposal->writes.front();
  write.expected_revision = revision;
  write.check_quotes = Calls::Quotes(item);
  auto draft = Calls::MakeDraft(std::move(item), proposal->proposed_at, &violations);
  if (!draft) return violations.ToStatus();
  write.draft = *std::move(draft);
  return proposal;
}

template <typename Calls>
void ItemWrites<Calls>::TryPatch(UnaryCall* call, const std::shared_ptr<Patch>& patch) const {
  auto proposal = ApplyPatch(*patch);
  if (!proposal.ok()) {
    return call->Later([status = proposal.status()](UnaryCall* c) { c->Answer(status); });
  }
  if (patch->request.validate_only()) {
    return call->Later([this, proposal = *proposal](UnaryCall* c) { Propose(c, proposal, true); });
  }
  const bool may_repeat = (*proposal)->writes.front().draft.etag.empty();
  (*proposal)->done = [this, call, patch, may_repeat](ProposalOutcome outcome) {
    const bool overtaken = outcome.status.ok() && absl::IsAborted(outcome.writes.front().status);
    if (overtaken && may_repeat && ++patch->attempts < kPatchAttemptsMax &&
        data_->reads->Run([this, call, patch] { TryPatch(call, patch); })) {
      return;
    }
    AnswerLater(call, std::move(outcome));
  };
  if (const absl::Status status = gate_->Propose(*proposal); !status.ok()) {
    call->Later([status](UnaryCall* c) { c->Answer(status); });
  }
}

template class ItemWrites<ArticleCalls>;
template class ItemWrites<RecommendationCalls>;

}  // namespace newswire
