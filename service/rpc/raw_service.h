#ifndef NEWSWIRE_SERVICE_RPC_RAW_SERVICE_H_
#define NEWSWIRE_SERVICE_RPC_RAW_SERVICE_H_

#include <google/protobuf/descriptor.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/async_unary_call.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "service/rpc/io_thread.h"

namespace newswire {

using UnaryWriter = grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>;
using StreamWriter = grpc::ServerAsyncWriter<grpc::ByteBuffer>;
using StreamReaderWriter = grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>;

// A service whose methods hand over bytes: made from its descriptor, with the same registration
// that the generated WithRawMethod_ classes make, and without a template for every method.
class RawService : public grpc::Service {
 public:
  explicit RawService(const google::protobuf::ServiceDescriptor* service) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      numbers_.push_back(static_cast<int>(names_.size()));
      if (!IsRegistered(*method)) continue;
      names_.push_back(PathOf(*method));
      AddMethod(
          new grpc::internal::RpcServiceMethod(names_.back().c_str(), TypeOf(*method), nullptr));
      MarkMethodRaw(numbers_.back());
    }
  }

  static std::string PathOf(const google::protobuf::MethodDescriptor& method) {
    return "/" + method.service()->full_name() + "/" + method.name();
  }
  // A registered method comes with its request, which saves a step. But gRPC has a table of them
  // for each connection, 160 bytes a method, so those that only a newsroom needs are not.
  static bool IsRegistered(const google::protobuf::MethodDescriptor& method) {
    constexpr std::string_view kRare[] = {"Correct",
                                          "PutTranslation",
                                          "Withhold",
                                          "Reinstate",
                                          "Cancel",
                                          "Release",
                                          "Assess",
                                          "Respond",
                                          "Diff",
                                          "Explain",
                                          "Related",
                                          "ListCancellations",
                                          "AcknowledgeRetraction",
                                          "ListRetractionAcknowledgements"};
    return std::none_of(std::begin(kRare), std::end(kRare), [&method](std::string_view verb) {
      return std::string_view(method.name()).starts_with(verb);
    });
  }

  void RequestUnary(int method, grpc::ServerContext* context, grpc::ByteBuffer* request,
                    UnaryWriter* writer, IoThread* io, Tag* tag) {
    RequestAsyncUnary(numbers_[method], context, request, writer, io->queue(), io->queue(), tag);
  }
  void RequestServerStream(int method, grpc::ServerContext* context, grpc::ByteBuffer* request,
                           StreamWriter* writer, IoThread* io, Tag* tag) {
    RequestAsyncServerStreaming(numbers_[method], context, request, writer, io->queue(),
                                io->queue(), tag);
  }
  void RequestBidiStream(int method, grpc::ServerContext* context, StreamReaderWriter* stream,
                         IoThread* io, Tag* tag) {
    RequestAsyncBidiStreaming(numbers_[method], context, stream, io->queue(), io->queue(), tag);
  }

 private:
  static grpc::internal::RpcMethod::RpcType TypeOf(
      const google::protobuf::MethodDescriptor& method) {
    if (method.client_streaming()) return grpc::internal::RpcMethod::BIDI_STREAMING;
    return method.server_streaming() ? grpc::internal::RpcMethod::SERVER_STREAMING
                                     : grpc::internal::RpcMethod::NORMAL_RPC;
  }

  std::deque<std::string> names_;  // gRPC keeps pointers to them
  std::vector<int> numbers_;       // of the registered methods, by place in the descriptor
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_RAW_SERVICE_H_
