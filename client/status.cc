#include "client/status.h"

#include <grpcpp/support/status.h>

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace newswire {
namespace {

constexpr char kTypePrefix[] = "type.googleapis.com/";

template <typename Message>
std::optional<Message> Payload(const absl::Status& status) {
  const auto bytes = status.GetPayload(kTypePrefix + Message::descriptor()->full_name());
  Message message;
  if (!bytes.has_value() || !message.ParseFromString(std::string(*bytes))) return std::nullopt;
  return message;
}

void AddDetails(const google::rpc::Status& rpc, absl::Status* status) {
  for (const google::protobuf::Any& detail : rpc.details()) {
    status->SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
}

// "items[111].article.name" is "article.name", and "items[111]" alone is "item".
std::string WithoutPlace(const std::string& path) {
  static constexpr char kItems[] = "items[";
  const std::size_t end = path.find(']');
  if (!absl::StartsWith(path, kItems) || end == std::string::npos) return path;
  const std::string rest = path.substr(end + 1);
  return absl::StartsWith(rest, ".") ? rest.substr(1) : "item" + rest;
}

}  // namespace

absl::Status FromItemStatus(const google::rpc::Status& status) {
  google::rpc::Status own = status;
  std::vector<std::string> lines = absl::StrSplit(status.message(), '\n');
  for (std::string& line : lines) line = WithoutPlace(line);
  own.set_message(absl::StrJoin(lines, "\n"));
  for (google::protobuf::Any& detail : *own.mutable_details()) {
    google::rpc::BadRequest bad;
    if (!detail.UnpackTo(&bad)) continue;
    for (auto& violation : *bad.mutable_field_violations()) {
      violation.set_field(WithoutPlace(violation.field()));
    }
    detail.PackFrom(bad);
  }
  return FromRpcStatus(own);
}

absl::Status FromRpcStatus(const google::rpc::Status& rpc) {
  absl::Status status(static_cast<absl::StatusCode>(rpc.code()), rpc.message());
  AddDetails(rpc, &status);
  return status;
}

absl::Status FromGrpcStatus(const grpc::Status& grpc_status) {
  if (grpc_status.ok()) return absl::OkStatus();
  absl::Status status(static_cast<absl::StatusCode>(grpc_status.error_code()),
                      grpc_status.error_message());
  google::rpc::Status rpc;
  if (rpc.ParseFromString(grpc_status.error_details())) AddDetails(rpc, &status);
  return status;
}

ErrorDetails DetailsOf(const absl::Status& status) {
  ErrorDetails details;
  if (auto info = Payload<google::rpc::ErrorInfo>(status)) {
    details.reason = info->reason();
    details.metadata.insert(info->metadata().begin(), info->metadata().end());
  }
  if (auto bad = Payload<google::rpc::BadRequest>(status)) {
    for (const auto& violation : bad->field_violations()) {
      details.violations.push_back({violation.field(), violation.description()});
    }
  }
  if (auto retry = Payload<google::rpc::RetryInfo>(status)) {
    details.retry_delay = absl::Seconds(retry->retry_delay().seconds()) +
                          absl::Nanoseconds(retry->retry_delay().nanos());
  }
  return details;
}

bool IsTooLarge(const absl::Status& status) {
  // gRPC itself says it, in words alone; what servers refuse has a reason.
  return absl::IsResourceExhausted(status) &&
         absl::StrContains(status.message(), "message larger than max") &&
         DetailsOf(status).reason.empty();
}

}  // namespace newswire
