#include "service/rpc/item_writes.h"

#include <google/protobuf/util/field_mask_util.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/core/item_edit.h"
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
  const auto request = std::make_shared<const OnArena<typename Calls::UpdateRequest>>();
  if (const auto status = call->Parse(request->get()); !status.ok()) return call->Answer(status);
  Replace(call, request, {}, nullptr);
}

template <typename Calls>
void ItemWrites<Calls>::Correct(UnaryCall* call) const {
  const auto request = std::make_shared<const OnArena<typename Calls::CorrectRequest>>();
  if (const auto status = call->Parse(request->get()); !status.ok()) return call->Answer(status);
  const typename Calls::CorrectRequest& correction = **request;
  Violations violations;
  CheckCorrection(correction.kind(), correction.texts(), &violations);
  Replace(call, request, std::move(violations),
          MakeCorrection(correction.kind(), correction.texts()));
}

template <typename Calls>
template <typename Request>
void ItemWrites<Calls>::Replace(UnaryCall* call,
                                const std::shared_ptr<const OnArena<Request>>& request,
                                Violations violations, std::shared_ptr<const Change> change) const {
  if (ReplacesAll((*request)->update_mask())) {
    Write(call, request->get(), std::move(violations),
          {.mode = WriteMode::kUpdate, .change = std::move(change)});
  } else {
    Patch(call, request, std::move(violations), change);
  }
}

template <typename Calls>
template <typename Request>
void ItemWrites<Calls>::Patch(UnaryCall* call,
                              const std::shared_ptr<const OnArena<Request>>& request,
                              Violations violations,
                              const std::shared_ptr<const Change>& change) const {
  Request* const sent = request->get();
  if (!Calls::Has(*sent)) violations.Add(Calls::kField, "FIELD_REQUIRED", "must be set");
  if (!ValidateMask<typename Calls::Item>(sent->update_mask(), &violations) || !Calls::Has(*sent)) {
    return call->Answer(violations.ToStatus());
  }
  typename ItemEdits<Calls>::Edit edit;
  const typename Calls::Item& changes = *Calls::Mutable(sent);
  edit.name = changes.name();
  edit.etag = changes.etag();
  edit.prefix = absl::StrCat(Calls::kField, ".");
  edit.request_id = sent->request_id();
  edit.validate_only = sent->validate_only();
  edit.violations = std::move(violations);
  edit.apply = [request](typename Calls::Item* item, Violations*) {
    return ReplaceFields(*Calls::Mutable(request->get()), (*request)->update_mask(), item);
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
