#ifndef NEWSWIRE_SERVICE_RPC_POOL_ANSWER_H_
#define NEWSWIRE_SERVICE_RPC_POOL_ANSWER_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/core/read_pool.h"
#include "service/rpc/unary_call.h"

namespace newswire {

// Runs `work` where it may block and answers the call with the serialised response it returns.
// RESOURCE_EXHAUSTED / OVERLOADED when too many reads wait.
void AnswerFromPool(ReadPool* pool, UnaryCall* call,
                    std::function<absl::StatusOr<std::string>()> work);

// The answer when the pool takes no more.
absl::Status PoolIsFull();

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_POOL_ANSWER_H_
