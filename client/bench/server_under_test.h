#ifndef NEWSWIRE_CLIENT_BENCH_SERVER_UNDER_TEST_H_
#define NEWSWIRE_CLIENT_BENCH_SERVER_UNDER_TEST_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/bench/child_process.h"

namespace newswire::bench {

// A folder of its own that goes with this object, with everything in it.
class TemporaryFolder {
 public:
  // Below `parent`, which decides on which disk it lies.
  static absl::StatusOr<std::unique_ptr<TemporaryFolder>> Make(const std::string& parent);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}

  const std::string path_;
};

// How the server is started.
struct ServerOptions {
  std::string binary;              // path of newswired
  std::string data_parent;         // folder
  bool sync = true;                // false: acknowledged before the disk has it
  std::vector<std::string> extra;  // more arguments
};

// A newswired that runs on a free port of 127.0.0.1 with empty data. Not thread-safe.
class ServerUnderTest {
 public:
  static absl::StatusOr<std::unique_ptr<ServerUnderTest>> Start(const ServerOptions& options);

  // Stops the process in an orderly way and starts another one on the same data and another port.
  absl::Status Restart();

  const std::string& target() const { return target_; }  // "host:port"
  pid_t pid() const { return process_->pid(); }
  const std::string& folder() const { return folder_->path(); }

 private:
  ServerUnderTest(const ServerOptions& options, std::unique_ptr<TemporaryFolder> folder)
      : options_(options), folder_(std::move(folder)) {}
  absl::Status Launch();

  const ServerOptions options_;
  const std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<ChildProcess> process_;
  std::string target_;
};

// Reads lines until one says "... listening on HOST:PORT" and returns "HOST:PORT".
absl::StatusOr<std::string> AwaitListening(ChildProcess* process);

// The folder that our own executable is in.
std::string OwnFolder();
// Path of our own executable.
std::string OwnBinary();
// The newswired beside our own executable or in the build tree that it is part of; empty when there
// is none.
std::string FindServerBinary();

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_SERVER_UNDER_TEST_H_
