#include "service/rpc/min_position.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/rpc/io_thread.h"
#include "storage/position.h"

namespace newswire {
namespace {

constexpr std::chrono::seconds kWaitMax{30};

absl::StatusOr<Sequence> SequenceOf(const std::string& text, const Position& head) {
  const auto position = ParsePosition(text);
  if (!position) {
    return MakeError(absl::StatusCode::kInvalidArgument, "TOKEN_MALFORMED",
                     "min_position: a position looks like 0123456789abcdef-42-0123456789abcdef");
  }
  if (position->log_id == head.log_id) return position->sequence;
  return MakeError(absl::StatusCode::kFailedPrecondition, "LOG_REPLACED",
                   absl::StrCat("min_position was given by log ", FormatLogId(position->log_id),
                                ", this is log ", FormatLogId(head.log_id)),
                   {{"head", FormatPosition(head)}});
}

}  // namespace

void AnswerAtPosition(const ServerContextData* data, UnaryCall* call,
                      const std::string& min_position,
                      std::function<absl::StatusOr<std::string>()> work) {
  if (min_position.empty()) return AnswerFromPool(data->reads, call, std::move(work));
  const auto sequence = SequenceOf(min_position, data->ring->head());
  if (!sequence.ok()) return call->Answer(sequence.status());
  if (*sequence <= data->ring->head_sequence()) {
    return AnswerFromPool(data->reads, call, std::move(work));
  }
  const auto now = std::chrono::steady_clock::now();
  const auto resume = [data, call, work = std::move(work)](const absl::Status& status) {
    if (!status.ok()) return call->Answer(status);
    AnswerFromPool(data->reads, call, work);
  };
  const auto wait = std::min<std::chrono::nanoseconds>(call->TimeLeft(), kWaitMax);
  if (!call->io()->parked()->Park(*sequence, now + wait, resume)) call->Answer(PoolIsFull());
}

}  // namespace newswire
