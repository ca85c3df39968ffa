#ifndef NEWSWIRE_SERVICE_RPC_GRPC_STATUS_H_
#define NEWSWIRE_SERVICE_RPC_GRPC_STATUS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace newswire {

// The only places where our statuses become theirs. Payloads become google.rpc details.
google::rpc::Status ToRpcStatus(const absl::Status& status);
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_GRPC_STATUS_H_
