#include "service/rpc/pool_answer.h"

#include <utility>

#include "service/core/error.h"

namespace newswire {

absl::Status PoolIsFull() {
  return WithRetry(MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED",
                             "too many reads are waiting; try again"),
                   absl::Milliseconds(100));
}

void AnswerFromPool(ReadPool* pool, UnaryCall* call,
                    std::function<absl::StatusOr<std::string>()> work) {
  const bool queued = pool->Run([call, work = std::move(work)] {
    call->Later([response = work()](UnaryCall* c) {
      if (response.ok()) {
        c->AnswerBytes(*response);
      } else {
        c->Answer(response.status());
      }
    });
  });
  if (queued) return;
  call->Answer(PoolIsFull());
}

}  // namespace newswire
