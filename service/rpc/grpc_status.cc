#include "service/rpc/grpc_status.h"

#include <string>

#include "absl/strings/cord.h"
#include "service/core/error.h"

namespace newswire {
namespace {

// What came up from below without a reason of its own still gets one: details are always there.
absl::Status WithReason(const absl::Status& status) {
  if (!ReasonOf(status).empty()) return status;
  return MakeError(status.code(), absl::StatusCodeToString(status.code()),
                   std::string(status.message()));
}

}  // namespace

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status result;
  if (status.ok()) return result;
  const absl::Status complete = WithReason(status);
  result.set_code(static_cast<int>(complete.code()));
  result.set_message(std::string(complete.message()));
  complete.ForEachPayload([&result](absl::string_view url, const absl::Cord& payload) {
    google::protobuf::Any& detail = *result.add_details();
    detail.set_type_url(std::string(url));
    detail.set_value(std::string(payload));
  });
  return result;
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status details = ToRpcStatus(status);
  return grpc::Status(static_cast<grpc::StatusCode>(details.code()), details.message(),
                      details.SerializeAsString());
}

}  // namespace newswire
