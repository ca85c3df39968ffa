#include "client/bench/unary_callers.h"

#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>

#include <optional>

#include "absl/time/clock.h"
#include "client/bench/measure.h"
#include "client/bench/wire.h"

namespace newswire::bench {

// One caller. The constructor makes its first call; then everything is on the loop's thread.
class UnaryCallers::Caller {
 public:
  Caller(UnaryCallers* all, std::shared_ptr<grpc::Channel> channel)
      : all_(all), stub_(std::move(channel)) {
    answered_.run = [this](bool) { OnAnswer(); };
    Call();
  }

 private:
  void Call() {
    const std::uint64_t id =
        all_->options_.first_id + all_->sent_.fetch_add(1, std::memory_order_relaxed);
    bytes_.clear();
    sent_nanos_ = MonotonicNanos();
    all_->options_.items->AppendCreateRequest(id, sent_nanos_, &bytes_);
    call_.reset();  // before its context
    context_.emplace();
    context_->set_wait_for_ready(true);
    call_ = stub_.PrepareUnaryCall(&*context_, kCreateArticle, ToByteBuffer(bytes_),
                                   all_->loop_->queue());
    call_->StartCall();
    call_->Finish(&answer_, &status_, &answered_);
  }

  void OnAnswer() {
    if (status_.ok()) {
      all_->latency_.Add(MonotonicNanos() - sent_nanos_);
      all_->acknowledged_.fetch_add(1, std::memory_order_relaxed);
    } else {
      all_->Fail(FromGrpc(status_));
    }
    if (status_.ok() && !all_->stopping_.load()) return Call();
    all_->calling_.fetch_sub(1);
  }

  UnaryCallers* const all_;
  grpc::GenericStub stub_;
  Completion answered_;
  std::string bytes_;
  std::int64_t sent_nanos_ = 0;
  std::optional<grpc::ClientContext> context_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> call_;
  grpc::ByteBuffer answer_;
  grpc::Status status_;
};

UnaryCallers::UnaryCallers(const UnaryCallersOptions& options)
    : options_(options), loop_(std::make_unique<Loop>()) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < options.connections; ++i) channels.push_back(MakeChannel(options.target));
  calling_ = options.callers;
  for (int i = 0; i < options.callers; ++i) {
    const auto& channel = channels[static_cast<std::size_t>(i) % channels.size()];
    callers_.push_back(std::make_unique<Caller>(this, channel));
  }
}

UnaryCallers::~UnaryCallers() {
  Stop().IgnoreError();
  loop_.reset();
}

void UnaryCallers::Fail(const absl::Status& status) {
  absl::MutexLock lock(&mu_);
  error_.Update(status);
}

absl::Status UnaryCallers::Stop() {
  stopping_.store(true);
  while (calling_.load() > 0) absl::SleepFor(absl::Milliseconds(1));
  absl::MutexLock lock(&mu_);
  return error_;
}

}  // namespace newswire::bench
