#include "tests/support/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace newswire::testing {
namespace {

std::string NewFolder() {
  std::string pattern = std::filesystem::temp_directory_path() / "newswire_test.XXXXXX";
  return mkdtemp(pattern.data()) == nullptr ? std::string() : pattern;
}

// What the program prints up to the line that tells its address; empty when it ended before.
std::string ReadAddress(int output) {
  constexpr char kMark[] = "newswired listening on ";
  std::string text;
  char c = 0;
  while (read(output, &c, 1) == 1) {
    if (c != '\n') {
      text.push_back(c);
      continue;
    }
    if (text.rfind(kMark, 0) == 0) return text.substr(sizeof(kMark) - 1);
    text.clear();
  }
  return {};
}

// Beside the data folder, whose files tests look into.
std::string LogFile(const std::string& folder) {
  return folder + ".log";
}

int ExitCode(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

ServerProcess::ServerProcess(std::vector<std::string> flags)
    : flags_(std::move(flags)), folder_(NewFolder()) {}

ServerProcess::~ServerProcess() {
  Kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
  std::filesystem::remove(LogFile(folder_), ignored);
}

bool ServerProcess::Start() {
  std::vector<std::string> arguments = {NEWSWIRED_PATH,
                                        "--listen",
                                        address_,
                                        "--data-dir",
                                        folder_,
                                        "--log-level",
                                        log_captured_ ? "debug" : "error"};
  arguments.insert(arguments.end(), flags_.begin(), flags_.end());
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const std::string log_file = LogFile(folder_);
  int output[2];
  if (pipe2(output, O_CLOEXEC) != 0) return false;
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (descriptors_max_) {
      const rlimit limit = {*descriptors_max_, *descriptors_max_};
      setrlimit(RLIMIT_NOFILE, &limit);
    }
    dup2(output[1], STDOUT_FILENO);
    if (log_captured_) {
      dup2(open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600), STDERR_FILENO);
    }
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(output[1]);
  const std::string address = ReadAddress(output[0]);
  close(output[0]);
  if (!address.empty()) address_ = address;
  return !address.empty();
}

void ServerProcess::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

int ServerProcess::Stop() {
  if (pid_ <= 0) return -1;
  int status = 0;
  Terminate();
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return ExitCode(status);
}

void ServerProcess::Terminate() {
  if (pid_ > 0) kill(pid_, SIGTERM);
}

std::optional<int> ServerProcess::AwaitExit(absl::Duration patience) {
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  pollfd ended = {handle, POLLIN, 0};
  const int events = poll(&ended, 1, static_cast<int>(absl::ToInt64Milliseconds(patience)));
  close(handle);
  if (events != 1) return std::nullopt;
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return ExitCode(status);
}

std::string ServerProcess::log() const {
  std::ifstream file(LogFile(folder_), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int ServerProcess::descriptors() const {
  const std::string folder = "/proc/" + std::to_string(pid_) + "/fd";
  std::error_code ignored;
  const std::filesystem::directory_iterator all(folder, ignored);
  return static_cast<int>(std::distance(begin(all), end(all)));
}

std::uint64_t ServerProcess::StatusBytes(const std::string& field) const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  std::string word;
  std::uint64_t kilobytes = 0;
  while (status >> word && word != field) {
  }
  status >> kilobytes;
  return kilobytes * 1024;
}

}  // namespace newswire::testing
