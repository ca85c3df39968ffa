#include "client/bench/server_under_test.h"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace newswire::bench {
namespace {

constexpr absl::Duration kStartLimit = absl::Seconds(60);
constexpr char kListening[] = "listening on ";

// The last lines of a log, for an error message.
std::string TailOf(const std::string& path) {
  constexpr std::size_t kTailBytes = 2000;
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  return all.size() <= kTailBytes ? all : all.substr(all.size() - kTailBytes);
}

}  // namespace

absl::StatusOr<std::unique_ptr<TemporaryFolder>> TemporaryFolder::Make(const std::string& parent) {
  std::string path = absl::StrCat(parent, "/newswire-bench-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) return absl::ErrnoToStatus(errno, path);
  return std::unique_ptr<TemporaryFolder>(new TemporaryFolder(path));
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // nothing better can be done with a folder that does not go
  std::filesystem::remove_all(path_, ignored);
}

absl::StatusOr<std::unique_ptr<ServerUnderTest>> ServerUnderTest::Start(
    const ServerOptions& options) {
  absl::StatusOr<std::unique_ptr<TemporaryFolder>> folder =
      TemporaryFolder::Make(options.data_parent);
  if (!folder.ok()) return folder.status();
  std::unique_ptr<ServerUnderTest> server(new ServerUnderTest(options, *std::move(folder)));
  const absl::Status launched = server->Launch();
  if (!launched.ok()) return launched;
  return server;
}

absl::Status ServerUnderTest::Restart() {
  const absl::Status stopped = process_->Stop();
  if (!stopped.ok()) return stopped;
  return Launch();
}

absl::Status ServerUnderTest::Launch() {
  std::vector<std::string> arguments = {options_.binary,
                                        "--listen",
                                        "127.0.0.1:0",
                                        "--data-dir",
                                        folder() + "/data",
                                        "--durability",
                                        options_.sync ? "synced" : "buffered"};
  arguments.insert(arguments.end(), options_.extra.begin(), options_.extra.end());
  const std::string log = folder() + "/server.log";
  absl::StatusOr<std::unique_ptr<ChildProcess>> process = ChildProcess::Start(arguments, log);
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  absl::StatusOr<std::string> target = AwaitListening(process_.get());
  if (!target.ok()) {
    return absl::Status(
        target.status().code(),
        absl::StrCat("the server did not start: ", target.status().message(), "\n", TailOf(log)));
  }
  target_ = *std::move(target);
  return absl::OkStatus();
}

absl::StatusOr<std::string> AwaitListening(ChildProcess* process) {
  for (;;) {
    absl::StatusOr<std::string> line = process->ReadLine(kStartLimit);
    if (!line.ok()) return line.status();
    const std::size_t at = line->find(kListening);
    if (at != std::string::npos) return line->substr(at + sizeof(kListening) - 1);
  }
}

std::string OwnBinary() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).string();
}

std::string OwnFolder() {
  return std::filesystem::path(OwnBinary()).parent_path().string();
}

std::string FindServerBinary() {
  for (const char* place : {"/newswired", "/../service/newswired"}) {
    const std::string path = OwnFolder() + place;
    if (access(path.c_str(), X_OK) == 0) return path;
  }
  return "";
}

}  // namespace newswire::bench
