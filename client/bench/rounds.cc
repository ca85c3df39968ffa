#include "client/bench/rounds.h"

#include <memory>

#include "client/bench/ceiling_server.h"
#include "client/bench/measure.h"

namespace newswire::bench {

absl::Status RunInPairs(int pairs, const Run& a, const Run& b) {
  if (pairs == 0) return a();
  for (int pair = 0; pair < pairs; ++pair) {
    const bool straight = pair % 2 == 0;
    absl::Status status = straight ? a() : b();
    if (!status.ok()) return status;
    status = straight ? b() : a();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

Row DeliveryRow(const std::string& system, const Delivered& delivered, const Effort& effort) {
  Row row(system);
  const auto entries = static_cast<double>(delivered.entries);
  const auto bytes = static_cast<double>(delivered.bytes);
  const auto messages = static_cast<double>(delivered.messages);
  row.Add("deliveries/s", entries / effort.seconds)
      .Add("MB/s", bytes / effort.seconds / 1e6)
      .Add("bytes/entry", entries > 0 ? bytes / entries : 0)
      .Add("entries/message", messages > 0 ? entries / messages : 0)
      .Add("seconds", effort.seconds)
      .AddEffort(effort, entries);
  return row;
}

absl::StatusOr<Row> RunCeiling(const CommonOptions& options, const CeilingRun& run) {
  CeilingOptions ceiling;
  ceiling.framed_entry = run.framed_entry;
  ceiling.frame_bytes = options.frame_bytes;
  ceiling.wait_for = run.subscribers;
  ceiling.entries = run.entries;
  auto process = StartCeilingServer(ceiling, run.folder);
  if (!process.ok()) return process.status();
  absl::StatusOr<std::string> target = AwaitListening(process->get());
  if (!target.ok()) return target.status();

  const std::int64_t start = MonotonicNanos();
  const EffortMeter whole((*process)->pid());
  SubscribersOptions subscribe;
  subscribe.target = *target;
  subscribe.count = run.subscribers;
  subscribe.threads = options.client_threads;
  subscribe.depth = options.depth;
  Subscribers subscribers(subscribe);
  if (run.entries != UINT64_MAX) {
    const absl::Status status = subscribers.WaitUntilDelivered(run.entries, kPatience);
    if (!status.ok()) return status;
    Effort effort = whole.Read();
    effort.seconds = (subscribers.LastArrivalNanos() - start) / 1e9;
    return DeliveryRow(kCeiling, subscribers.Read(), effort);
  }
  absl::Status status = subscribers.WaitUntilOpened(kPatience);
  if (!status.ok()) return status;
  const Delivered before = subscribers.Read();
  const EffortMeter meter((*process)->pid());
  status = subscribers.WaitFor(run.duration);
  if (!status.ok()) return status;
  const Delivered after = subscribers.Read();
  return DeliveryRow(kCeiling,
                     {after.entries - before.entries, after.bytes - before.bytes,
                      after.messages - before.messages},
                     meter.Read());
}

}  // namespace newswire::bench
