#include <algorithm>
#include <memory>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "client/bench/calibration.h"
#include "client/bench/measure.h"
#include "client/bench/publishers.h"
#include "client/bench/rounds.h"
#include "client/bench/scenarios.h"
#include "client/bench/server_under_test.h"
#include "client/bench/subscribers.h"

namespace newswire::bench {
namespace {

// One live run against a server of its own.
class FanoutRun {
 public:
  FanoutRun(const FanoutOptions& options, double rate) : options_(options), rate_(rate) {}

  // The row is called `system`. Afterwards framed_entry() holds.
  absl::StatusOr<Row> Run(const std::string& system) {
    absl::StatusOr<std::unique_ptr<ServerUnderTest>> server =
        ServerUnderTest::Start(options_.common.server);
    if (!server.ok()) return server.status();
    absl::StatusOr<Calibration> calibration = Calibrate((*server)->target(), options_.common.size);
    if (!calibration.ok()) return calibration.status();
    framed_entry_ = calibration->framed_entry;

    SubscribersOptions subscribe;
    subscribe.target = (*server)->target();
    subscribe.count = options_.subscribers;
    subscribe.threads = options_.common.client_threads;
    subscribe.depth = options_.common.depth;
    subscribe.after_sequence = calibration->last_sequence;
    Subscribers subscribers(subscribe);
    absl::Status status = subscribers.WaitUntilOpened(kPatience);
    if (!status.ok()) return status;

    const std::int64_t start = MonotonicNanos();
    const EffortMeter meter((*server)->pid());
    status = Publish(**server, *calibration, subscribers);
    if (!status.ok()) return status;
    Effort effort = meter.Read();
    effort.seconds = (subscribers.LastArrivalNanos() - start) / 1e9;
    Row row = DeliveryRow(system, subscribers.Read(), effort);
    row.Add("published/s", static_cast<double>(published_) / effort.seconds);
    subscribers.Stop();
    row.AddLatency(subscribers.Latency());
    return row;
  }

  const std::string& framed_entry() const { return framed_entry_; }

 private:
  // Publishes for as long as the options say and waits until everybody has everything.
  absl::Status Publish(const ServerUnderTest& server, const Calibration& calibration,
                       const Subscribers& subscribers) {
    const std::uint64_t base = calibration.last_sequence;
    const std::uint64_t lead =
        std::max<std::uint64_t>(16, options_.lead_bytes / framed_entry_.size());
    const std::uint64_t entries_max = options_.entries > 0 ? options_.entries : UINT64_MAX;
    PublishersOptions publish;
    publish.target = server.target();
    publish.streams = options_.publishers;
    publish.items = calibration.items.get();
    publish.first_id = calibration.next_id;
    publish.window = options_.common.window;
    publish.rate = rate_;
    publish.items_per_message = std::clamp<std::uint64_t>(64 * 1024 / framed_entry_.size(), 1, 64);
    // Looking at every subscriber is not free; once in a fifth of a millisecond is often enough.
    std::int64_t looked_nanos = 0;
    std::uint64_t allowed = 0;
    publish.allowance = [&]() {
      const std::int64_t now = MonotonicNanos();
      if (now - looked_nanos > 200'000) {
        looked_nanos = now;
        allowed = std::min(entries_max, subscribers.SlowestSequence() - base + lead);
      }
      return allowed;
    };
    Publishers publishers(publish);
    absl::Status status = WaitToEnd(publishers, subscribers);
    if (!status.ok()) return status;
    status = publishers.Drain(kPatience);
    if (!status.ok()) return status;
    published_ = publishers.Acknowledged();
    return subscribers.WaitUntilDelivered(base + published_, kPatience);
  }

  absl::Status WaitToEnd(const Publishers& publishers, const Subscribers& subscribers) const {
    const absl::Time end = absl::Now() + options_.duration;
    while (options_.entries > 0 ? publishers.Sent() < options_.entries : absl::Now() < end) {
      absl::Status status = publishers.FirstError();
      status.Update(subscribers.FirstError());
      if (!status.ok()) return status;
      absl::SleepFor(absl::Milliseconds(1));
    }
    return absl::OkStatus();
  }

  const FanoutOptions& options_;
  const double rate_;
  std::string framed_entry_;
  std::uint64_t published_ = 0;
};

}  // namespace

absl::Status RunFanout(const FanoutOptions& options, Report* report) {
  report->AddFact("subscribers",
                  absl::StrFormat("%d, each on its own connection", options.subscribers));
  report->AddFact("publishing",
                  absl::StrFormat("%d streams, %s", options.publishers,
                                  options.common.server.sync ? "synced" : "buffered"));
  std::string framed_entry;
  const auto newswire = [&]() -> absl::Status {
    FanoutRun run(options, options.rate);
    absl::StatusOr<Row> row = run.Run(kNewswire);
    if (!row.ok()) return row.status();
    framed_entry = run.framed_entry();
    report->AddRow(*std::move(row));
    return absl::OkStatus();
  };
  const auto ceiling = [&]() -> absl::Status {
    CeilingRun run;
    run.framed_entry = framed_entry;
    run.folder = options.common.server.data_parent;
    run.subscribers = options.subscribers;
    run.duration = options.duration;
    absl::StatusOr<Row> row = RunCeiling(options.common, run);
    if (!row.ok()) return row.status();
    report->AddRow(*std::move(row));
    return absl::OkStatus();
  };
  const absl::Status status = RunInPairs(options.common.pairs, newswire, ceiling);
  if (!status.ok()) return status;
  if (options.common.pairs > 0) report->Compare(kNewswire, kCeiling, "deliveries/s");
  if (options.rate > 0) return absl::OkStatus();
  // At full speed the latency is that of the queue in front of the slowest subscriber. What a
  // reader sees is the latency at a part of that speed.
  for (const int percent : {20, 50}) {
    const double rate = report->Median(kNewswire, "published/s") * percent / 100;
    absl::StatusOr<Row> paced =
        FanoutRun(options, rate)
            .Run(absl::StrFormat("newswire, %d %%: %.0f/s published", percent, rate));
    if (!paced.ok()) return paced.status();
    report->AddRow(*std::move(paced));
  }
  return absl::OkStatus();
}

}  // namespace newswire::bench
