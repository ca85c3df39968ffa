#include "service/rpc/item_writes.h"

#include <google/protobuf/util/field_mask_util.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/core/item_edit.h"
#include "service/rpc/on_arena.h"
#include "service/rpc/publish.h"

namespace newswire {
namespace {

using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;

constexpr std::array<std::string_view, 9> kNotWritable = {
    "name",           "revision",    "etag",
    "revision_kind",  "create_time", "revision_create_time",
    "status_history", "corrections", "reported_in"};

bool ReplacesAll(const FieldMask& mask) {
  return mask.paths_size() == 0 || (mask.paths_size() == 1 && mask.paths(0) == "*");
}

template <typename Item>
bool ValidateMask(const FieldMask& mask, Violations* violations) {
  bool valid = true;
  for (int i = 0; i < mask.paths_size(); ++i) {
    const std::string& path = mask.paths(i);
    const std::string field = absl::StrCat("update_mask.paths[", i, "]");
    if (!FieldMaskUtil::IsValidPath<Item>(path)) {
      valid = false;
      violations->Add(field, "FIELD_MASK_INVALID", absl::StrCat("there is no field ", path));
    } else if (std::find(kNotWritable.begin(), kNotWritable.end(), path) != kNotWritable.end()) {
      valid = false;
      violations->Add(field, "FIELD_MASK_INVALID", absl::StrCat(path, " cannot be written"));
    }
  }
  return valid;
}

// Whole fields take the place of what was there.
template <typename Item>
absl::StatusOr<FieldNames> ReplaceFields(const Item& changes, const FieldMask& mask, Item* item) {
  FieldMaskUtil::MergeOptions replace;
  replace.set_replace_message_fields(true);
  replace.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(changes, mask, replace, item);
  return FieldNames();
}

}  // namespace

template <typename Calls>
void ItemWrites<Calls>::Create(UnaryCall* call) const {
  const OnArena<typename Calls::CreateRequest> request;
  if (const auto status = call->Parse(request.get()); !status.ok()) return call->Answer(status);
  Write(call, request.get(), {}, {.mode = WriteMode::kCreate, .change = nullptr});
}

template <typename Calls>
void ItemWrites<Calls>::Update(UnaryCall* call) const {
  const OnArena<typename Calls::UpdateRequest> request;
  if (const auto status = call->Parse(request.get()); !status.ok()) return call->Answer(status);
  Replace(call, request.get(), {}, nullptr);
}

template <typename Calls>
void ItemWrites<Calls>::Correct(UnaryCall* call) const {
  const OnArena<typename Calls::CorrectRequest> request;
  if (const auto status = call->Parse(request.get()); !status.ok()) return call->Answer(status);
  Violations violations;
  CheckCorrection(request->kind(), request->texts(), &violations);
  Replace(call, request.get(), std::move(violations),
          MakeCorrection(request->kind(), request->texts()));
}

template <typename Calls>
template <typename Request>
void ItemWrites<Calls>::Replace(UnaryCall* call, Request* request, Violations violations,
                                std::shared_ptr<const Change> change) const {
  if (ReplacesAll(request->update_mask())) {
    Write(call, request, std::move(violations),
          {.mode = WriteMode::kUpdate, .change = std::move(change)});
  } else {
    Patch(call, request, std::move(violations), change);
  }
}

template <typename Calls>
template <typename Request>
void ItemWrites<Calls>::Patch(UnaryCall* call, Request* request, Violations violations,
                              const std::shared_ptr<const Change>& change) const {
  if (!Calls::Has(*request)) violations.Add(Calls::kField, "FIELD_REQUIRED", "must be set");
  if (!ValidateMask<typename Calls::Item>(request->update_mask(), &violations) ||
      !Calls::Has(*request)) {
    return call->Answer(violations.ToStatus());
  }
  typename ItemEdits<Calls>::Edit edit;
  auto changes = std::make_shared<typename Calls::Item>(std::move(*Calls::Mutable(request)));
  edit.name = changes->name();
  edit.etag = changes->etag();
  edit.prefix = absl::StrCat(Calls::kField, ".");
  edit.request_id = request->request_id();
  edit.validate_only = request->validate_only();
  edit.violations = std::move(violations);
  edit.apply = [changes, mask = request->update_mask()](typename Calls::Item* item, Violations*) {
    return ReplaceFields(*changes, mask, item);
  };
  edit.change = change;
  edits_.Run(call, std::move(edit));
}

template <typename Calls>
template <typename Request>
void ItemWrites<Calls>::Write(UnaryCall* call, Request* request, Violations violations,
                              WriteTerms terms) const {
  ValidateRequestId(request->request_id(), &violations);
  terms.request_id = request->request_id();
  if (!terms.request_id.empty()) terms.fingerprint = ItemProposer::Fingerprint(call->request());
  auto proposal = proposer_.Make(terms);
  if (Calls::Has(*request)) {
    typename Calls::Item* const item = Calls::Mutable(request);
    ItemWrite& write = proposal->writes.front();
    write.check_quotes = Calls::Quotes(*item);
    auto draft = Calls::MakeDraft(std::move(*item), proposal->proposed_at, &violations);
    if (draft) write.draft = *std::move(draft);
  } else {
    violations.Add(Calls::kField, "FIELD_REQUIRED", "must be set");
  }
  if (!violations.empty()) return call->Answer(violations.ToStatus());
  if (request->validate_only()) return proposer_.Validate(call, std::move(proposal));
  proposer_.Propose(call, std::move(proposal));
}

template class ItemWrites<ArticleCalls>;
template class ItemWrites<RecommendationCalls>;

}  // namespace newswire
