#include <memory>

#include "absl/time/clock.h"
#include "client/bench/calibration.h"
#include "client/bench/measure.h"
#include "client/bench/rounds.h"
#include "client/bench/scenarios.h"
#include "client/bench/server_under_test.h"
#include "client/bench/subscribers.h"

namespace newswire::bench {

absl::Status RunMemory(const MemoryOptions& options, Report* report) {
  absl::StatusOr<std::unique_ptr<ServerUnderTest>> server =
      ServerUnderTest::Start(options.common.server);
  if (!server.ok()) return server.status();
  // The first articles and the first reader bring memory that is not the subscribers'.
  absl::StatusOr<Calibration> calibration = Calibrate((*server)->target(), options.common.size);
  if (!calibration.ok()) return calibration.status();
  SubscribersOptions subscribe;
  subscribe.target = (*server)->target();
  subscribe.after_sequence = calibration->last_sequence;
  Subscribers first(subscribe);
  absl::Status status = first.WaitUntilOpened(kPatience);
  if (!status.ok()) return status;
  absl::SleepFor(options.settle);
  const std::int64_t before_kib = ResidentKib((*server)->pid());

  subscribe.count = options.subscribers;
  Subscribers subscribers(subscribe);
  status = subscribers.WaitUntilOpened(kPatience);
  if (!status.ok()) return status;
  status = subscribers.WaitFor(options.settle);
  if (!status.ok()) return status;
  const std::int64_t after_kib = ResidentKib((*server)->pid());
  report->AddFact("subscribers", "each on its own connection, idle");
  report->AddRow(Row(kNewswire)
                     .Add("subscribers", options.subscribers)
                     .Add("RSS before KiB", static_cast<double>(before_kib))
                     .Add("RSS after KiB", static_cast<double>(after_kib))
                     .Add("KiB/subscriber",
                          static_cast<double>(after_kib - before_kib) / options.subscribers));
  return absl::OkStatus();
}

}  // namespace newswire::bench
