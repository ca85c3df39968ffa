#include "client/frame_stream.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>

#include <utility>

#include "absl/time/clock.h"
#include "client/status.h"
#include "newswire/v1/feed_service.grpc.pb.h"

namespace newswire {
namespace {

// On a completion queue of its own: a read can then have a time limit, which the blocking stub does
// not offer, and one thread is enough.
class GrpcFrameStream : public FrameStream {
 public:
  GrpcFrameStream(const std::shared_ptr<grpc::Channel>& channel,
                  const v1::SubscribeRequest& request)
      : stub_(channel), reader_(stub_.PrepareAsyncSubscribe(&context_, request, &queue_)) {
    reader_->StartCall(this);
    pending_ = true;
  }

  ~GrpcFrameStream() override {
    queue_.Shutdown();
    void* tag;
    bool ok;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  Read Next(v1::SubscribeResponse* frame, absl::Duration timeout) override {
    const absl::Time deadline = absl::Now() + timeout;
    if (!started_) {
      const Read start = Await(deadline);
      if (start != Read::kFrame) return start;
      started_ = true;
    }
    reader_->Read(frame, this);
    pending_ = true;
    const Read read = Await(deadline);
    // The frame belongs to the caller, so the read must not stay open behind its back.
    if (read == Read::kSilence) Abandon();
    return read;
  }

  absl::Status Finish() override {
    if (pending_) Abandon();
    if (!ended_) context_.TryCancel();
    grpc::Status status;
    reader_->Finish(&status, this);
    pending_ = true;
    Await(absl::InfiniteFuture());
    return FromGrpcStatus(status);
  }

  void Cancel() override { context_.TryCancel(); }

 private:
  // Waits for the one operation that is under way.
  Read Await(absl::Time deadline) {
    void* tag;
    bool ok = false;
    const auto next = queue_.AsyncNext(&tag, &ok, absl::ToChronoTime(deadline));
    if (next != grpc::CompletionQueue::GOT_EVENT) return Read::kSilence;
    pending_ = false;
    if (!ok) ended_ = true;
    return ok ? Read::kFrame : Read::kEnded;
  }

  void Abandon() {
    context_.TryCancel();
    Await(absl::InfiniteFuture());
  }

  v1::FeedService::Stub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  const std::unique_ptr<grpc::ClientAsyncReader<v1::SubscribeResponse>> reader_;
  bool started_ = false;
  bool pending_ = false;  // an operation is under way
  bool ended_ = false;    // the server has nothing more to say
};

class GrpcFeedTransport : public FeedTransport {
 public:
  explicit GrpcFeedTransport(ChannelFactory channels) : channels_(std::move(channels)) {}
  std::unique_ptr<FrameStream> Subscribe(const v1::SubscribeRequest& request) override {
    return std::make_unique<GrpcFrameStream>(channels_(), request);
  }

 private:
  const ChannelFactory channels_;
};

}  // namespace

std::unique_ptr<FeedTransport> MakeFeedTransport(ChannelFactory channels) {
  return std::make_unique<GrpcFeedTransport>(std::move(channels));
}

}  // namespace newswire
