#include "service/rpc/reflection.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <grpcpp/server_context.h>

#include <optional>
#include <set>
#include <utility>

#include "grpc/reflection/v1/reflection.pb.h"
#include "service/rpc/grpc_status.h"
#include "service/rpc/unary_call.h"

namespace newswire {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

// The file and everything it imports, each once.
void AddFiles(const FileDescriptor* file, std::set<std::string>* seen,
              grpc::reflection::v1::FileDescriptorResponse* response) {
  if (!seen->insert(file->name()).second) return;
  google::protobuf::FileDescriptorProto proto;
  file->CopyTo(&proto);
  response->add_file_descriptor_proto(proto.SerializeAsString());
  for (int i = 0; i < file->dependency_count(); ++i) AddFiles(file->dependency(i), seen, response);
}

void AnswerFile(const FileDescriptor* file, ServerReflectionResponse* response) {
  if (file == nullptr) {
    response->mutable_error_response()->set_error_code(grpc::StatusCode::NOT_FOUND);
    response->mutable_error_response()->set_error_message("not found");
    return;
  }
  std::set<std::string> seen;
  AddFiles(file, &seen, response->mutable_file_descriptor_response());
}

ServerReflectionResponse Answer(const ServerReflectionRequest& request,
                                const std::vector<std::string>& services) {
  const DescriptorPool* pool = DescriptorPool::generated_pool();
  ServerReflectionResponse response;
  response.set_valid_host(request.host());
  *response.mutable_original_request() = request;
  switch (request.message_request_case()) {
    case ServerReflectionRequest::kListServices:
      for (const std::string& name : services) {
        response.mutable_list_services_response()->add_service()->set_name(name);
      }
      break;
    case ServerReflectionRequest::kFileByFilename:
      AnswerFile(pool->FindFileByName(request.file_by_filename()), &response);
      break;
    case ServerReflectionRequest::kFileContainingSymbol:
      AnswerFile(pool->FindFileContainingSymbol(request.file_containing_symbol()), &response);
      break;
    default:
      response.mutable_error_response()->set_error_code(grpc::StatusCode::UNIMPLEMENTED);
      response.mutable_error_response()->set_error_message("proto3 has no extensions");
  }
  return response;
}

// One ServerReflectionInfo call: a question, its answer, the next question. Owns itself.
class ReflectionCall : public Tag, private Drainable {
 public:
  ReflectionCall(const Reflection* reflection, RawService* service, int method, IoThread* io)
      : reflection_(reflection), service_(service), method_(method), io_(io), stream_(&context_) {
    context_.AsyncNotifyWhenDone(&over_tag_);
    service_->RequestBidiStream(method_, &context_, &stream_, io_, this);
  }

  void Proceed(bool ok) override {
    if (step_ == Step::kBegin && !ok) {
      delete this;
      return;
    }
    if (step_ == Step::kBegin) {
      open_.emplace(io_);
      reflection_->Wait(service_, method_, io_);
      io_->Register(this);
    }
    if (over_ || step_ == Step::kFinish) {
      busy_ = false;
      return DeleteIfOver();
    }
    if (step_ == Step::kRead && !ok) return Finish(grpc::Status::OK);
    if (step_ == Step::kRead) return Reply();
    step_ = Step::kRead;
    stream_.Read(&message_, this);
  }

 private:
  enum class Step { kBegin, kRead, kWrite, kFinish };

  void Reply() {
    ServerReflectionRequest request;
    if (const absl::Status status = ParseMessage(message_, &request); !status.ok()) {
      return Finish(ToGrpcStatus(status));
    }
    step_ = Step::kWrite;
    stream_.Write(SerializeMessage(Answer(request, reflection_->services())), this);
  }

  void Finish(const grpc::Status& status) {
    step_ = Step::kFinish;
    stream_.Finish(status, this);
  }

  // Nothing is lost when a tool's question is cut off.
  void Drain() override { context_.TryCancel(); }

  void OnOver(bool ok) {
    over_ = true;
    DeleteIfOver();
  }

  void DeleteIfOver() {
    if (!over_ || busy_) return;
    io_->Unregister(this);
    delete this;
  }

  const Reflection* const reflection_;
  RawService* const service_;
  const int method_;
  IoThread* const io_;
  grpc::ServerContext context_;
  StreamReaderWriter stream_;
  grpc::ByteBuffer message_;
  MemberTag<ReflectionCall> over_tag_{this, &ReflectionCall::OnOver};
  std::optional<OpenCall> open_;
  Step step_ = Step::kBegin;
  bool busy_ = true;
  bool over_ = false;
};

}  // namespace

void Reflection::Wait(RawService* service, int method, IoThread* io) const {
  new ReflectionCall(this, service, method, io);
}

}  // namespace newswire
