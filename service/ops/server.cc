#include "service/ops/server.h"

#include <google/protobuf/descriptor.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "grpc/health/v1/health.pb.h"
#include "grpc/reflection/v1/reflection.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "newswire/v1/article_service.pb.h"
#include "newswire/v1/feed_service.pb.h"
#include "newswire/v1/recommendation_service.pb.h"
#include "service/core/applier.h"
#include "service/core/error.h"
#include "service/core/read_pool.h"
#include "service/fanout/replay.h"
#include "service/fanout/ring.h"
#include "service/ops/eraser.h"
#include "service/ops/indexer.h"
#include "service/ops/listener.h"
#include "service/ops/maintenance.h"
#include "service/ops/release_timer.h"
#include "service/rpc/health.h"
#include "service/rpc/io_thread.h"
#include "service/rpc/item_service.h"
#include "service/rpc/publish_stream_call.h"
#include "service/rpc/query_calls.h"
#include "service/rpc/raw_service.h"
#include "service/rpc/reflection.h"
#include "service/rpc/retraction_calls.h"
#include "service/rpc/status_calls.h"
#include "service/rpc/subscribe_call.h"
#include "spdlog/spdlog.h"
#include "storage/check.h"
#include "storage/embedded_log.h"
#include "storage/keys.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

// A request is at most an item of 3 MiB and its envelope.
constexpr int kReceiveBytesMax = 4 << 20;
// Waiting calls per method and I/O thread; a call that comes is replaced at once.
constexpr int kWaitingUnaryCalls = 16;
constexpr int kWaitingStreams = 4;
constexpr std::size_t kReadJobsMax = 4096;
// A server that stops goes on answering (DRAINING) until no call came for so long, so that what was
// on the wire meets an answer; at most kLateCallsMax, because some clients never stop asking.
constexpr absl::Duration kQuiet = absl::Milliseconds(100);
constexpr absl::Duration kLateCallsMax = absl::Seconds(1);
// Then connections have so long to close. Idle clients look at their socket every few seconds only
// (gRPC C++: 5 s) and would use up the grace time, which is for calls.
constexpr absl::Duration kGoodbye = absl::Milliseconds(250);

std::vector<const google::protobuf::ServiceDescriptor*> Services() {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  // Mentioning one message of each file keeps the linker from dropping its descriptors.
  grpc::health::v1::HealthCheckRequest::descriptor();
  grpc::reflection::v1::ServerReflectionRequest::descriptor();
  grpc::reflection::v1alpha::ServerReflectionRequest::descriptor();
  v1::GetArticleRequest::descriptor();
  v1::GetRecommendationRequest::descriptor();
  v1::SubscribeRequest::descriptor();
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const char* name :
       {"newswire.v1.ArticleService", "newswire.v1.RecommendationService",
        "newswire.v1.FeedService", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection"}) {
    services.push_back(pool->FindServiceByName(name));
    NEWSWIRE_CHECK(services.back() != nullptr);
  }
  return services;
}

std::vector<std::string> NamesOf(
    const std::vector<const google::protobuf::ServiceDescriptor*>& services) {
  std::vector<std::string> names;
  for (const auto* service : services) names.push_back(service->full_name());
  return names;
}

class RunningServer : public Server {
 public:
  // What a server is made of, opened before it.
  struct Parts {
    std::unique_ptr<Store> store;
    std::unique_ptr<IndexStore> index;
    std::unique_ptr<ReaderRegistry> readers;
    std::unique_ptr<Listener> listener;
  };
  RunningServer(const Config& config, const Clock* clock, Parts parts);
  ~RunningServer() override { Drain(); }

  absl::Status Begin(std::function<void(const absl::Status&)> on_failure);
  const std::string& address() const override { return listener_->address(); }
  void Drain() override;

 private:
  void WaitForCalls(IoThread* io);
  void AddListener(grpc::ServerBuilder* builder);
  void DrainStreams();
  void OnRows(const std::vector<WriteGroup::Row>& rows);
  bool AwaitQuiet(absl::Time deadline) const;

  const Config config_;
  const Clock* const clock_;
  const std::unique_ptr<Store> store_;
  const std::unique_ptr<IndexStore> index_rows_;
  Index index_;
  std::unique_ptr<ReaderRegistry> readers_;
  EmbeddedLog log_;
  std::optional<ReadPool> reads_;  // ends with the drain: its jobs use what is below
  Ring ring_;
  Replay replay_;
  WriteGate gate_;
  ServerContextData data_;
  SubscribeShared subscribe_;
  PublishShared publish_;
  Health health_;
  Reflection reflection_;
  HandlerTable handlers_;
  grpc::AsyncGenericService generic_;  // what has no place in RawService
  UnaryCall::Handlers others_;

