#ifndef NEWSWIRE_TESTS_CLIENT_FAKE_FEED_H_
#define NEWSWIRE_TESTS_CLIENT_FAKE_FEED_H_

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "newswire/v1/feed_service.grpc.pb.h"

namespace newswire {

// A status with RetryInfo when there is a delay.
inline google::rpc::Status RpcStatus(grpc::StatusCode code, const std::string& message,
                                     int retry_delay_s = 0) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(message);
  if (retry_delay_s == 0) return status;
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(retry_delay_s);
  status.add_details()->PackFrom(retry);
  return status;
}

// A feed in this process that remembers what was published, answers like the real one, and breaks
// streams on demand.
class FakeFeed : public v1::FeedService::Service {
 public:
  // 0 takes any port.
  explicit FakeFeed(int port = 0) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(absl::StrCat("127.0.0.1:", port), grpc::InsecureServerCredentials(),
                             &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~FakeFeed() override { server_->Shutdown(std::chrono::system_clock::now()); }

  int port() const { return port_; }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  // Before the items of a message are taken: how many messages the stream may still have. -1 is "no
  // limit". Counts down; at 0 the stream ends with `break_status` before it answers.
  int messages_before_break = -1;
  grpc::Status break_status{grpc::StatusCode::UNAVAILABLE, "gone"};
  // So many items are taken, then `refusals` are answered with `refusal` (-1: all). While it is OK
  // nothing is refused.
  int items_before_refusals = 0;
  int refusals = -1;
  google::rpc::Status refusal;
  // What Subscribe sends, and how it ends.
  std::vector<v1::SubscribeResponse> frames;
  bool hold_open = false;

  std::vector<std::string> published() const {
    std::lock_guard<std::mutex> lock(mu_);
    return published_;
  }
  int streams() const {
    std::lock_guard<std::mutex> lock(mu_);
    return streams_;
  }
  int largest_message() const {
    std::lock_guard<std::mutex> lock(mu_);
    return largest_message_;
  }

  grpc::Status PublishStream(grpc::ServerContext*,
                             grpc::ServerReaderWriter<v1::PublishStreamResponse,
                                                      v1::PublishStreamRequest>* stream) override {
    {
      std::lock_guard<std::mutex> lock(mu_);
      ++streams_;
    }
    v1::PublishStreamRequest request;
    while (stream->Read(&request)) {
      v1::PublishStreamResponse response;
      bool broken = false;
      {
        std::lock_guard<std::mutex> lock(mu_);
        largest_message_ = std::max(largest_message_, request.items_size());
        for (const v1::PublishItem& item : request.items()) Take(item, &response);
        if (messages_before_break >= 0) broken = messages_before_break-- == 0;
      }
      // The worst moment: what was sent is published, and nobody is told.
      if (broken) return break_status;
      stream->Write(response);
    }
    return grpc::Status::OK;
  }

  grpc::Status Subscribe(grpc::ServerContext* context, const v1::SubscribeRequest*,
                         grpc::ServerWriter<v1::SubscribeResponse>* writer) override {
    for (const v1::SubscribeResponse& frame : frames) writer->Write(frame);
    // A silent server: it holds the stream until the reader has had enough.
    while (hold_open && !context->IsCancelled()) std::this_thread::yield();
    return break_status;
  }

  grpc::Status GetFeedStatus(grpc::ServerContext*, const v1::GetFeedStatusRequest*,
                             v1::GetFeedStatusResponse* response) override {
    std::lock_guard<std::mutex> lock(mu_);
    if (unavailable_calls-- > 0) return {grpc::StatusCode::UNAVAILABLE, "not yet"};
    response->set_articles(published_.size());
    response->set_server_version(version);
    return grpc::Status::OK;
  }
  int unavailable_calls = 0;
  std::string version;

 private:
  void Take(const v1::PublishItem& item, v1::PublishStreamResponse* response) {
    const std::string& name = item.article().name();
    v1::PublishResult* result = response->add_results();
    result->set_name(name);
    if (name.empty()) {
      result->set_outcome(v1::PUBLISH_OUTCOME_REJECTED);
      result->mutable_status()->set_code(grpc::StatusCode::INVALID_ARGUMENT);
      return;
    }
    if (refusal.code() != 0 && items_before_refusals-- <= 0 && refusals != 0) {
      refusals -= refusals > 0;
      result->set_outcome(v1::PUBLISH_OUTCOME_REJECTED);
      *result->mutable_status() = refusal;
      return;
    }
    const bool is_new = names_.insert(name).second;
    result->set_outcome(is_new ? v1::PUBLISH_OUTCOME_CREATED : v1::PUBLISH_OUTCOME_UNCHANGED);
    if (is_new) published_.push_back(name);
  }

  mutable std::mutex mu_;
  std::vector<std::string> published_;
  std::set<std::string> names_;
  int streams_ = 0;
  int largest_message_ = 0;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_CLIENT_FAKE_FEED_H_
