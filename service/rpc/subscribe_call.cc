#include "service/rpc/subscribe_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "service/core/error.h"
#include "service/fanout/frames.h"
#include "service/rpc/grpc_status.h"
#include "service/rpc/pool_answer.h"
#include "service/rpc/unary_call.h"

namespace newswire {
namespace {

using google::protobuf::util::TimeUtil;

constexpr absl::Duration kHeartbeatDefault = absl::Seconds(15);
constexpr absl::Duration kHeartbeatMin = absl::Seconds(1);
constexpr absl::Duration kHeartbeatMax = absl::Seconds(300);

absl::Duration HeartbeatOf(const v1::SubscribeRequest& request, Violations* violations) {
  if (!request.has_heartbeat_interval()) return kHeartbeatDefault;
  const absl::Duration wanted = absl::Seconds(request.heartbeat_interval().seconds()) +
                                absl::Nanoseconds(request.heartbeat_interval().nanos());
  if (wanted < kHeartbeatMin || wanted > kHeartbeatMax) {
    violations->Add("heartbeat_interval", "OUT_OF_RANGE", "must be 1 s to 300 s");
  }
  return wanted;
}

absl::Status Draining() {
  return WithRetry(MakeError(absl::StatusCode::kUnavailable, "DRAINING",
                             "the server is stopping; continue at the position in the trailer"),
                   absl::Seconds(1));
}

}  // namespace

void SubscribeCall::Wait(RawService* service, int method, SubscribeShared* shared, IoThread* io) {
  new SubscribeCall(service, method, shared, io);
}

SubscribeCall::SubscribeCall(RawService* service, int method, SubscribeShared* shared, IoThread* io)
    : service_(service), method_(method), shared_(shared), io_(io), writer_(&context_) {
  context_.AsyncNotifyWhenDone(&over_tag_);
  service_->RequestServerStream(method_, &context_, &request_, &writer_, io_, this);
}

SubscribeCall::~SubscribeCall() {
  if (stream_) {
    io_->shard()->Remove(&*stream_);
    --shared_->open;
  }
}

void SubscribeCall::Proceed(bool ok) {
  busy_ = false;
  if (state_ == State::kWaiting) {
    if (!ok) {
      delete this;  // the server is shutting down and the call never began: no more tags come
      return;
    }
    open_.emplace(io_);
    Wait(service_, method_, shared_, io_);
    OnRequest();
    return;
  }
  if (state_ == State::kStreaming && !over_) {
    if (ok && !reader_.empty()) shared_->data->readers->Advance(reader_, stream_->through());
    stream_->OnWritten(ok);
    return;
  }
  DeleteIfOver();
}

void SubscribeCall::OnRequest() {
  state_ = State::kResolving;
  v1::SubscribeRequest request;
  if (const absl::Status status = ParseMessage(request_, &request); !status.ok()) {
    return Finish(status, "");
  }
  request_.Clear();
  Violations violations;
  heartbeat_ = HeartbeatOf(request, &violations);
  mode_ = request.mode();
  CheckReplayMode(mode_, &violations);
  allow_gap_ = request.allow_gap();
  filter_ = CompiledFilter::Compile(request.filter(), "filter", &violations);
  reader_ = request.reader();
  if (!reader_.empty()) CheckReaderName(reader_, "reader", &violations);
  if (request.has_language()) {
    view_.emplace(CompiledPreference::Compile(request.language(), "language", &violations));
  }
  if (request.start().start_case() == v1::StartAt::START_NOT_SET) {
    violations.Add("start", "START_REQUIRED",
                   "say where to begin: earliest, latest, after_position, since or after_sequence");
  }
  if (!violations.empty()) return Finish(violations.ToStatus(), "");
  if (shared_->draining) return Finish(Draining(), "");
  busy_ = true;
  const bool queued =
      shared_->data->reads->Run([this, start = request.start(), allow_gap = allow_gap_] {
        auto resolved = ResolveStart(*shared_->data->store, start, allow_gap, mode_);
        io_->Post([this, resolved = std::move(resolved)] { OnStart(resolved); });
      });
  if (queued) return;
  busy_ = false;
  Finish(PoolIsFull(), "");
}

void SubscribeCall::OnStart(const absl::StatusOr<ResolvedStart>& start) {
  busy_ = false;
  if (over_) return DeleteIfOver();
  if (!start.ok()) return Finish(start.status(), "");
  if (shared_->draining) return Finish(Draining(), FormatPlace(start->place()));
  if (!reader_.empty()) {
    const Sequence after = start->snapshot.value_or(start->cursor.sequence);
    const Sequence head = shared_->data->store->bounds().head.sequence;
    const absl::Status known = shared_->data->readers->Begin(reader_, after, head);
    if (!known.ok()) return Finish(known, FormatPlace(start->place()));
  }
  state_ = State::kStreaming;
  Shard* const shard = io_->shard();
  Wire* const wire = this;
  stream_.emplace(shard, wire, shard->Join(*filter_, view_),
                  FeedStreamOptions{.cursor = start->cursor,
                                    .snapshot = start->snapshot,
                                    .mode = mode_,
                                    .heartbeat = heartbeat_,
                                    .allow_gap = allow_gap_,
                                    .first = FirstFrames(*start)});
  filter_.reset();
  view_.reset();
  ++shared_->open;
  shard->Add(&*stream_);
}

std::deque<grpc::ByteBuffer> SubscribeCall::FirstFrames(const ResolvedStart& start) const {
  std::deque<grpc::ByteBuffer> frames;
  const Position head = shared_->data->ring->head();
  v1::SubscribeResponse frame;
  v1::Opened& opened = *frame.mutable_opened();
  opened.set_log_id(FormatLogId(head.log_id));
  opened.set_position(FormatPlace(start.place()));
  opened.set_head(FormatPosition(head));
  *opened.mutable_heartbeat_interval() =
      TimeUtil::MicrosecondsToDuration(absl::ToInt64Microseconds(heartbeat_));
  opened.set_filter_fingerprint(FeedFingerprint(*filter_, view_));
  frames.push_back(MakeFrame(frame));
  if (start.gap) {
    frame.Clear();
    *frame.mutable_gap() = *start.gap;
    frames.push_back(MakeFrame(frame));
  }
  return frames;
}

void SubscribeCall::Write(const grpc::ByteBuffer& message) {
  busy_ = true;
  writer_.Write(message, grpc::WriteOptions().set_no_compression(), this);
}

void SubscribeCall::Finish(const absl::Status& status, const std::string& position) {
  state_ = State::kFinished;
  busy_ = true;
  if (!position.empty()) context_.AddTrailingMetadata("newswire-position", position);
  writer_.Finish(ToGrpcStatus(status), this);
}

void SubscribeCall::Cancel() {
  state_ = State::kFinished;
  context_.TryCancel();
}

// gRPC says that the call is over: finished by us, or cancelled by the reader.
void SubscribeCall::OnOver(bool ok) {
  over_ = true;
  if (stream_) stream_->Detach();
  DeleteIfOver();
}

void SubscribeCall::DeleteIfOver() {
  if (over_ && !busy_) delete this;
}

}  // namespace newswire
