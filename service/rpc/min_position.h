#ifndef NEWSWIRE_SERVICE_RPC_MIN_POSITION_H_
#define NEWSWIRE_SERVICE_RPC_MIN_POSITION_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/rpc/context.h"
#include "service/rpc/pool_answer.h"
#include "service/rpc/unary_call.h"

namespace newswire {

// As AnswerFromPool, but not before this node's feed has come to `min_position` (empty: now), so
// that whoever wrote reads what he wrote, on whatever node. Waits until the call's deadline, 30 s
// at most; then, and for a position that is none of this feed, the call is answered with an error.
// On the call's thread.
void AnswerAtPosition(const ServerContextData* data, UnaryCall* call,
                      const std::string& min_position,
                      std::function<absl::StatusOr<std::string>()> work);

// A handler that parses the request, waits for its `min_position`, and answers with what `read`
// makes of it on the read pool.
template <typename Request, typename Read>
UnaryCall::Handler ReadAtPosition(const ServerContextData* data, Read read) {
  return [data, read](UnaryCall* call) {
    auto request = std::make_shared<Request>();
    if (const absl::Status status = call->Parse(request.get()); !status.ok()) {
      return call->Answer(status);
    }
    AnswerAtPosition(data, call, request->min_position(),
                     [read, request] { return read(*request); });
  };
}

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_MIN_POSITION_H_
