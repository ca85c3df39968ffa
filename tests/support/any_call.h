#ifndef NEWSWIRE_TESTS_SUPPORT_ANY_CALL_H_
#define NEWSWIRE_TESTS_SUPPORT_ANY_CALL_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace grpc {
class Channel;
}

namespace newswire::testing {

// What to call, with any bytes as the request: also what no stub would send.
struct AnyCall {
  std::string method;  // "/package.Service/Method"
  std::string request;
  bool gzip = false;
  // Cancel when so many messages have come; -1: never.
  int cancel_after = -1;
  std::function<void(const std::string& message)> on_message;
  absl::Duration timeout = absl::Seconds(20);
};

// How it ended, and the messages that came.
struct AnyAnswer {
  absl::Status status;
  std::vector<std::string> messages;
};

// Makes the call and waits for its end. Reads streams as well as single answers.
AnyAnswer Call(const std::shared_ptr<grpc::Channel>& channel, const AnyCall& call);

// Whether grpc.health.v1.Health says that the whole server is serving.
bool IsServing(const std::shared_ptr<grpc::Channel>& channel);

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_ANY_CALL_H_
