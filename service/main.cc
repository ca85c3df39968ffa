// newswired: the server. Reads its configuration, serves until a signal, and drains.
#include <grpc/grpc.h>
#include <signal.h>
#include <sys/resource.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "service/core/clock.h"
#include "service/ops/config.h"
#include "service/ops/server.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace {

void SetUpLog(const std::string& level) {
  auto log = spdlog::stderr_logger_mt("newswired");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z level=%l %v");
  log->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(log));
}

// Every subscriber on its own connection costs a descriptor.
void RaiseDescriptorLimit() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void PrintHints(const std::string& address, const std::string& data_dir) {
  std::printf("newswired listening on %s\n", address.c_str());
  std::printf("  data: %s\n", data_dir.c_str());
  std::printf("  newswire --server %s status\n", address.c_str());
  std::printf("  newswire --server %s watch --from earliest\n", address.c_str());
  std::printf("  grpcurl -plaintext %s list\n", address.c_str());
  std::printf(
      "  grpcurl -plaintext -d '{\"start\":{\"earliest\":true}}' %s "
      "newswire.v1.FeedService/ReadEntries\n",
      address.c_str());
  std::fflush(stdout);
}

// A drain that hangs must not keep the process: the data is safe at any moment.
void EndAfter(absl::Duration limit) {
  std::thread([limit] {
    absl::SleepFor(limit);
    spdlog::error("event=drain_timeout limit={}", absl::FormatDuration(limit));
    _exit(1);
  }).detach();
}

}  // namespace

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  int exit_code = 0;
  const auto config = newswire::ReadConfig(argc, argv, &exit_code);
  if (!config) return exit_code;
  SetUpLog(config->log_level);
  RaiseDescriptorLimit();

  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  signal(SIGPIPE, SIG_IGN);

  const newswire::SystemClock wall;
  const newswire::SteadyClock clock(&wall);
  std::atomic<bool> failed{false};
  auto server = newswire::Server::Start(*config, &clock, [&failed](const absl::Status& status) {
    spdlog::critical("event=write_failed status=\"{}\"", status.ToString());
    failed = true;
    kill(getpid(), SIGTERM);
  });
  if (!server.ok()) {
    std::fprintf(stderr, "newswired: %s\n", std::string(server.status().message()).c_str());
    return 1;
  }
  PrintHints((*server)->address(), config->data_dir);
  spdlog::info("event=serving address={} data_dir={} durability={}", (*server)->address(),
               config->data_dir, config->synced ? "synced" : "buffered");
  sd_notify(0, "READY=1");

  int signal_number = 0;
  sigwait(&stop, &signal_number);
  sd_notify(0, "STOPPING=1");
  spdlog::info("event=draining signal={} grace={}", signal_number,
               absl::FormatDuration(config->grace));
  EndAfter(config->grace + absl::Seconds(1));
  (*server)->Drain();
  server->reset();
  spdlog::info("event=stopped");
  return failed ? 1 : 0;
}
