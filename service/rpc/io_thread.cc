#include "service/rpc/io_thread.h"

#include <grpc/support/time.h>

#include <utility>

namespace newswire {
namespace {

// Heartbeats and stalls are looked at this often. The shortest heartbeat is 1 s.
constexpr int kTickMs = 250;
// Between two looks at the queue at most this many streams send, so that calls never wait long:
// 16 writes are about 100 us.
constexpr int kStreamsPerRound = 16;

// While calls come without a pause the sockets are looked at only when all that was found is handed
// out. Then a turn comes after this many events, else it would never come.
constexpr int kEventsPerTurn = 64;

gpr_timespec InMs(int ms) {
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(ms, GPR_TIMESPAN));
}

}  // namespace

IoThread::IoThread(std::unique_ptr<grpc::ServerCompletionQueue> queue) : queue_(std::move(queue)) {}

IoThread::~IoThread() = default;

void IoThread::Start() {
  thread_ = std::thread([this] { Run(); });
}

void IoThread::Join() {
  {
    absl::MutexLock lock(&mu_);
    closed_ = true;
  }
  queue_->Shutdown();
  if (thread_.joinable()) {
    thread_.join();
    return;
  }
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) static_cast<Tag*>(tag)->Proceed(ok);
}

void IoThread::Run() {
  gpr_timespec tick = InMs(kTickMs);
  bool more = false;
  int events = 0;  // since the last turn
  while (true) {
    void* tag = nullptr;
    bool ok = false;
    const bool hurry = more || !waiting_.empty();
    const gpr_timespec deadline = hurry ? gpr_time_0(GPR_CLOCK_MONOTONIC) : tick;
    switch (queue_->AsyncNext(&tag, &ok, deadline)) {
      case grpc::CompletionQueue::SHUTDOWN:
        return;
      case grpc::CompletionQueue::GOT_EVENT:
        static_cast<Tag*>(tag)->Proceed(ok);
        ++events;
        break;
      case grpc::CompletionQueue::TIMEOUT:
        events = kEventsPerTurn;  // the sockets were looked at, and had nothing
        break;
    }
    if (events >= kEventsPerTurn) {
      NextTurn();
      events = 0;
    }
    more = shard_->RunReady(kStreamsPerRound);
    if (gpr_time_cmp(gpr_now(GPR_CLOCK_MONOTONIC), tick) >= 0) {
      shard_->Tick();
      LookAtParked();
      tick = InMs(kTickMs);
    }
  }
}

void IoThread::NextTurn() {
  if (waiting_.empty()) return;
  TurnTaker* const call = waiting_.front();
  waiting_.pop_front();
  call->TakeTurn();
}

void IoThread::Register(Drainable* stream) {
  drainables_.insert(stream);
  if (!drained_) return;
  Post([this, stream] {
    if (drainables_.count(stream) != 0) stream->Drain();
  });
}

void IoThread::Drain(const absl::Status& status) {
  drained_ = true;
  shard_->EndAll(status);
  parked_.EndAll(status);
  const std::vector<Drainable*> streams(drainables_.begin(), drainables_.end());
  for (Drainable* stream : streams) stream->Drain();
}

void IoThread::Post(std::function<void()> work) {
  absl::MutexLock lock(&mu_);
  posted_.push_back(std::move(work));
  Wake();
}

void IoThread::NotifyNews() {
  if (news_.exchange(true)) return;
  absl::MutexLock lock(&mu_);
  Wake();
}

// A deadline clearly in the past fires on this very thread; "now" would be rounded up to the next
// millisecond.
void IoThread::Wake() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
  if (armed_ || closed_) return;
  armed_ = true;
  alarm_.Set(queue_.get(), gpr_inf_past(GPR_CLOCK_MONOTONIC), &wake_tag_);
}

void IoThread::OnWake() {
  std::vector<std::function<void()>> work;
  {
    absl::MutexLock lock(&mu_);
    armed_ = false;
    work.swap(posted_);
  }
  for (std::function<void()>& item : work) item();
  if (!news_.exchange(false)) return;
  shard_->OnNews();
  LookAtParked();
}

void IoThread::LookAtParked() {
  parked_.Look(shard_->ring()->head_sequence(), std::chrono::steady_clock::now());
}

}  // namespace newswire
