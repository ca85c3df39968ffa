#include "client/bench/measure.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace newswire::bench {
namespace {

double Seconds(const timeval& time) {
  return time.tv_sec + time.tv_usec / 1e6;
}

}  // namespace

std::int64_t MonotonicNanos() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

double OwnCpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

double CpuSecondsOf(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  std::string line;
  if (!std::getline(file, line)) return 0;
  // The name in parentheses may hold spaces; the fields are counted from behind it. utime and stime
  // are fields 14 and 15, and the first one after the name is field 3.
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user_ticks = 0;
  double system_ticks = 0;
  fields >> user_ticks >> system_ticks;
  return (user_ticks + system_ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::int64_t ResidentKib(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/status"));
  std::string word;
  while (file >> word) {
    if (word != "VmRSS:") continue;
    std::int64_t kib = 0;
    file >> kib;
    return kib;
  }
  return 0;
}

absl::StatusOr<double> MeasureSyncMicros(const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/sync-probe");
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return absl::ErrnoToStatus(errno, path);
  const std::string block(4096, 'n');
  absl::StatusOr<double> micros = 0.0;
  if (write(file, block.data(), block.size()) != static_cast<ssize_t>(block.size())) {
    micros = absl::ErrnoToStatus(errno, path);
  } else {
    const std::int64_t start = MonotonicNanos();
    if (fdatasync(file) != 0) {
      micros = absl::ErrnoToStatus(errno, path);
    } else {
      micros = (MonotonicNanos() - start) / 1e3;
    }
  }
  close(file);
  return micros;
}

std::uint64_t RaiseOpenFileLimit() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

void KeepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
}

EffortMeter::EffortMeter(pid_t server)
    : server_(server),
      start_nanos_(MonotonicNanos()),
      client_cpu_(OwnCpuSeconds()),
      server_cpu_(CpuSecondsOf(server)) {}

Effort EffortMeter::Read() const {
  return {SecondsSince(start_nanos_), OwnCpuSeconds() - client_cpu_,
          CpuSecondsOf(server_) - server_cpu_};
}

}  // namespace newswire::bench
