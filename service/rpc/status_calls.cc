#include "service/rpc/status_calls.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "newswire/v1/article_service.pb.h"
#include "newswire/v1/recommendation_service.pb.h"
#include "service/core/error.h"
#include "service/core/field_checker.h"
#include "service/core/language.h"
#include "service/rpc/item_proposer.h"
#include "service/rpc/publish.h"

namespace newswire {
namespace {

template <typename Request>
concept HasLanguage = requires(const Request& request) {
  request.language();
};
template <typename Request>
concept HasReason = requires(const Request& request) {
  request.reason();
};
template <typename Request>
concept HasAdvisories = requires(const Request& request) {
  request.advisories();
};
template <typename Request>
concept HasConfirmation = requires(const Request& request) {
  request.confirm_name();
};

// What differs between the four operations on the two kinds.
struct StatusCall {
  v1::ItemKind kind;
  Operation operation;
};

template <typename Request>
void TakeReason(const Request& request, FieldChecker* check, Change* change) {
  if constexpr (HasReason<Request>) {
    check->EnumValue(FieldPath("reason"), request.reason(), v1::RetractionReason_IsValid,
                     Presence::kRequired);
    change->reason = request.reason();
  }
}

template <typename Request>
void TakeAdvisories(const Request& request, FieldChecker* check, Change* change) {
  if constexpr (HasAdvisories<Request>) {
    check->Advisories(FieldPath(""), "advisories", request.advisories());
    change->texts.assign(request.advisories().begin(), request.advisories().end());
  }
}

template <typename Request>
void TakeLanguage(const Request& request, Violations* violations, Change* change) {
  if constexpr (HasLanguage<Request>) {
    if (request.language().empty()) return;
    const auto tag = CanonicalLanguage(request.language());
    if (!tag) {
      violations->Add("language", "LANGUAGE_INVALID",
                      "is not a BCP 47 tag of a registered language");
    }
    change->language = tag.value_or("");
  }
}

template <typename Request>
void TakeConfirmation(const Request& request, v1::ItemKind kind, FieldChecker* check,
                      Change* change) {
  if constexpr (HasConfirmation<Request>) {
    if (request.confirm_name() != request.name()) {
      check->Fail(FieldPath("confirm_name"), "CONFIRMATION_MISSING",
                  "must repeat the name, because a cancel cannot be undone");
    }
    const std::string& substitute = request.replaced_by();
    if (substitute.empty()) return;
    // It may be of the other kind, but then it says so.
    if (absl::StartsWith(substitute, "articles/")) kind = v1::ITEM_KIND_ARTICLE;
    if (absl::StartsWith(substitute, "recommendations/")) kind = v1::ITEM_KIND_RECOMMENDATION;
    check->ItemNameField(FieldPath("replaced_by"), substitute, kind, Presence::kOptional);
    if (substitute == request.name()) {
      check->Fail(FieldPath("replaced_by"), "SELF_REFERENCE", "must be another item");
    }
    change->replaced_by = substitute;
  }
}

template <typename Request>
void Handle(const StatusCall& kind_of_call, const ItemProposer& proposer, UnaryCall* call) {
  Request request;
  if (const absl::Status status = call->Parse(&request); !status.ok()) return call->Answer(status);
  Violations violations;
  FieldChecker check(&violations);
  auto change = std::make_shared<Change>();
  ValidateRequestId(request.request_id(), &violations);
  const auto uri = ParseItemName(request.name(), kind_of_call.kind, "name", &violations);
  check.Bytes(FieldPath("etag"), request.etag(), kCodeBytesMax);
  TakeReason(request, &check, change.get());
  TakeAdvisories(request, &check, change.get());
  TakeLanguage(request, &violations, change.get());
  TakeConfirmation(request, kind_of_call.kind, &check, change.get());
  if (!violations.empty()) return call->Answer(violations.ToStatus());
  auto proposal = proposer.Make({.mode = WriteMode::kUpdate,
                                 .request_id = request.request_id(),
                                 .fingerprint = request.request_id().empty()
                                                    ? std::string()
                                                    : ItemProposer::Fingerprint(call->request()),
                                 .change = std::move(change)});
  ItemWrite& write = proposal->writes.front();
  write.operation = kind_of_call.operation;
  write.draft.kind = kind_of_call.kind;
  write.draft.uri = *uri;
  write.draft.etag = request.etag();
  proposer.Propose(call, std::move(proposal));
}

template <typename Request>
UnaryCall::Handler Handler(v1::ItemKind kind, Operation operation,
                           std::shared_ptr<const ItemProposer> proposer) {
  return [kind, operation, proposer = std::move(proposer)](UnaryCall* call) {
    Handle<Request>({kind, operation}, *proposer, call);
  };
}

}  // namespace

void AddStatusCalls(const ServerContextData* data, WriteGate* gate, HandlerTable* table) {
  const auto proposer = std::make_shared<const ItemProposer>(data, gate);
  const auto article = v1::ITEM_KIND_ARTICLE;
  const auto recommendation = v1::ITEM_KIND_RECOMMENDATION;
  (*table)["WithholdArticle"] =
      Handler<v1::WithholdArticleRequest>(article, Operation::kWithhold, proposer);
  (*table)["ReinstateArticle"] =
      Handler<v1::ReinstateArticleRequest>(article, Operation::kReinstate, proposer);
  (*table)["CancelArticle"] =
      Handler<v1::CancelArticleRequest>(article, Operation::kCancel, proposer);
  (*table)["ReleaseArticle"] =
      Handler<v1::ReleaseArticleRequest>(article, Operation::kRelease, proposer);
  (*table)["WithholdRecommendation"] =
      Handler<v1::WithholdRecommendationRequest>(recommendation, Operation::kWithhold, proposer);
  (*table)["ReinstateRecommendation"] =
      Handler<v1::ReinstateRecommendationRequest>(recommendation, Operation::kReinstate, proposer);
  (*table)["CancelRecommendation"] =
      Handler<v1::CancelRecommendationRequest>(recommendation, Operation::kCancel, proposer);
  (*table)["ReleaseRecommendation"] =
      Handler<v1::ReleaseRecommendationRequest>(recommendation, Operation::kRelease, proposer);
}

}  // namespace newswire
