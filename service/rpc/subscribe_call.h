#ifndef NEWSWIRE_SERVICE_RPC_SUBSCRIBE_CALL_H_
#define NEWSWIRE_SERVICE_RPC_SUBSCRIBE_CALL_H_

#include <grpcpp/server_context.h>

#include <atomic>
#include <optional>
#include <string>

#include "newswire/v1/feed_service.pb.h"
#include "service/core/entry_view.h"
#include "service/core/filter.h"
#include "service/core/start.h"
#include "service/fanout/feed_stream.h"
#include "service/fanout/wire.h"
#include "service/rpc/context.h"
#include "service/rpc/raw_service.h"

namespace newswire {

// What all Subscribe calls of a server share.
struct SubscribeShared {
  const ServerContextData* data = nullptr;
  std::atomic<std::uint32_t> open{0};  // streams that exist now
  std::atomic<bool> draining{false};
};

// One Subscribe call: puts a FeedStream on a gRPC call. Owns itself; I/O thread only.
//
// One operation (request, write or finish) is under way at a time. The call is deleted when gRPC
// has said that it is over and nothing is under way.
class SubscribeCall : public Tag, private Wire {
 public:
  static void Wait(RawService* service, int method, SubscribeShared* shared, IoThread* io);
  ~SubscribeCall() override;

  void Proceed(bool ok) override;

 private:
  SubscribeCall(RawService* service, int method, SubscribeShared* shared, IoThread* io);

  // Wire.
  void Write(const grpc::ByteBuffer& message) override;
  void Finish(const absl::Status& status, const std::string& position) override;
  void Cancel() override;

  void OnRequest();
  void OnStart(const absl::StatusOr<ResolvedStart>& start);
  void OnOver(bool ok);
  void DeleteIfOver();
  std::deque<grpc::ByteBuffer> FirstFrames(const ResolvedStart& start) const;

  RawService* const service_;
  const int method_;
  SubscribeShared* const shared_;
  IoThread* const io_;

  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  StreamWriter writer_;
  MemberTag<SubscribeCall> over_tag_{this, &SubscribeCall::OnOver};

  enum class State { kWaiting, kResolving, kStreaming, kFinished };
  State state_ = State::kWaiting;
  std::optional<OpenCall> open_;
  bool busy_ = true;  // an operation or a read is under way
  bool over_ = false;
  absl::Duration heartbeat_;
  bool allow_gap_ = false;
  v1::ReplayMode mode_ = v1::REPLAY_MODE_FULL;
  std::string reader_;  // empty: has no name
  // Until the stream has joined its audience.
  std::optional<CompiledFilter> filter_;
  std::optional<EntryView> view_;
  std::optional<FeedStream> stream_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_SUBSCRIBE_CALL_H_
