#include "tests/support/any_call.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>

#include "absl/time/clock.h"
#include "client/status.h"
#include "grpc/health/v1/health.pb.h"

namespace newswire::testing {
namespace {

// One operation at a time on a queue of its own.
class Operation {
 public:
  grpc::CompletionQueue* queue() { return &queue_; }
  void* tag() { return this; }
  bool Await() {
    void* tag;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }
  ~Operation() {
    queue_.Shutdown();
    void* tag;
    bool ok;
    while (queue_.Next(&tag, &ok)) {
    }
  }

 private:
  grpc::CompletionQueue queue_;
};

std::string ToString(const grpc::ByteBuffer& bytes) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!bytes.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

}  // namespace

AnyAnswer Call(const std::shared_ptr<grpc::Channel>& channel, const AnyCall& call) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + call.timeout));
  if (call.gzip) context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  Operation operation;
  grpc::GenericStub stub(channel);
  const auto stream = stub.PrepareCall(&context, call.method, operation.queue());
  AnyAnswer answer;
  stream->StartCall(operation.tag());
  const grpc::Slice slice(call.request);
  bool ok = operation.Await();
  if (ok) {
    stream->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), operation.tag());
    operation.Await();  // a call that has ended already takes no request
  }
  while (ok) {
    if (static_cast<int>(answer.messages.size()) == call.cancel_after) context.TryCancel();
    grpc::ByteBuffer message;
    stream->Read(&message, operation.tag());
    ok = operation.Await();
    if (!ok) break;
    answer.messages.push_back(ToString(message));
    if (call.on_message) call.on_message(answer.messages.back());
  }
  grpc::Status status;
  stream->Finish(&status, operation.tag());
  operation.Await();
  answer.status = FromGrpcStatus(status);
  return answer;
}

bool IsServing(const std::shared_ptr<grpc::Channel>& channel) {
  const AnyAnswer answer = Call(channel, {.method = "/grpc.health.v1.Health/Check"});
  grpc::health::v1::HealthCheckResponse response;
  return answer.status.ok() && answer.messages.size() == 1 &&
         response.ParseFromString(answer.messages[0]) &&
         response.status() == grpc::health::v1::HealthCheckResponse::SERVING;
}

}  // namespace newswire::testing
