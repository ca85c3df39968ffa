#ifndef NEWSWIRE_SERVICE_RPC_UNARY_CALL_H_
#define NEWSWIRE_SERVICE_RPC_UNARY_CALL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/rpc/raw_service.h"

namespace grpc {
class AsyncGenericService;
}
namespace google::protobuf {
class MessageLite;
}

namespace newswire {

// One unary call, from the wait for a request to the end of its answer. Owns itself.
//
// A handler gets the call and must answer it exactly once, now with Answer, or later and from any
// thread with AnswerLater.
class UnaryCall : public Tag {
 public:
  using Handler = std::function<void(UnaryCall*)>;

  // Waits for the next request of a method; when it comes, another call takes its place. `service`
  // and `handler` outlive the server.
  static void Wait(RawService* service, int method, const Handler* handler, IoThread* io);
  // The same for any method that is not registered (RawService), by its path; others are answered
  // UNIMPLEMENTED.
  using Handlers = std::unordered_map<std::string, const Handler*>;
  static void WaitForAny(grpc::AsyncGenericService* service, const Handlers* handlers,
                         IoThread* io);

  // Reads the request. INVALID_ARGUMENT when it is not such a message (the answer to give).
  absl::Status Parse(google::protobuf::MessageLite* request);

  void Answer(const google::protobuf::MessageLite& response);
  void Answer(const absl::Status& status);
  void AnswerBytes(const std::string& response);
  // Runs `answer` on the I/O thread, where it calls one of the above.
  void Later(std::function<void(UnaryCall*)> answer);

  // Until the caller gives up; a very long time when it set no deadline.
  std::chrono::nanoseconds TimeLeft();
  IoThread* io() const { return io_; }
  const grpc::ByteBuffer& request() const { return request_; }

 protected:
  enum class State { kWaiting, kReading, kRunning, kAnswered };

  explicit UnaryCall(IoThread* io) : io_(io) {}

  // The request is there.
  void Run(const Handler& handler);
  virtual grpc::ServerContext* context() = 0;
  // Each ends the call: its tag then comes once more.
  virtual void Finish(const grpc::ByteBuffer& response) = 0;
  virtual void FinishWithError(const grpc::Status& status) = 0;

  IoThread* const io_;
  State state_ = State::kWaiting;
  std::optional<OpenCall> open_;
  grpc::ByteBuffer request_;

 private:
  void AnswerBuffer(const grpc::ByteBuffer& response);
};

// Reads a message from bytes; `what` names it in the error.
absl::Status ParseMessage(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite* message);
grpc::ByteBuffer SerializeMessage(const google::protobuf::MessageLite& message);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_UNARY_CALL_H_
