#include "service/rpc/grpc_status.h"

#include "google/rpc/status.pb.h"
#include "service/core/error.h"

namespace newswire {

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status details = ToRpcStatus(status);
  return grpc::Status(static_cast<grpc::StatusCode>(details.code()), details.message(),
                      details.SerializeAsString());
}

}  // namespace newswire
