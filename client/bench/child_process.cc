#include "client/bench/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace newswire::bench {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);

// Runs in the child between fork() and exec(): only calls that are safe there.
[[noreturn]] void Become(char* const* arguments, int output, const char* log_path) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(output, STDOUT_FILENO);
  if (log_path != nullptr) {
    const int log = open(log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (log >= 0) dup2(log, STDERR_FILENO);
  }
  execv(arguments[0], arguments);
  _exit(127);
}

absl::Status ExitStatus(int status) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  if (WIFEXITED(status)) {
    return absl::InternalError(absl::StrCat("the program ended with code ", WEXITSTATUS(status)));
  }
  return absl::InternalError(absl::StrCat("the program ended by signal ", WTERMSIG(status)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(
    const std::vector<std::string>& arguments, const std::string& log_path) {
  if (access(arguments[0].c_str(), X_OK) != 0) return absl::ErrnoToStatus(errno, arguments[0]);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "pipe");
  std::vector<char*> pointers;
  for (const std::string& argument : arguments) {
    pointers.push_back(const_cast<char*>(argument.c_str()));
  }
  pointers.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) Become(pointers.data(), ends[1], log_path.empty() ? nullptr : log_path.c_str());
  close(ends[1]);
  if (pid < 0) {
    close(ends[0]);
    return absl::ErrnoToStatus(errno, "fork");
  }
  return std::unique_ptr<ChildProcess>(new ChildProcess(pid, ends[0]));
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) Stop().IgnoreError();
  close(output_);
}

absl::StatusOr<std::string> ChildProcess::ReadLine(absl::Duration limit) {
  const absl::Time deadline = absl::Now() + limit;
  for (;;) {
    const std::size_t end = unread_.find('\n');
    if (end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    pollfd waiting{output_, POLLIN, 0};
    const int millis = static_cast<int>(absl::ToInt64Milliseconds(deadline - absl::Now()));
    if (millis <= 0 || poll(&waiting, 1, millis) == 0) {
      return absl::DeadlineExceededError("the program printed nothing");
    }
    char buffer[4096];
    const ssize_t got = read(output_, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return absl::OutOfRangeError("the program closed its output");
    unread_.append(buffer, static_cast<std::size_t>(got));
  }
}

absl::Status ChildProcess::Stop() {
  if (pid_ <= 0) return absl::OkStatus();
  kill(pid_, SIGTERM);
  const absl::Time deadline = absl::Now() + kPatience;
  int status = 0;
  while (waitpid(pid_, &status, WNOHANG) == 0) {
    if (absl::Now() > deadline) {
      kill(pid_, SIGKILL);
      waitpid(pid_, &status, 0);
      break;
    }
    absl::SleepFor(absl::Milliseconds(5));
  }
  pid_ = -1;
  return ExitStatus(status);
}

absl::Status ChildProcess::Wait() {
  if (pid_ <= 0) return absl::OkStatus();
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return ExitStatus(status);
}

}  // namespace newswire::bench