  std::vector<std::unique_ptr<RawService>> services_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::unique_ptr<grpc::Server> server_;
  std::vector<std::unique_ptr<IoThread>> io_;
  std::optional<Applier> applier_;
  std::optional<Maintenance> maintenance_;
  std::optional<ReleaseTimer> timer_;
  std::optional<Indexer> indexer_;
  std::optional<Eraser> eraser_;
  bool drained_ = false;
};

RunningServer::RunningServer(const Config& config, const Clock* clock, Parts parts)
    : config_(config),
      clock_(clock),
      store_(std::move(parts.store)),
      index_rows_(std::move(parts.index)),
      index_(store_.get(), index_rows_.get()),
      readers_(std::move(parts.readers)),
      log_({.start_after = store_->head().applied()}),
      reads_(std::in_place, config.read_threads, kReadJobsMax),
      ring_(
          config.ring_bytes, store_->bounds().head,
          [this] {
            for (const auto& io : io_) io->NotifyNews();
            indexer_->Wake();
          },
          [this] { replay_.Forget(); }),
      replay_(store_.get(), &*reads_, config.replay_cache_bytes),
      gate_(&log_),
      reflection_(NamesOf(Services())),
      listener_(std::move(parts.listener)) {
  data_ = {.store = store_.get(),
           .log = &log_,
           .ring = &ring_,
           .reads = &*reads_,
           .readers = readers_.get(),
           .index = &index_,
           .clock = clock_,
           .synced = config_.synced,
           .retention = config_.retention,
           .start_time = clock_->Now()};
  subscribe_.data = &data_;
  publish_.data = &data_;
  publish_.gate = &gate_;
  AddItemCalls(&data_, &gate_, &handlers_);
  AddStatusCalls(&data_, &gate_, &handlers_);
  AddFeedCalls(&data_, &gate_, &subscribe_.open, &handlers_);
  AddRetractionCalls(&data_, &gate_, &handlers_);
  AddQueryCalls(&data_, &handlers_);
  handlers_["Check"] = [this](UnaryCall* call) { health_.Check(call); };
}

void RunningServer::AddListener(grpc::ServerBuilder* builder) {
  const auto credentials = listener_->loopback()
                               ? grpc::experimental::LocalServerCredentials(LOCAL_TCP)
                               : grpc::InsecureServerCredentials();
  acceptor_ = builder->experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, credentials);
}

absl::Status RunningServer::Begin(std::function<void(const absl::Status&)> on_failure) {
  grpc::ServerBuilder builder;
  AddListener(&builder);
  builder.SetMaxReceiveMessageSize(kReceiveBytesMax);
  // 1 MB of gzip has grown to more than 1 GB here before any limit was asked.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 1000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1 << 20);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  for (const auto* descriptor : Services()) {
    services_.push_back(std::make_unique<RawService>(descriptor));
    builder.RegisterService(services_.back().get());
  }
  for (std::size_t i = 0; i < config_.io_threads; ++i) {
    io_.push_back(std::make_unique<IoThread>(builder.AddCompletionQueue()));
    IoThread* const io = io_.back().get();
    io->Attach(std::make_unique<Shard>(
        &ring_, &replay_, store_.get(), clock_,
        [io](std::function<void()> work) { io->Post(std::move(work)); }, config_.stall_limit,
        &index_));
  }
  builder.RegisterAsyncGenericService(&generic_);
  server_ = builder.BuildAndStart();
  if (!server_) return absl::InternalError("gRPC refused to start; its log says why");
  // Before the applier, which wakes them.
  timer_.emplace(store_.get(), &log_, clock_);
  indexer_.emplace(&index_);
  eraser_.emplace(Eraser::Parts{.store = store_.get(),
                                .index = &index_,
                                .readers = readers_.get(),
                                .log = &log_,
                                .clock = clock_});
  applier_.emplace(ApplierOptions{.retention = config_.retention,
                                  .on_rows = [this](const auto& rows) { OnRows(rows); }},
                   store_.get(), &log_, &ring_,
                   [this, on_failure = std::move(on_failure)](const absl::Status& status) {
                     gate_.Close("WRITE_FAILED");
                     health_.SetServing(false);
                     on_failure(status);
                   });
  maintenance_.emplace(&log_, clock_, config_.maintenance_interval);
  // Before the first write is accepted.
  timer_->ReleaseOverdue();
  for (const auto& io : io_) {
    WaitForCalls(io.get());
    io->Start();
  }
  health_.SetServing(true);
  listener_->Start(std::move(acceptor_));
  return absl::OkStatus();
}

// On the applier's thread.
void RunningServer::OnRows(const std::vector<WriteGroup::Row>& rows) {
  for (const WriteGroup::Row& row : rows) {
    if (row.table == Table::kHeld) timer_->Wake();
    const bool erasure = row.table == Table::kRecords && row.key.starts_with(keys::kErasurePrefix);
    if (erasure && row.value) eraser_->Wake();
  }
}

