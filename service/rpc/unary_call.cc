#include "service/rpc/unary_call.h"

#include <google/protobuf/message_lite.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/rpc/grpc_status.h"
#include "storage/check.h"

namespace newswire {

absl::Status ParseMessage(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite* message) {
  grpc::ByteBuffer copy = bytes;  // a reference; the reader wants it mutable
  grpc::ProtoBufferReader reader(&copy);
  if (reader.status().ok() && message->ParseFromZeroCopyStream(&reader)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, "MESSAGE_MALFORMED",
                   absl::StrCat("the request is not a valid ", message->GetTypeName(),
                                ": damaged, or a string in it is not UTF-8 (TEXT_ENCODING)"));
}

grpc::ByteBuffer SerializeMessage(const google::protobuf::MessageLite& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

namespace {

// Of a method that is registered: it comes with its request.
class RegisteredCall final : public UnaryCall {
 public:
  RegisteredCall(RawService* service, int method, const Handler* handler, IoThread* io)
      : UnaryCall(io), service_(service), method_(method), handler_(handler), writer_(&context_) {
    service_->RequestUnary(method_, &context_, &request_, &writer_, io_, this);
  }

  void Proceed(bool ok) override {
    if (state_ == State::kAnswered || !ok) {
      delete this;
      return;
    }
    Wait(service_, method_, handler_, io_);
    Run(*handler_);
  }

 private:
  grpc::ServerContext* context() override { return &context_; }
  void Finish(const grpc::ByteBuffer& response) override {
    writer_.Finish(response, grpc::Status::OK, this);
  }
  void FinishWithError(const grpc::Status& status) override {
    writer_.FinishWithError(status, this);
  }

  RawService* const service_;
  const int method_;
  const Handler* const handler_;
  grpc::ServerContext context_;
  UnaryWriter writer_;
};

// Of any other: its request is read when its method is known.
class GenericCall final : public UnaryCall {
 public:
  GenericCall(grpc::AsyncGenericService* service, const Handlers* handlers, IoThread* io)
      : UnaryCall(io), service_(service), handlers_(handlers), stream_(&context_) {
    service_->RequestCall(&context_, &stream_, io_->queue(), io_->queue(), this);
  }

  void Proceed(bool ok) override {
    if (state_ == State::kAnswered || (state_ == State::kWaiting && !ok)) {
      delete this;
      return;
    }
    if (state_ == State::kWaiting) return Begin();
    if (ok) return Run(*handler_);
    state_ = State::kAnswered;
    FinishWithError({grpc::StatusCode::INVALID_ARGUMENT, "the call has no request message"});
  }

 private:
  void Begin() {
    open_.emplace(io_);
    WaitForAny(service_, handlers_, io_);
    const auto found = handlers_->find(context_.method());
    if (found == handlers_->end()) {
      state_ = State::kAnswered;
      return FinishWithError({grpc::StatusCode::UNIMPLEMENTED,
                              absl::StrCat("there is no method ", context_.method())});
    }
    handler_ = found->second;
    state_ = State::kReading;
    stream_.Read(&request_, this);
  }
  grpc::ServerContext* context() override { return &context_; }
  void Finish(const grpc::ByteBuffer& response) override {
    stream_.WriteAndFinish(response, {}, grpc::Status::OK, this);
  }
  void FinishWithError(const grpc::Status& status) override { stream_.Finish(status, this); }

  grpc::AsyncGenericService* const service_;
  const Handlers* const handlers_;
  const Handler* handler_ = nullptr;
  grpc::GenericServerContext context_;
  grpc::GenericServerAsyncReaderWriter stream_;
};

}  // namespace

void UnaryCall::Wait(RawService* service, int method, const Handler* handler, IoThread* io) {
  new RegisteredCall(service, method, handler, io);
}

void UnaryCall::WaitForAny(grpc::AsyncGenericService* service, const Handlers* handlers,
                           IoThread* io) {
  new GenericCall(service, handlers, io);
}

void UnaryCall::Run(const Handler& handler) {
  NEWSWIRE_CHECK(state_ == State::kWaiting || state_ == State::kReading);
  state_ = State::kRunning;
  if (!open_) open_.emplace(io_);
  handler(this);
}

absl::Status UnaryCall::Parse(google::protobuf::MessageLite* request) {
  return ParseMessage(request_, request);
}

void UnaryCall::Answer(const google::protobuf::MessageLite& response) {
  AnswerBuffer(SerializeMessage(response));
}

void UnaryCall::AnswerBytes(const std::string& response) {
  const grpc::Slice slice(response);
  AnswerBuffer(grpc::ByteBuffer(&slice, 1));
}

void UnaryCall::AnswerBuffer(const grpc::ByteBuffer& response) {
  NEWSWIRE_CHECK(state_ == State::kRunning);
  state_ = State::kAnswered;
  Finish(response);
}

void UnaryCall::Answer(const absl::Status& status) {
  NEWSWIRE_CHECK(state_ == State::kRunning && !status.ok());
  state_ = State::kAnswered;
  FinishWithError(ToGrpcStatus(status));
}

std::chrono::nanoseconds UnaryCall::TimeLeft() {
  return context()->deadline() - std::chrono::system_clock::now();
}

void UnaryCall::Later(std::function<void(UnaryCall*)> answer) {
  io_->Post([this, answer = std::move(answer)] { answer(this); });
}

}  // namespace newswire
