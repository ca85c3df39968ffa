#include "client/publisher.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/status.h"
#include "newswire/v1/feed_service.grpc.pb.h"

namespace newswire {
namespace {

// The server could not take the item now; nothing is said about the item itself.
bool IsForLater(const absl::Status& status) {
  return absl::IsUnavailable(status) ||
         (absl::IsResourceExhausted(status) && DetailsOf(status).retry_delay.has_value());
}

}  // namespace

// One PublishStream call on a queue of its own: at most one write and one read are under way.
class Publisher::Stream {
 public:
  enum class Event { kNone, kWritable, kAnswer, kBroken };

  explicit Stream(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(channel), call_(stub_.PrepareAsyncPublishStream(&context_, &queue_)) {
    call_->StartCall(&start_);
    ++operations_;
  }

  ~Stream() {
    context_.TryCancel();
    queue_.Shutdown();
    void* tag;
    bool ok;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  bool can_write() const { return ready_ && !writing_; }
  const v1::PublishStreamResponse& answer() const { return answer_; }

  // REQUIRES: can_write().
  void Write(const v1::PublishStreamRequest& request) {
    writing_ = true;
    ++operations_;
    call_->Write(request, &write_);
  }

  // Asks for another answer, which takes the place of the last one.
  void ReadNext() {
    ++operations_;
    call_->Read(&answer_, &read_);
  }

  // kNone when nothing happens until `deadline`.
  Event Next(absl::Time deadline) {
    void* tag;
    bool ok = false;
    if (queue_.AsyncNext(&tag, &ok, absl::ToChronoTime(deadline)) !=
        grpc::CompletionQueue::GOT_EVENT) {
      return Event::kNone;
    }
    --operations_;
    if (tag == &write_) {
      writing_ = false;
      // The call is over, but answers may still be on their way, and gRPC gives the status only
      // after the last of them: the read that fails is the end.
      if (!ok) ready_ = false;
      return Event::kWritable;
    }
    if (!ok) return Event::kBroken;
    if (tag == &read_) return Event::kAnswer;
    if (tag == &start_) {
      ready_ = true;
      ReadNext();
    }
    return Event::kWritable;
  }

  // Says how the call ended. A call that is merely silent must be cancelled; one that broke has its
  // status already, and a cancel could hide it.
  absl::Status Finish(bool cancel) {
    if (cancel) context_.TryCancel();
    grpc::Status status;
    call_->Finish(&status, &finish_);
    ++operations_;
    void* tag;
    bool ok;
    while (operations_ > 0 && queue_.Next(&tag, &ok)) {
      --operations_;
      // A write that waits for the server's window when the server ends the call would wait for
      // ever. The status is here, so a cancel hides nothing now.
      if (tag == &finish_) context_.TryCancel();
    }
    return FromGrpcStatus(status);
  }

 private:
  v1::FeedService::Stub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  const std::unique_ptr<
      grpc::ClientAsyncReaderWriter<v1::PublishStreamRequest, v1::PublishStreamResponse>>
      call_;
  v1::PublishStreamResponse answer_;
  bool ready_ = false;
  bool writing_ = false;
  int operations_ = 0;
  char start_, read_, write_, finish_;  // their addresses are the tags
};

Publisher::Publisher(ChannelFactory channels, const PublisherOptions& options, OnResult on_result,
                     Waiter* waiter)
    : options_(options),
      on_result_(std::move(on_result)),
      channels_(std::move(channels)),
      waiter_(waiter),
      backoff_(options.backoff) {}

Publisher::~Publisher() = default;

bool Publisher::WindowIsFull() const {
  return unanswered_.size() >= options_.window_items || unanswered_bytes_ >= options_.window_bytes;
}

absl::Status Publisher::Publish(v1::PublishItem item) {
  while (failure_.ok() && WindowIsFull()) failure_ = Step(/*wait=*/true);
  if (!failure_.ok()) return failure_;
  const std::size_t bytes = item.ByteSizeLong();
  unanswered_bytes_ += bytes;
  unanswered_.push_back({std::move(item), bytes});
  // Answers are looked at once per batch; an event queue asked for every item costs more than it
  // brings.
  if (unanswered_.size() - sent_ >= options_.batch_items || sent_ == 0) {
    failure_ = Step(/*wait=*/false);
  }
  return failure_;
}

absl::Status Publisher::Flush() {
  while (failure_.ok() && !unanswered_.empty()) failure_ = Step(/*wait=*/true);
  return failure_;
}

void Publisher::SendSome(bool partial) {
  if (!stream_->can_write() || sent_ == unanswered_.size()) return;
  const std::size_t unsent = unanswered_.size() - sent_;
  if (!partial && unsent < options_.batch_items && sent_ > 0) return;
  v1::PublishStreamRequest request;
  std::size_t bytes = 0;
  while (sent_ < unanswered_.size()) {
    const Pending& next = unanswered_[sent_];
    const bool full = static_cast<std::size_t>(request.items_size()) >= options_.batch_items ||
                      bytes + next.bytes > options_.batch_bytes;
    if (full && request.items_size() > 0) break;
    *request.add_items() = next.item;
    bytes += next.bytes;
    ++sent_;
  }
  stream_->Write(request);
}

absl::Status Publisher::Step(bool wait) {
  if (stream_ == nullptr) stream_ = std::make_unique<Stream>(channels_());
  SendSome(/*partial=*/wait);
  const absl::Time deadline = wait ? absl::Now() + options_.silence_max : absl::InfinitePast();
  switch (stream_->Next(deadline)) {
    case Stream::Event::kNone:
      return wait ? Reopen(/*cancel=*/true) : absl::OkStatus();
    case Stream::Event::kBroken:
      return Reopen(/*cancel=*/false);
    case Stream::Event::kAnswer:
      return OnAnswer(stream_->answer());
    case Stream::Event::kWritable:
      SendSome(/*partial=*/wait);
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status Publisher::OnAnswer(const v1::PublishStreamResponse& response) {
  if (static_cast<std::size_t>(response.results_size()) > sent_) {
    return absl::InternalError(absl::StrCat("the server answered ", response.results_size(),
                                            " items, ", sent_, " were open"));
  }
  for (const v1::PublishResult& result : response.results()) {
    if (result.has_status()) {
      const absl::Status status = FromRpcStatus(result.status());
      if (IsForLater(status)) return TryAgain(status);
    }
    attempts_ = 0;
    backoff_.Reset();
    unanswered_bytes_ -= unanswered_.front().bytes;
    unanswered_.pop_front();
    --sent_;
    on_result_(answered_++, result);
  }
  stream_->ReadNext();
  return absl::OkStatus();
}

absl::Status Publisher::Reopen(bool cancel) {
  const absl::Status status = stream_->Finish(cancel);
  const bool worth_trying = status.ok() || absl::IsUnavailable(status) ||
                            absl::IsCancelled(status) || absl::IsDeadlineExceeded(status) ||
                            absl::IsInternal(status) || absl::IsUnknown(status) ||
                            absl::IsResourceExhausted(status);
  if (!worth_trying) return status;
  return TryAgain(status.ok() ? absl::UnavailableError("the server ended the stream too often")
                              : status);
}

// The stream is of no more use. Everything unanswered goes out again on the next one, later.
absl::Status Publisher::TryAgain(const absl::Status& why) {
  stream_ = nullptr;
  sent_ = 0;
  if (++attempts_ >= options_.attempts_max) return why;
  waiter_->Wait(DetailsOf(why).retry_delay.value_or(absl::ZeroDuration()) + backoff_.Next());
  return absl::OkStatus();
}

}  // namespace newswire
