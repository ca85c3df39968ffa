#ifndef NEWSWIRE_CLIENT_BENCH_MEASURE_H_
#define NEWSWIRE_CLIENT_BENCH_MEASURE_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace newswire::bench {

// CLOCK_MONOTONIC in nanoseconds: the same clock in every process of the machine.
std::int64_t MonotonicNanos();
inline double SecondsSince(std::int64_t start) {
  return (MonotonicNanos() - start) / 1e9;
}

// User and system time, in seconds, that this process has used.
double OwnCpuSeconds();
// The same of another process that still runs, in steps of one clock tick (10 ms); 0 when it is
// gone.
double CpuSecondsOf(pid_t pid);
// Resident memory in KiB; 0 when the process is gone.
std::int64_t ResidentKib(pid_t pid);

// Appends 4 KiB to a file in `folder` and returns how many microseconds fdatasync() took.
absl::StatusOr<double> MeasureSyncMicros(const std::string& folder);

// Lifts the limit of open files to what the system allows and returns it. Children inherit it.
std::uint64_t RaiseOpenFileLimit();

// Keeps large blocks that are freed for the next use. Messages of a feed are larger than what
// malloc keeps by itself; without this every one is mapped, cleared and unmapped by the kernel.
void KeepFreedMemory();

// Time that one phase of a run took, on both sides.
struct Effort {
  double seconds = 0;
  double client_cpu_seconds = 0;
  double server_cpu_seconds = 0;
};

// Measures an Effort from its construction on. `server` is the process on the other side.
class EffortMeter {
 public:
  explicit EffortMeter(pid_t server);
  Effort Read() const;

 private:
  const pid_t server_;
  const std::int64_t start_nanos_;
  const double client_cpu_;
  const double server_cpu_;
};

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_MEASURE_H_
