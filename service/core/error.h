#ifndef NEWSWIRE_SERVICE_CORE_ERROR_H_
#define NEWSWIRE_SERVICE_CORE_ERROR_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace google::rpc {
class Status;
}

namespace newswire {

// One bad field of a request.
struct FieldViolation {
  std::string field;   // path, for example `article.translations[1].language`
  std::string reason;  // machine code, for example LANGUAGE_INVALID
  std::string
      description;  // one sentence with the limit and the size found; never the value of a body
};

// How much of the violations a status holds, at least one: bytes of the text, and of BadRequest.
struct StatusLimits {
  std::size_t text_bytes;
  std::size_t details_bytes;
};
// A status travels in the trailers of a call, and gRPC clients take 8 KiB of them: a status that is
// larger is lost whole, reason and all. The text travels twice (grpc-message and inside of the
// details) and the details in base64: 1,400 + 4 / 3 * (1,400 + 3,000 + 250 for the rest) = 7,600.
inline constexpr StatusLimits kInTrailers = {1400, 3000};

// Collects what is wrong with a request, so that the answer can name everything at once.
class Violations {
 public:
  // At most this many are kept; the others are counted.
  static constexpr std::size_t kMax = 100;

  void Add(std::string field, std::string_view reason, std::string description);
  // Takes over everything another collector found.
  void Append(const Violations& other);
  bool empty() const { return found_ == 0; }
  const std::vector<FieldViolation>& list() const { return list_; }

  // OK when nothing is wrong. Otherwise INVALID_ARGUMENT (RESOURCE_EXHAUSTED when the only reason
  // is ITEM_TOO_LARGE) with ErrorInfo{reason of the first violation} and BadRequest; the text names
  // the same violations, as many as the limits allow; then both say how many more there were.
  absl::Status ToStatus(const StatusLimits& limits = kInTrailers) const;

 private:
  std::vector<FieldViolation> list_;
  std::size_t found_ = 0;
};

// A status with ErrorInfo{reason, domain "newswire", metadata}. The details travel as payloads of
// the status under their type URL and become google.rpc details in rpc/grpc_status.
using ErrorMetadata = std::vector<std::pair<std::string, std::string>>;
absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view message,
                       const ErrorMetadata& metadata = {});
// NOT_FOUND / ITEM_NOT_FOUND.
absl::Status ItemNotFound(std::string_view name);
// INVALID_ARGUMENT / PAGE_TOKEN_INVALID.
absl::Status PageTokenInvalid();
// Adds RetryInfo.
absl::Status WithRetry(absl::Status status, absl::Duration delay);
// The reason of a status made here; empty for any other.
std::string ReasonOf(const absl::Status& status);

// The status as google.rpc.Status, its details in the order of their types: the same status always
// gives the same bytes. One without a reason gets the name of its code as reason.
google::rpc::Status ToRpcStatus(const absl::Status& status);
// The status that was given to ToRpcStatus, details and all.
absl::Status StatusOf(const google::rpc::Status& status);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ERROR_H_
