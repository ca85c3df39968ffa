#include "service/rpc/context.h"

#include <utility>

#include "service/core/error.h"

namespace newswire {
namespace {

absl::Status Closed(const std::string& reason) {
  const bool draining = reason == "DRAINING";
  return WithRetry(MakeError(absl::StatusCode::kUnavailable, reason,
                             draining ? "the server is stopping and takes no more writes"
                                      : "the server can no longer write and is stopping"),
                   absl::Seconds(1));
}

}  // namespace

absl::Status WriteGate::Propose(std::shared_ptr<const Proposal> proposal) {
  if (const std::string closed = reason(); !closed.empty()) return Closed(closed);
  const auto position = log_->Append(std::move(proposal));
  if (position.ok()) return absl::OkStatus();
  if (absl::IsUnavailable(position.status())) return Closed("DRAINING");
  return WithRetry(MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED",
                             "too many writes are waiting for the disk; repeat this one"),
                   absl::Milliseconds(100));
}

}  // namespace newswire