void RunningServer::WaitForCalls(IoThread* io) {
  for (std::size_t s = 0; s < services_.size(); ++s) {
    const auto* descriptor = Services()[s];
    RawService* const service = services_[s].get();
    for (int m = 0; m < descriptor->method_count(); ++m) {
      const auto* method = descriptor->method(m);
      if (!method->client_streaming() && !method->server_streaming()) {
        const auto handler = handlers_.find(method->name());
        NEWSWIRE_CHECK(handler != handlers_.end());
        if (!RawService::IsRegistered(*method)) {
          others_[RawService::PathOf(*method)] = &handler->second;
          continue;
        }
        for (int i = 0; i < kWaitingUnaryCalls; ++i) {
          UnaryCall::Wait(service, m, &handler->second, io);
        }
        continue;
      }
      for (int i = 0; i < kWaitingStreams; ++i) {
        if (method->name() == "Subscribe") {
          SubscribeCall::Wait(service, m, &subscribe_, io);
        } else if (method->name() == "PublishStream") {
          PublishStreamCall::Wait(service, m, &publish_, io);
        } else if (method->name() == "Watch") {
          health_.WaitForWatch(service, m, io);
        } else {
          NEWSWIRE_CHECK(method->name() == "ServerReflectionInfo");
          reflection_.Wait(service, m, io);
        }
      }
    }
  }
  for (int i = 0; i < kWaitingUnaryCalls; ++i) UnaryCall::WaitForAny(&generic_, &others_, io);
}

// Every stream ends by itself, with a status and a position; what has not ended after the grace
// time is cut off by Shutdown.
void RunningServer::DrainStreams() {
  const absl::Status status =
      WithRetry(MakeError(absl::StatusCode::kUnavailable, "DRAINING",
                          "the server is stopping; continue at the position in the trailer"),
                absl::Seconds(1));
  for (const auto& io : io_) {
    absl::Notification drained;
    io->Post([&io, &status, &drained] {
      io->Drain(status);
      drained.Notify();
    });
    drained.WaitForNotification();
  }
}

// True when no call was open and none came for a while; false when that was not so until
// `deadline`.
bool RunningServer::AwaitQuiet(absl::Time deadline) const {
  const auto all = [this] {
    IoThread::Calls sum;
    for (const auto& io : io_) {
      sum.open += io->calls().open;
      sum.begun += io->calls().begun;
    }
    return sum;
  };
  IoThread::Calls before = all();
  while (absl::Now() < deadline) {
    absl::SleepFor(kQuiet);
    const IoThread::Calls now = all();
    if (now.open == 0 && now.begun == before.begun) return true;
    before = now;
  }
  return false;
}

void RunningServer::Drain() {
  if (drained_) return;
  drained_ = true;
  const absl::Time deadline = absl::Now() + config_.grace;
  health_.SetServing(false);
  subscribe_.draining = true;
  gate_.Close("DRAINING");
  listener_->Stop();
  if (server_) {
    log_.Close();
    applier_->Join();  // everything accepted is decided, and its answer posted
    maintenance_.reset();
    timer_.reset();
    eraser_.reset();
    indexer_.reset();
    DrainStreams();  // behind those answers
    const bool quiet = AwaitQuiet(std::min(deadline, absl::Now() + kLateCallsMax));
    server_->Shutdown(absl::ToChronoTime(quiet ? absl::Now() + kGoodbye : deadline));
  }
  for (const auto& io : io_) io->Join();
  reads_.reset();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const Config& config, const Clock* clock, std::function<void(const absl::Status&)> on_failure) {
  NEWSWIRE_ASSIGN_OR_RETURN(auto listener, Listener::Bind(config.listen));
  if (!listener->loopback() && !config.allow_insecure_listen) {
    return absl::FailedPreconditionError(absl::StrCat(
        listener->address(),
        " can be reached by other machines and this server speaks plaintext; "
        "use a loopback address, or --allow-insecure-listen behind a proxy that you trust"));
  }
  const StoreOptions options{.path = config.data_dir,
                             .sync = config.synced,
                             .cache_bytes = config.block_cache_bytes,
                             .min_free_bytes = config.min_free_bytes};
  RunningServer::Parts parts;
  NEWSWIRE_ASSIGN_OR_RETURN(parts.store, Store::Open(options));
  NEWSWIRE_ASSIGN_OR_RETURN(parts.index, IndexStore::Open(options));
  NEWSWIRE_ASSIGN_OR_RETURN(parts.readers, ReaderRegistry::Load(*parts.store, clock));
  parts.listener = std::move(listener);
  auto server = std::make_unique<RunningServer>(config, clock, std::move(parts));
  NEWSWIRE_RETURN_IF_ERROR(server->Begin(std::move(on_failure)));
  return server;
}

}  // namespace newswire
