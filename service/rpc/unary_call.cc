#include "service/rpc/unary_call.h"

#include <google/protobuf/message_lite.h>
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

void UnaryCall::Wait(RawService* service, int method, const Handler* handler, IoThread* io) {
  new UnaryCall(service, method, handler, io);
}

UnaryCall::UnaryCall(RawService* service, int method, const Handler* handler, IoThread* io)
    : service_(service), method_(method), handler_(handler), io_(io), writer_(&context_) {
  service_->RequestUnary(method_, &context_, &request_, &writer_, io_, this);
}

void UnaryCall::Proceed(bool ok) {
  if (state_ == State::kAnswered || !ok) {
    delete this;
    return;
  }
  NEWSWIRE_CHECK(state_ == State::kWaiting);
  state_ = State::kRunning;
  open_.emplace(io_);
  Wait(service_, method_, handler_, io_);
  (*handler_)(this);
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
  writer_.Finish(response, grpc::Status::OK, this);
}

void UnaryCall::Answer(const absl::Status& status) {
  NEWSWIRE_CHECK(state_ == State::kRunning && !status.ok());
  state_ = State::kAnswered;
  writer_.FinishWithError(ToGrpcStatus(status), this);
}

std::chrono::nanoseconds UnaryCall::TimeLeft() const {
  return context_.deadline() - std::chrono::system_clock::now();
}

void UnaryCall::Later(std::function<void(UnaryCall*)> answer) {
  io_->Post([this, answer = std::move(answer)] { answer(this); });
}

}  // namespace newswire
