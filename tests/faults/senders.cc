#include "tests/faults/senders.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/channel.h"
#include "client/status.h"
#include "newswire/v1/article_service.grpc.pb.h"
#include "newswire/v1/feed_service.grpc.pb.h"
#include "tests/support/sample_items.h"

namespace newswire::testing {
namespace {

constexpr int kItemsInAMessage = 4;
// 64 x 4 items of 400 bytes fit into the window of a stream, so a write never waits for a server
// that has stopped to read.
constexpr std::size_t kOpenItemsMax = 64 * kItemsInAMessage;
constexpr absl::Duration kPatience = absl::Seconds(30);

// Items on the wire without an answer, in order.
class OpenItems {
 public:
  // Waits for room; false when the stream has ended.
  bool Add(const v1::PublishStreamRequest& request) {
    const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
      return ended_ || names_.size() < kOpenItemsMax;
    };
    absl::MutexLock lock(&mu_);
    EXPECT_TRUE(mu_.AwaitWithTimeout(absl::Condition(&ready), kPatience)) << "no answers come";
    if (ended_ || names_.size() >= kOpenItemsMax) return false;
    for (const v1::PublishItem& item : request.items()) names_.push_back(item.article().name());
    return true;
  }
  std::string Next() {
    absl::MutexLock lock(&mu_);
    if (names_.empty()) return "an answer to nothing";
    std::string name = names_.front();
    names_.pop_front();
    return name;
  }
  void End() {
    absl::MutexLock lock(&mu_);
    ended_ = true;
  }
  std::deque<std::string> rest() {
    absl::MutexLock lock(&mu_);
    return names_;
  }

 private:
  absl::Mutex mu_;
  std::deque<std::string> names_ ABSL_GUARDED_BY(mu_);
  bool ended_ ABSL_GUARDED_BY(mu_) = false;
};

Ledger::Answer AnswerOf(const std::string& sent, const v1::PublishResult& result) {
  EXPECT_EQ(result.name(), sent) << "results come in order and carry the item's name";
  return {sent, result.has_status() ? FromRpcStatus(result.status()) : absl::OkStatus(),
          result.sequence()};
}

void SetDeadline(grpc::ClientContext* context) {
  context->set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
}

}  // namespace

void Ledger::Told(const std::string& sender, const Answer& answer) {
  absl::MutexLock lock(&mu_);
  if (answer.status.ok()) {
    totals_.accepted[answer.name] = answer.sequence;
    at_work_.insert(sender);
  } else if (absl::IsUnavailable(answer.status)) {
    const bool said = DetailsOf(answer.status).reason == "DRAINING";
    (said ? totals_.refused : totals_.cut_off).insert(answer.name);
  } else {
    totals_.unclear[answer.name] = answer.status.ToString();
  }
}

void Ledger::AwaitAccepted(std::size_t senders, std::size_t items) {
  const auto enough = [this, senders, items]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return at_work_.size() >= senders && totals_.accepted.size() >= items;
  };
  absl::MutexLock lock(&mu_);
  EXPECT_TRUE(mu_.AwaitWithTimeout(absl::Condition(&enough), kPatience));
}

Ledger::Totals Ledger::totals() const {
  absl::MutexLock lock(&mu_);
  return totals_;
}

void SendOverStream(const std::string& address, const std::string& id, Ledger* ledger) {
  v1::FeedService::Stub stub(MakeChannel(address));
  grpc::ClientContext context;
  SetDeadline(&context);
  const auto call = stub.PublishStream(&context);
  OpenItems open;
  std::thread reader([&] {
    v1::PublishStreamResponse response;
    while (call->Read(&response)) {
      for (const v1::PublishResult& result : response.results()) {
        ledger->Told(id, AnswerOf(open.Next(), result));
      }
    }
    open.End();
  });
  for (int number = 0;; ++number) {
    v1::PublishStreamRequest request;
    for (int i = 0; i < kItemsInAMessage; ++i) {
      *request.add_items()->mutable_article() =
          MakeArticle(absl::StrCat(id, "-", number, "-", i), "News");
    }
    if (!open.Add(request) || !call->Write(request)) break;
  }
  call->WritesDone();
  reader.join();
  const absl::Status status = FromGrpcStatus(call->Finish());
  // What was sent and not read has the stream's status for an answer.
  for (const std::string& name : open.rest()) ledger->Told(id, {name, status});
}

void SendOneByOne(const std::string& address, const std::string& id, Ledger* ledger) {
  v1::ArticleService::Stub stub(MakeChannel(address));
  absl::Status status;
  for (int number = 0; status.ok(); ++number) {
    v1::CreateArticleRequest request;
    *request.mutable_article() = MakeArticle(absl::StrCat(id, "-", number), "News");
    v1::CreateArticleResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    status = FromGrpcStatus(stub.CreateArticle(&context, request, &response));
    const std::string& position = response.position();
    std::uint64_t sequence = 0;
    if (status.ok()) sequence = std::stoull(position.substr(position.find('-') + 1));
    ledger->Told(id, {request.article().name(), status, sequence});
  }
}

void SendInBatches(const std::string& address, const std::string& id, Ledger* ledger) {
  v1::FeedService::Stub stub(MakeChannel(address));
  absl::Status status;
  for (int number = 0; status.ok(); ++number) {
    v1::PublishRequest request;
    for (int i = 0; i < kItemsInAMessage; ++i) {
      *request.add_items()->mutable_article() =
          MakeArticle(absl::StrCat(id, "-", number, "-", i), "News");
    }
    v1::PublishResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    status = FromGrpcStatus(stub.Publish(&context, request, &response));
    for (int i = 0; i < kItemsInAMessage; ++i) {
      const std::string& name = request.items(i).article().name();
      ledger->Told(
          id, status.ok() ? AnswerOf(name, response.results(i)) : Ledger::Answer{name, status});
    }
  }
}

}  // namespace newswire::testing
