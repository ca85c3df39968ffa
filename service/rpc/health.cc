#include "service/rpc/health.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.pb.h"
#include "service/core/error.h"
#include "service/rpc/grpc_status.h"

namespace newswire {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

bool IsKnown(const std::string& service) {
  return service.empty() ||
         google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service) != nullptr;
}

HealthCheckResponse Response(bool serving) {
  HealthCheckResponse response;
  response.set_status(serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING);
  return response;
}

// One Watch call. Owns itself; I/O thread only.
class WatchCall : public Tag, private Drainable {
 public:
  WatchCall(const Health* health, RawService* service, int method, IoThread* io)
      : health_(health), service_(service), method_(method), io_(io), writer_(&context_) {
    context_.AsyncNotifyWhenDone(&over_tag_);
    service_->RequestServerStream(method_, &context_, &request_, &writer_, io_, this);
  }

  void Proceed(bool ok) override {
    busy_ = false;
    if (!begun_) {
      if (!ok) {
        delete this;
        return;
      }
      begun_ = true;
      open_.emplace(io_);
      health_->WaitForWatch(service_, method_, io_);
      io_->Register(this);
      return Begin();
    }
    if (!over_ && draining_ && !finished_) return Drain();
    DeleteIfOver();
  }

 private:
  void Begin() {
    HealthCheckRequest request;
    if (const absl::Status status = ParseMessage(request_, &request); !status.ok()) {
      return Finish(ToGrpcStatus(status));
    }
    HealthCheckResponse response = Response(health_->serving());
    if (!IsKnown(request.service())) response.set_status(HealthCheckResponse::SERVICE_UNKNOWN);
    busy_ = true;
    writer_.Write(SerializeMessage(response), this);
  }

  // First the new state, then the end.
  void Drain() override {
    if (busy_ || over_ || finished_) {
      draining_ = true;
      return;
    }
    finished_ = true;
    busy_ = true;
    writer_.WriteAndFinish(SerializeMessage(Response(false)), grpc::WriteOptions(),
                           ToGrpcStatus(MakeError(absl::StatusCode::kUnavailable, "DRAINING",
                                                  "the server is stopping")),
                           this);
  }

  void Finish(const grpc::Status& status) {
    finished_ = true;
    busy_ = true;
    writer_.Finish(status, this);
  }

  void OnOver(bool ok) {
    over_ = true;
    DeleteIfOver();
  }

  void DeleteIfOver() {
    if (!over_ || busy_) return;
    io_->Unregister(this);
    delete this;
  }

  const Health* const health_;
  RawService* const service_;
  const int method_;
  IoThread* const io_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  StreamWriter writer_;
  MemberTag<WatchCall> over_tag_{this, &WatchCall::OnOver};
  std::optional<OpenCall> open_;
  bool begun_ = false;
  bool busy_ = true;
  bool draining_ = false;
  bool finished_ = false;
  bool over_ = false;
};

}  // namespace

void Health::Check(UnaryCall* call) const {
  HealthCheckRequest request;
  if (const absl::Status status = call->Parse(&request); !status.ok()) return call->Answer(status);
  if (!IsKnown(request.service())) {
    return call->Answer(MakeError(absl::StatusCode::kNotFound, "SERVICE_UNKNOWN",
                                  absl::StrCat("there is no service ", request.service())));
  }
  call->Answer(Response(serving()));
}

void Health::WaitForWatch(RawService* service, int method, IoThread* io) const {
  new WatchCall(this, service, method, io);
}

}  // namespace newswire
