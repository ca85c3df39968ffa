#include "service/rpc/edit_calls.h"

#include <memory>
#include <utility>

#include "service/core/edit_requests.h"
#include "service/rpc/item_edits.h"

namespace newswire {
namespace {

// Only one of the requests can ask for it.
bool ValidateOnly(const v1::PutTranslationRequest& request) {
  return request.validate_only();
}
template <typename Request>
bool ValidateOnly(const Request&) {
  return false;
}

template <typename Calls, typename Request>
UnaryCall::Handler EditHandler(std::shared_ptr<const ItemEdits<Calls>> edits) {
  return [edits = std::move(edits)](UnaryCall* call) {
    auto request = std::make_shared<Request>();
    if (const absl::Status status = call->Parse(request.get()); !status.ok()) {
      return call->Answer(status);
    }
    typename ItemEdits<Calls>::Edit edit;
    CheckRequest(*request, &edit.violations);
    edit.name = request->name();
    edit.etag = request->etag();
    edit.request_id = request->request_id();
    edit.validate_only = ValidateOnly(*request);
    edit.change = ChangeOf(*request);
    edit.apply = [request](typename Calls::Item* item, Violations* violations) {
      return Apply(*request, item, violations);
    };
    edits->Run(call, std::move(edit));
  };
}

}  // namespace

void AddEditCalls(const ServerContextData* data, WriteGate* gate, HandlerTable* table) {
  const auto articles = std::make_shared<const ItemEdits<ArticleCalls>>(data, gate);
  const auto recommendations = std::make_shared<const ItemEdits<RecommendationCalls>>(data, gate);
  (*table)["PutTranslation"] = EditHandler<ArticleCalls, v1::PutTranslationRequest>(articles);
  (*table)["AssessRecommendation"] =
      EditHandler<RecommendationCalls, v1::AssessRecommendationRequest>(recommendations);
  (*table)["RespondToRecommendation"] =
      EditHandler<RecommendationCalls, v1::RespondToRecommendationRequest>(recommendations);
}

}  // namespace newswire
