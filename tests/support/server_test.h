#ifndef NEWSWIRE_TESTS_SUPPORT_SERVER_TEST_H_
#define NEWSWIRE_TESTS_SUPPORT_SERVER_TEST_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/channel.h"
#include "client/client.h"
#include "client/frame_stream.h"
#include "newswire/v1/feed_service.pb.h"
#include "tests/support/server_process.h"

namespace newswire::testing {

// A test with a server of its own and a client of it.
class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override { Restart(); }

  // Kills the server and starts it again on what it has left.
  void Restart() {
    server_.Kill();
    ASSERT_TRUE(server_.Start());
    client_ = std::make_unique<Client>(MakeChannel(server_.address()));
  }

  ServerProcess server_;
  std::unique_ptr<Client> client_;
};

// Frames of a stream until it has caught up, or ends, or is silent for longer than `patience`.
// Cancels the stream, unless its own end is wanted.
inline std::vector<v1::SubscribeResponse> FramesUntilCaughtUp(const std::string& address,
                                                              const v1::SubscribeRequest& request,
                                                              absl::Duration patience,
                                                              absl::Status* end = nullptr) {
  const auto stream = MakeFeedTransport(MakeChannelFactory(address))->Subscribe(request);
  std::vector<v1::SubscribeResponse> frames;
  v1::SubscribeResponse frame;
  while (stream->Next(&frame, patience) == FrameStream::Read::kFrame) {
    frames.push_back(frame);
    if (frame.has_caught_up()) break;
  }
  if (end == nullptr) stream->Cancel();
  const absl::Status status = stream->Finish();
  if (end != nullptr) *end = status;
  return frames;
}

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_SERVER_TEST_H_
