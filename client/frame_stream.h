#ifndef NEWSWIRE_CLIENT_FRAME_STREAM_H_
#define NEWSWIRE_CLIENT_FRAME_STREAM_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/channel.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire {

// One Subscribe call. One thread, but for Cancel.
class FrameStream {
 public:
  enum class Read {
    kFrame,    // `frame` was filled
    kSilence,  // nothing came within `timeout`; the stream is of no more use but for Finish
    kEnded,    // nothing more comes; Finish says why
  };
  virtual ~FrameStream() = default;
  virtual Read Next(v1::SubscribeResponse* frame, absl::Duration timeout) = 0;
  // Ends the call, if it has not ended, and tells how it did. REQUIRES: called once, last.
  virtual absl::Status Finish() = 0;
  // Makes Next answer soon. Any thread, any time, any number of times.
  virtual void Cancel() = 0;
};

// Where streams come from; the subscriber's door to the network, which tests replace.
class FeedTransport {
 public:
  virtual ~FeedTransport() = default;
  virtual std::unique_ptr<FrameStream> Subscribe(const v1::SubscribeRequest& request) = 0;
};

// Streams over the network, each on a channel of its own.
std::unique_ptr<FeedTransport> MakeFeedTransport(ChannelFactory channels);

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_FRAME_STREAM_H_
