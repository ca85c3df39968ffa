#ifndef NEWSWIRE_CLIENT_BENCH_CHILD_PROCESS_H_
#define NEWSWIRE_CLIENT_BENCH_CHILD_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace newswire::bench {

// A program that runs beside us and ends with us: it gets SIGTERM when this object goes, and
// SIGKILL when we die first or when it does not obey within 20 s. Not thread-safe.
class ChildProcess {
 public:
  // Starts `arguments[0]`. What it writes to standard output goes to ReadLine(), standard error to
  // the file `log_path` (to ours when it is empty).
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(
      const std::vector<std::string>& arguments, const std::string& log_path);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  // The next line without its end. DEADLINE_EXCEEDED after `limit`, OUT_OF_RANGE when the program
  // closed its output.
  absl::StatusOr<std::string> ReadLine(absl::Duration limit);
  // Asks the program to end, waits for it and returns OK when its exit code was 0.
  absl::Status Stop();
  // Waits until the program ends by itself; OK when its exit code was 0.
  absl::Status Wait();

 private:
  ChildProcess(pid_t pid, int output) : pid_(pid), output_(output) {}

  pid_t pid_;   // -1 once it was waited for
  int output_;  // the end of the pipe that we read
  std::string unread_;
};

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_CHILD_PROCESS_H_
