#ifndef NEWSWIRE_SERVICE_RPC_GRPC_STATUS_H_
#define NEWSWIRE_SERVICE_RPC_GRPC_STATUS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace newswire {

// The only place where our statuses become gRPC's. Payloads become google.rpc details.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_GRPC_STATUS_H_
