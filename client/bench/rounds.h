#ifndef NEWSWIRE_CLIENT_BENCH_ROUNDS_H_
#define NEWSWIRE_CLIENT_BENCH_ROUNDS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/bench/report.h"
#include "client/bench/scenarios.h"
#include "client/bench/subscribers.h"

namespace newswire::bench {

// A step that adds rows to a report.
using Run = std::function<absl::Status()>;

// Runs A B, B A, A B, ... `pairs` times; A alone, once, when `pairs` is 0. Stops at the first
// error.
absl::Status RunInPairs(int pairs, const Run& a, const Run& b);

// What subscribers got between two looks, as a row: deliveries and megabytes a second, entries to a
// message, the effort of both sides.
Row DeliveryRow(const std::string& system, const Delivered& delivered, const Effort& effort);

// One run of the ceiling server with subscribers of ours.
struct CeilingRun {
  std::string framed_entry;
  std::string folder;  // for the file that hands over the entry
  int subscribers = 1;
  std::uint64_t entries = UINT64_MAX;  // to each, or a few more; no limit: `duration` decides
  absl::Duration duration = absl::Seconds(5);
};
absl::StatusOr<Row> RunCeiling(const CommonOptions& options, const CeilingRun& run);

// How long anything may take before a run is called broken.
inline constexpr absl::Duration kPatience = absl::Minutes(2);
inline constexpr char kNewswire[] = "newswire";
inline constexpr char kCeiling[] = "bare gRPC";

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_ROUNDS_H_
