#include <grpcpp/client_context.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/bench/calibration.h"
#include "client/bench/measure.h"
#include "client/bench/rounds.h"
#include "client/bench/scenarios.h"
#include "client/bench/server_under_test.h"
#include "client/bench/subscribers.h"
#include "client/bench/wire.h"
#include "newswire/v1/article_service.grpc.pb.h"
#include "newswire/v1/feed_service.grpc.pb.h"

namespace newswire::bench {
namespace {

// What is measured after each quiet time.
struct Findings {
  Histogram unary;
  Histogram publish;
  Histogram sync;
};

// The first call after a quiet time.
absl::Status MeasureUnary(v1::FeedService::Stub* stub, Histogram* latency) {
  grpc::ClientContext context;
  v1::GetFeedStatusResponse response;
  const std::int64_t start = MonotonicNanos();
  const absl::Status status = FromGrpc(stub->GetFeedStatus(&context, {}, &response));
  latency->Add(MonotonicNanos() - start);
  return status;
}

// The first write after a quiet time; the subscribers measure its delivery by its stamp.
absl::Status MeasurePublish(v1::ArticleService::Stub* stub, const ItemTemplate& items,
                            std::uint64_t id, Histogram* latency) {
  v1::CreateArticleRequest request;
  std::string bytes;
  const std::int64_t start = MonotonicNanos();
  items.AppendCreateRequest(id, start, &bytes);
  if (!request.ParseFromString(bytes)) return absl::InternalError("the template is no request");
  grpc::ClientContext context;
  v1::CreateArticleResponse response;
  const absl::Status status = FromGrpc(stub->CreateArticle(&context, request, &response));
  latency->Add(MonotonicNanos() - start);
  return status;
}

absl::Status MeasureRounds(const IdleOptions& options, const ServerUnderTest& server,
                           const Calibration& calibration, Subscribers* subscribers,
                           Findings* findings) {
  const auto channel = MakeChannel(server.target());
  const auto feed = v1::FeedService::NewStub(channel);
  const auto articles = v1::ArticleService::NewStub(channel);
  Histogram connecting;
  absl::Status status = MeasureUnary(feed.get(), &connecting);
  for (int round = 0; round < options.rounds && status.ok(); ++round) {
    absl::SleepFor(options.quiet);
    status = MeasureUnary(feed.get(), &findings->unary);
    if (!status.ok()) return status;
    absl::SleepFor(options.quiet);
    const auto number = static_cast<std::uint64_t>(round);
    status = MeasurePublish(articles.get(), *calibration.items, calibration.next_id + number,
                            &findings->publish);
    if (!status.ok()) return status;
    status = subscribers->WaitUntilDelivered(calibration.last_sequence + number + 1, kPatience);
    if (!status.ok()) return status;
    // The disk has been as quiet as it was before the publish.
    absl::SleepFor(options.quiet);
    const absl::StatusOr<double> micros = MeasureSyncMicros(server.folder());
    if (!micros.ok()) return micros.status();
    findings->sync.Add(static_cast<std::int64_t>(*micros * 1e3));
  }
  return status;
}

}  // namespace

absl::Status RunIdle(const IdleOptions& options, Report* report) {
  absl::StatusOr<std::unique_ptr<ServerUnderTest>> server =
      ServerUnderTest::Start(options.common.server);
  if (!server.ok()) return server.status();
  absl::StatusOr<Calibration> calibration = Calibrate((*server)->target(), options.common.size);
  if (!calibration.ok()) return calibration.status();
  SubscribersOptions subscribe;
  subscribe.target = (*server)->target();
  subscribe.count = options.subscribers;
  subscribe.after_sequence = calibration->last_sequence;
  Subscribers subscribers(subscribe);
  absl::Status status = subscribers.WaitUntilOpened(kPatience);
  if (!status.ok()) return status;
  Findings findings;
  status = MeasureRounds(options, **server, *calibration, &subscribers, &findings);
  if (!status.ok()) return status;
  subscribers.Stop();
  report->AddFact("quiet before each call", absl::FormatDuration(options.quiet));
  report->AddFact("rounds", absl::StrCat(options.rounds));
  report->AddRow(Row("GetFeedStatus, answer").AddLatency(findings.unary));
  report->AddRow(Row("CreateArticle, answer").AddLatency(findings.publish));
  report->AddRow(Row(absl::StrCat("CreateArticle, delivery to ", options.subscribers))
                     .AddLatency(subscribers.Latency()));
  report->AddRow(Row("fdatasync of 4 KiB").AddLatency(findings.sync));
  return absl::OkStatus();
}

}  // namespace newswire::bench
