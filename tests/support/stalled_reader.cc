#include "tests/support/stalled_reader.h"

#include "absl/time/clock.h"
#include "tests/support/follower.h"

namespace newswire::testing {
namespace {

// The trailer, and its value 1 (CANCELLED) with its length. gRPC writes both without compression
// when it cancels a call.
const std::string kName = "grpc-status";
const std::string kCancelled = {1, '1'};

}  // namespace

StalledReader::StalledReader(const std::string& address) : connection_(address) {
  connection_.Send(http2::Preface() + http2::CallHead(1, "/newswire.v1.FeedService/Subscribe") +
                   http2::Message(1, FromEarliest().SerializeAsString()));
}

StalledReader::End StalledReader::AwaitEnd(absl::Duration patience) {
  const absl::Time deadline = absl::Now() + patience;
  while (true) {
    const auto frame = connection_.NextFrame(deadline);
    if (!frame) return absl::Now() >= deadline ? End::kStillThere : End::kOtherwise;
    if (frame->stream != 1) continue;
    if (frame->type == http2::FrameType::kReset) {
      return frame->payload == http2::kCancel ? End::kCancelled : End::kOtherwise;
    }
    if ((frame->flags & http2::kEndStream) == 0) continue;
    const std::size_t status = frame->payload.find(kName);
    const bool cancelled = status != std::string::npos &&
                           frame->payload.compare(status + kName.size(), 2, kCancelled) == 0;
    return cancelled ? End::kCancelled : End::kOtherwise;
  }
}

}  // namespace newswire::testing
