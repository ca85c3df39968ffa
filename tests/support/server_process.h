#ifndef NEWSWIRE_TESTS_SUPPORT_SERVER_PROCESS_H_
#define NEWSWIRE_TESTS_SUPPORT_SERVER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace newswire::testing {

// A real newswired with a data folder of its own, which goes when the test goes. Not thread-safe.
class ServerProcess {
 public:
  explicit ServerProcess(std::vector<std::string> flags = {});
  // Kills it and removes the folder.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // For the next Start: other flags, and the most file descriptors it may have.
  void SetFlags(std::vector<std::string> flags) { flags_ = std::move(flags); }
  void LimitDescriptors(std::uint64_t limit) { descriptors_max_ = limit; }

  // Starts it; again after Kill or Stop, on the same port and folder. False when it did not come
  // up.
  bool Start();
  // From the next Start on it logs everything and what it writes to stderr is kept.
  void CaptureLog() { log_captured_ = true; }
  // What was kept, of all processes so far.
  std::string log() const;
  // SIGKILL, and waits for the end.
  void Kill();
  // SIGTERM; the exit code, or -1 when it ended by a signal.
  int Stop();
  // SIGTERM, without waiting.
  void Terminate();
  // The exit code as in Stop; nullopt when it still runs after `patience`.
  std::optional<int> AwaitExit(absl::Duration patience);

  const std::string& address() const { return address_; }
  const std::string& folder() const { return folder_; }

  // What the kernel says about it: memory in use now and at most so far, in bytes, and open
  // descriptors.
  std::uint64_t memory_bytes() const { return StatusBytes("VmRSS:"); }
  std::uint64_t memory_bytes_max() const { return StatusBytes("VmHWM:"); }
  int descriptors() const;

 private:
  std::uint64_t StatusBytes(const std::string& field) const;

  std::vector<std::string> flags_;
  const std::string folder_;
  std::optional<std::uint64_t> descriptors_max_;
  bool log_captured_ = false;
  std::string address_ = "127.0.0.1:0";
  pid_t pid_ = -1;
};

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_SERVER_PROCESS_H_
