#include "client/bench/subscribers.h"

#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/bench/measure.h"
#include "client/bench/wire.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::bench {

// What the streams of one thread share; used by that thread alone until the loop is gone.
struct Subscribers::Lane {
  explicit Lane(Depth depth) : reader(depth) {}

  EntryReader reader;
  std::vector<SeenEntry> seen;  // of the message at hand
  Histogram latency;
  std::unique_ptr<Loop> loop = std::make_unique<Loop>();
};

// One call: start, write the request, read until the end, finish. One operation at a time.
class Subscribers::Stream {
 public:
  Stream(Subscribers* all, Lane* lane, const SubscribersOptions& options)
      : all_(all), lane_(lane), stub_(MakeChannel(options.target)) {
    v1::SubscribeRequest request;
    request.mutable_start()->set_after_sequence(options.after_sequence);
    request_ = ToByteBuffer(request);
    sequence_.store(options.after_sequence, std::memory_order_relaxed);
    started_.run = [this](bool ok) {
      ok ? call_->WriteLast(request_, grpc::WriteOptions(), &written_) : Finish();
    };
    written_.run = [this](bool ok) { ok ? call_->Read(&message_, &read_) : Finish(); };
    read_.run = [this](bool ok) { ok ? Take() : Finish(); };
    finished_.run = [this](bool) { OnFinished(); };
    // Channels connect one after the other on a busy machine; a call must wait for its own.
    context_.set_wait_for_ready(true);
    call_ = stub_.PrepareCall(&context_, kSubscribe, lane->loop->queue());
    call_->StartCall(&started_);
  }

  void Cancel() { context_.TryCancel(); }
  std::uint64_t sequence() const { return sequence_.load(std::memory_order_relaxed); }
  std::int64_t last_arrival_nanos() const { return arrival_.load(std::memory_order_relaxed); }
  void AddTo(Delivered* sum) const {
    sum->entries += entries_.load(std::memory_order_relaxed);
    sum->bytes += bytes_.load(std::memory_order_relaxed);
    sum->messages += messages_.load(std::memory_order_relaxed);
  }

 private:
  void Take() {
    const std::size_t bytes = message_.Length();
    if (!lane_->reader.Read(&message_, &lane_->seen)) {
      all_->Fail(absl::DataLossError("a message does not parse"));
      Cancel();
    } else {
      Check(lane_->seen, bytes);
    }
    call_->Read(&message_, &read_);
  }

  void Check(const std::vector<SeenEntry>& seen, std::size_t bytes) {
    if (!opened_) {
      opened_ = true;
      all_->opened_.fetch_add(1);
    }
    if (seen.empty()) return;
    const std::int64_t now = MonotonicNanos();
    std::uint64_t sequence = sequence_.load(std::memory_order_relaxed);
    for (const SeenEntry& entry : seen) {
      if (entry.sequence != sequence + 1) {
        all_->Fail(absl::DataLossError(
            absl::StrCat("entry ", entry.sequence, " came after entry ", sequence)));
        Cancel();
        return;
      }
      ++sequence;
      lane_->latency.Add(now - entry.stamp_nanos);
    }
    // Only this thread writes them; the others may see them late, never torn.
    Add(&entries_, seen.size());
    Add(&bytes_, bytes);
    Add(&messages_, 1);
    arrival_.store(now, std::memory_order_relaxed);
    sequence_.store(sequence, std::memory_order_relaxed);
  }

  static void Add(std::atomic<std::uint64_t>* counter, std::uint64_t more) {
    counter->store(counter->load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
  }

  void Finish() { call_->Finish(&status_, &finished_); }

  void OnFinished() {
    if (!all_->stopping_.load()) {
      const absl::Status status = FromGrpc(status_);
      all_->Fail(status.ok() ? absl::UnavailableError("the stream ended") : status);
    }
    all_->open_.fetch_sub(1);
  }

  Subscribers* const all_;
  Lane* const lane_;
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  Completion started_, written_, read_, finished_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer message_;
  grpc::Status status_;
  bool opened_ = false;

  std::atomic<std::uint64_t> sequence_{0};
  std::atomic<std::uint64_t> entries_{0};
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> messages_{0};
  std::atomic<std::int64_t> arrival_{0};
};

Subscribers::Subscribers(const SubscribersOptions& options) {
  for (int i = 0; i < options.threads; ++i) lanes_.push_back(std::make_unique<Lane>(options.depth));
  open_ = options.count;
  for (int i = 0; i < options.count; ++i) {
    Lane* lane = lanes_[static_cast<std::size_t>(i) % lanes_.size()].get();
    streams_.push_back(std::make_unique<Stream>(this, lane, options));
  }
}

Subscribers::~Subscribers() {
  Stop();
}

void Subscribers::Fail(const absl::Status& status) {
  absl::MutexLock lock(&mu_);
  error_.Update(status);
}

absl::Status Subscribers::FirstError() const {
  absl::MutexLock lock(&mu_);
  return error_;
}

absl::Status Subscribers::WaitUntil(const std::function<bool()>& reached,
                                    absl::Duration limit) const {
  const absl::Time deadline = absl::Now() + limit;
  while (!reached()) {
    const absl::Status error = FirstError();
    if (!error.ok()) return error;
    if (absl::Now() > deadline) {
      return absl::DeadlineExceededError(
          absl::StrCat("the slowest of ", streams_.size(), " subscribers is at sequence ",
                       SlowestSequence(), ", ", opened_.load(), " are open"));
    }
    absl::SleepFor(absl::Milliseconds(1));
  }
  return FirstError();
}

absl::Status Subscribers::WaitUntilOpened(absl::Duration limit) {
  const int all = static_cast<int>(streams_.size());
  return WaitUntil([this, all] { return opened_.load() >= all; }, limit);
}

absl::Status Subscribers::WaitUntilDelivered(std::uint64_t sequence, absl::Duration limit) const {
  return WaitUntil([this, sequence] { return SlowestSequence() >= sequence; }, limit);
}

absl::Status Subscribers::WaitFor(absl::Duration period) {
  const absl::Time end = absl::Now() + period;
  return WaitUntil([end] { return absl::Now() >= end; }, absl::InfiniteDuration());
}

std::uint64_t Subscribers::SlowestSequence() const {
  std::uint64_t slowest = UINT64_MAX;
  for (const auto& stream : streams_) slowest = std::min(slowest, stream->sequence());
  return slowest;
}

Delivered Subscribers::Read() const {
  Delivered sum;
  for (const auto& stream : streams_) stream->AddTo(&sum);
  return sum;
}

std::int64_t Subscribers::LastArrivalNanos() const {
  std::int64_t last = 0;
  for (const auto& stream : streams_) last = std::max(last, stream->last_arrival_nanos());
  return last;
}

void Subscribers::Stop() {
  if (stopping_.exchange(true)) return;
  for (const auto& stream : streams_) stream->Cancel();
  while (open_.load() > 0) absl::SleepFor(absl::Milliseconds(1));
  for (const auto& lane : lanes_) lane->loop.reset();
}

Histogram Subscribers::Latency() const {
  Histogram all;
  for (const auto& lane : lanes_) all.Merge(lane->latency);
  return all;
}

}  // namespace newswire::bench
