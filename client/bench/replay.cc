#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
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

// Publishes until the feed has `entries` of them.
absl::Status Fill(const ServerUnderTest& server, const Calibration& calibration,
                  std::uint64_t entries) {
  const std::uint64_t missing =
      entries > calibration.last_sequence ? entries - calibration.last_sequence : 0;
  PublishersOptions publish;
  publish.target = server.target();
  publish.items = calibration.items.get();
  publish.first_id = calibration.next_id;
  publish.items_per_message = 32;
  publish.allowance = [missing] { return missing; };
  Publishers publishers(publish);
  const absl::Time deadline = absl::Now() + 5 * kPatience;
  while (publishers.Sent() < missing && publishers.FirstError().ok() && absl::Now() < deadline) {
    absl::SleepFor(absl::Milliseconds(1));
  }
  return publishers.Drain(kPatience);
}

absl::StatusOr<Row> ReadAll(const ServerUnderTest& server, const ReplayOptions& options) {
  const std::int64_t start = MonotonicNanos();
  const EffortMeter meter(server.pid());
  SubscribersOptions subscribe;
  subscribe.target = server.target();
  subscribe.count = options.readers;
  subscribe.threads = options.common.client_threads;
  subscribe.depth = options.common.depth;
  Subscribers subscribers(subscribe);
  const absl::Status status = subscribers.WaitUntilDelivered(options.entries, 5 * kPatience);
  if (!status.ok()) return status;
  Effort effort = meter.Read();
  effort.seconds = (subscribers.LastArrivalNanos() - start) / 1e9;
  return DeliveryRow(kNewswire, subscribers.Read(), effort);
}

}  // namespace

absl::Status RunReplay(const ReplayOptions& options, Report* report) {
  absl::StatusOr<std::unique_ptr<ServerUnderTest>> server =
      ServerUnderTest::Start(options.common.server);
  if (!server.ok()) return server.status();
  absl::StatusOr<Calibration> calibration = Calibrate((*server)->target(), options.common.size);
  if (!calibration.ok()) return calibration.status();
  absl::Status status = Fill(**server, *calibration, options.entries);
  if (!status.ok()) return status;
  report->AddFact("readers", absl::StrCat(options.readers, ", from the first entry to the head, ",
                                          options.entries, " entries"));
  report->AddFact("before each run", "the server is restarted, so that its memory is empty");

  const auto newswire = [&]() -> absl::Status {
    absl::Status restarted = (*server)->Restart();
    if (!restarted.ok()) return restarted;
    absl::StatusOr<Row> row = ReadAll(**server, options);
    if (!row.ok()) return row.status();
    report->AddRow(*std::move(row));
    return absl::OkStatus();
  };
  const auto ceiling = [&]() -> absl::Status {
    CeilingRun run;
    run.framed_entry = calibration->framed_entry;
    run.folder = (*server)->folder();
    run.subscribers = options.readers;
    run.entries = options.entries;
    absl::StatusOr<Row> row = RunCeiling(options.common, run);
    if (!row.ok()) return row.status();
    report->AddRow(*std::move(row));
    return absl::OkStatus();
  };
  status = RunInPairs(options.common.pairs, newswire, ceiling);
  if (!status.ok()) return status;
  if (options.common.pairs > 0) report->Compare(kNewswire, kCeiling, "deliveries/s");
  return absl::OkStatus();
}

}  // namespace newswire::bench
