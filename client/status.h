#ifndef NEWSWIRE_CLIENT_STATUS_H_
#define NEWSWIRE_CLIENT_STATUS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace google::rpc {
class Status;
}
namespace grpc {
class Status;
}

namespace newswire {

// What a server said about an error beside its code and text (google.rpc details).
struct ErrorDetails {
  struct Violation {
    std::string field;
    std::string description;
  };
  std::string reason;  // for example ETAG_MISMATCH; empty when the error is not the server's
  std::map<std::string, std::string> metadata;
  std::vector<Violation> violations;  // every bad field of the request
  std::optional<absl::Duration> retry_delay;
};

// The same error as an absl::Status; the details travel as its payloads.
absl::Status FromGrpcStatus(const grpc::Status& status);
absl::Status FromRpcStatus(const google::rpc::Status& status);
// Of the result of one item. Its paths begin at the item: which place that had in a request that
// was made up here tells nobody anything.
absl::Status FromItemStatus(const google::rpc::Status& status);

// Reads back what From*Status kept. Empty for a status that came from elsewhere.
ErrorDetails DetailsOf(const absl::Status& status);

// True when an answer was larger than the channel takes. Asking again cannot help.
bool IsTooLarge(const absl::Status& status);

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_STATUS_H_
