#include "client/bench/publishers.h"

#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <deque>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/bench/measure.h"
#include "client/bench/wire.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::bench {
namespace {

constexpr absl::Duration kTick = absl::Milliseconds(1);
// An item that is sent later than this after it was due is stamped with the time it was due, so
// that waiting for a slow server counts. Less than this is our own timer.
constexpr std::int64_t kLateNanos = 3'000'000;

}  // namespace

// One call. At most one write and one read at a time; all on the loop's thread.
class Publishers::Stream {
 public:
  Stream(Publishers* all, grpc::CompletionQueue* queue)
      : all_(all), stub_(MakeChannel(all->options_.target)) {
    started_.run = [this](bool ok) {
      started_ok_ = ok;
      if (!ok) return Finish();
      call_->Read(&message_, &read_);
    };
    read_.run = [this](bool ok) { ok ? Take() : Finish(); };
    written_.run = [this](bool) { writing_ = false; };
    closed_.run = [](bool) {};
    finished_.run = [this](bool) { OnFinished(); };
    context_.set_wait_for_ready(true);
    call_ = stub_.PrepareCall(&context_, kPublishStream, queue);
    call_->StartCall(&started_);
  }

  void Cancel() { context_.TryCancel(); }

  // Sends one message when the window and the allowance have room for one; false when not.
  bool TrySend() {
    if (!started_ok_ || writing_ || closing_ || finishing_) return false;
    const std::uint64_t room = all_->options_.window - in_flight_;
    const std::int64_t now = MonotonicNanos();
    std::int64_t stamp = now;
    const std::uint64_t count =
        all_->Allowed(std::min(room, all_->options_.items_per_message), now, &stamp);
    if (count == 0) return false;
    std::string bytes;
    const std::uint64_t sent = all_->sent_.load(std::memory_order_relaxed);
    for (std::uint64_t i = 0; i < count; ++i) {
      all_->options_.items->AppendPublishItem(all_->options_.first_id + sent + i, stamp, &bytes);
    }
    all_->sent_.store(sent + count, std::memory_order_relaxed);
    in_flight_ += count;
    batches_.push_back({count, stamp});
    writing_ = true;
    call_->Write(ToByteBuffer(bytes), &written_);
    return true;
  }

  // Says that nothing more will come, once everything was answered.
  void CloseWhenAnswered() {
    if (!started_ok_ || writing_ || closing_ || finishing_ || in_flight_ > 0) return;
    closing_ = true;
    call_->WritesDone(&closed_);
  }

 private:
  // Items that went out in one message.
  struct Batch {
    std::uint64_t items;
    std::int64_t sent_nanos;
  };

  void Take() {
    v1::PublishStreamResponse response;
    if (!ParseByteBuffer(&message_, &response)) {
      all_->Fail(absl::DataLossError("an answer does not parse"));
      return Finish();
    }
    const std::int64_t now = MonotonicNanos();
    for (const v1::PublishResult& result : response.results()) Count(result, now);
    call_->Read(&message_, &read_);
  }

  void Count(const v1::PublishResult& result, std::int64_t now) {
    if (result.outcome() != v1::PUBLISH_OUTCOME_CREATED) {
      all_->Fail(absl::InternalError(
          absl::StrCat("an item was not created: ", result.ShortDebugString())));
    }
    if (batches_.empty()) {
      return all_->Fail(absl::InternalError("more results came than items were sent"));
    }
    all_->latency_.Add(now - batches_.front().sent_nanos);
    if (--batches_.front().items == 0) batches_.pop_front();
    --in_flight_;
    all_->acknowledged_.store(all_->acknowledged_.load(std::memory_order_relaxed) + 1,
                              std::memory_order_relaxed);
  }

  void Finish() {
    if (finishing_) return;
    finishing_ = true;
    call_->Finish(&status_, &finished_);
  }

  void OnFinished() {
    all_->Fail(FromGrpc(status_));
    if (in_flight_ > 0) all_->Fail(absl::UnavailableError("the stream ended before its answers"));
    all_->open_.fetch_sub(1);
  }

  Publishers* const all_;
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  Completion started_, written_, read_, closed_, finished_;
  grpc::ByteBuffer message_;
  grpc::Status status_;
  std::deque<Batch> batches_;  // sent and not answered, oldest first
  std::uint64_t in_flight_ = 0;
  bool started_ok_ = false;
  bool writing_ = false;
  bool closing_ = false;
  bool finishing_ = false;
};

Publishers::Publishers(const PublishersOptions& options)
    : options_(options), start_nanos_(MonotonicNanos()) {
  loop_ = std::make_unique<Loop>([this] { Pump(); }, kTick);
  open_ = options.streams;
  for (int i = 0; i < options.streams; ++i) {
    streams_.push_back(std::make_unique<Stream>(this, loop_->queue()));
  }
  ready_.store(true);
}

Publishers::~Publishers() {
  for (const auto& stream : streams_) stream->Cancel();
  while (open_.load() > 0) absl::SleepFor(absl::Milliseconds(1));
  loop_.reset();
}

absl::Status Publishers::FirstError() const {
  absl::MutexLock lock(&mu_);
  return error_;
}

void Publishers::Fail(const absl::Status& status) {
  absl::MutexLock lock(&mu_);
  error_.Update(status);
}

void Publishers::Pump() {
  if (!ready_.load()) return;
  if (draining_.load()) {
    for (const auto& stream : streams_) stream->CloseWhenAnswered();
    return;
  }
  for (const auto& stream : streams_) stream->TrySend();
}

std::uint64_t Publishers::Allowed(std::uint64_t wanted, std::int64_t now, std::int64_t* due) const {
  const std::uint64_t sent = sent_.load(std::memory_order_relaxed);
  std::uint64_t limit = sent + wanted;
  if (options_.allowance != nullptr) limit = std::min(limit, options_.allowance());
  if (options_.rate > 0) {
    const double elapsed_seconds = static_cast<double>(now - start_nanos_) / 1e9;
    limit = std::min(limit, static_cast<std::uint64_t>(elapsed_seconds * options_.rate));
    const auto first_due =
        start_nanos_ + static_cast<std::int64_t>((sent + 1) / options_.rate * 1e9);
    if (now - first_due > kLateNanos) *due = first_due;
  }
  return limit > sent ? limit - sent : 0;
}

absl::Status Publishers::Drain(absl::Duration limit) {
  draining_.store(true);
  const absl::Time deadline = absl::Now() + limit;
  while (open_.load() > 0) {
    if (absl::Now() > deadline) {
      Fail(absl::DeadlineExceededError(
          absl::StrCat(Sent() - Acknowledged(), " items were not answered")));
      break;
    }
    absl::SleepFor(absl::Milliseconds(1));
  }
  return FirstError();
}

}  // namespace newswire::bench
