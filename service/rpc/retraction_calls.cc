#include "service/rpc/retraction_calls.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "service/core/error.h"
#include "service/core/field_checker.h"
#include "service/core/retractions.h"
#include "service/rpc/min_position.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

constexpr std::uint32_t kPageMax = 1000;

void CheckItemName(const std::string& name, Violations* violations) {
  const bool article = absl::StartsWith(name, "articles/");
  ParseItemName(name, article ? v1::ITEM_KIND_ARTICLE : v1::ITEM_KIND_RECOMMENDATION, "name",
                violations);
}

absl::StatusOr<std::string> List(const Store& store, const v1::ListCancellationsRequest& request) {
  Violations violations;
  if (request.page_size() > kPageMax) {
    violations.Add("page_size", "OUT_OF_RANGE",
                   absl::StrCat("must be 1 to ", kPageMax, ", is ", request.page_size()));
  }
  FieldChecker check(&violations);
  if (request.has_since()) check.Time(FieldPath("since"), request.since());
  if (!violations.empty()) return violations.ToStatus();
  NEWSWIRE_ASSIGN_OR_RETURN(const auto response, ListCancellations(store, request));
  return response.SerializeAsString();
}

absl::StatusOr<std::string> ListAnswers(const ServerContextData& data,
                                        const v1::ListRetractionAcknowledgementsRequest& request) {
  Violations violations;
  CheckItemName(request.name(), &violations);
  if (!violations.empty()) return violations.ToStatus();
  NEWSWIRE_ASSIGN_OR_RETURN(const Sequence retraction,
                            FindRetraction(*data.store, request.name(), request.sequence()));
  NEWSWIRE_ASSIGN_OR_RETURN(const auto response, ListAcknowledgements(*data.store, *data.readers,
                                                                      request.name(), retraction));
  return response.SerializeAsString();
}

absl::Status Validate(const v1::AcknowledgeRetractionRequest& request) {
  Violations violations;
  FieldChecker check(&violations);
  CheckItemName(request.name(), &violations);
  if (request.sequence() == 0) {
    violations.Add("sequence", "FIELD_REQUIRED", "must be the entry that takes the item back");
  }
  CheckReaderName(request.reader(), "reader", &violations);
  check.EnumValue(FieldPath("result"), request.result(), v1::RetractionResult_IsValid,
                  Presence::kRequired);
  const bool must_explain = request.result() == v1::RETRACTION_RESULT_CANNOT;
  check.Chars(FieldPath("comment"), request.comment(), kTextCharsMax,
              must_explain ? Presence::kRequired : Presence::kOptional);
  return violations.ToStatus();
}

void Acknowledge(const ServerContextData* data, WriteGate* gate, UnaryCall* call) {
  auto request = std::make_shared<v1::AcknowledgeRetractionRequest>();
  if (const absl::Status status = call->Parse(request.get()); !status.ok()) {
    return call->Answer(status);
  }
  if (const absl::Status status = Validate(*request); !status.ok()) return call->Answer(status);
  const bool queued = data->reads->Run([data, gate, call, request] {
    const auto retraction = FindRetraction(*data->store, request->name(), request->sequence());
    if (!retraction.ok()) {
      return call->Later([status = retraction.status()](UnaryCall* c) { c->Answer(status); });
    }
    const absl::Time now = data->clock->Now();
    auto proposal = std::make_shared<RecordProposal>();
    proposal->rows.push_back(AcknowledgementRowOf(*request, now));
    proposal->done = [call, request, now](const absl::Status& status) {
      call->Later([request, now, status](UnaryCall* c) {
        if (!status.ok()) return c->Answer(status);
        v1::AcknowledgeRetractionResponse response;
        v1::RetractionAcknowledgement& answer = *response.mutable_acknowledgement();
        answer.set_reader(request->reader());
        answer.set_result(request->result());
        answer.set_comment(request->comment());
        *answer.mutable_acknowledge_time() =
            google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
        c->Answer(response);
      });
    };
    if (const absl::Status status = gate->Propose(std::move(proposal)); !status.ok()) {
      call->Later([status](UnaryCall* c) { c->Answer(status); });
    }
  });
  if (!queued) call->Answer(PoolIsFull());
}

}  // namespace

void AddRetractionCalls(const ServerContextData* data, WriteGate* gate, HandlerTable* table) {
  (*table)["ListCancellations"] = ReadAtPosition<v1::ListCancellationsRequest>(
      data, [data](const auto& request) { return List(*data->store, request); });
  (*table)["ListRetractionAcknowledgements"] =
      ReadAtPosition<v1::ListRetractionAcknowledgementsRequest>(
          data, [data](const auto& request) { return ListAnswers(*data, request); });
  (*table)["AcknowledgeRetraction"] = [data, gate](UnaryCall* call) {
    Acknowledge(data, gate, call);
  };
}

}  // namespace newswire
