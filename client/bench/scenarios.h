#ifndef NEWSWIRE_CLIENT_BENCH_SCENARIOS_H_
#define NEWSWIRE_CLIENT_BENCH_SCENARIOS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/bench/entry_reader.h"
#include "client/bench/report.h"
#include "client/bench/server_under_test.h"

namespace newswire::bench {

// What every scenario has. Runs of the system and of its reference come in the order A B B A, so
// that a machine that gets slower or quicker meanwhile harms both alike.
struct CommonOptions {
  ServerOptions server;
  std::size_t size = 512;  // bytes of an entry as it is delivered
  int pairs = 2;           // runs of each side; 0 leaves the reference out and runs once
  int client_threads = 1;
  Depth depth = Depth::kWhole;
  std::uint64_t window = 256;            // items of a publishing stream that wait for their answer
  std::size_t frame_bytes = 128 * 1024;  // of a message of the ceiling server
};

// Live delivery: publishers on one side, many subscribers on the other. Reference: the ceiling.
struct FanoutOptions {
  CommonOptions common;
  int subscribers = 100;
  int publishers = 4;
  double rate = 0;            // entries a second; 0: as many as the slowest subscriber takes
  std::uint64_t entries = 0;  // ends after so many when not 0, otherwise after `duration`
  absl::Duration duration = absl::Seconds(5);
  std::size_t lead_bytes = 4 << 20;  // how far publishers may be ahead of the slowest subscriber
};
absl::Status RunFanout(const FanoutOptions& options, Report* report);

// Reading everything after a restart, from disk. Reference: the ceiling.
struct ReplayOptions {
  CommonOptions common;
  std::uint64_t entries = 200'000;
  int readers = 1;
};
absl::Status RunReplay(const ReplayOptions& options, Report* report);

// Durable publishing without readers. Reference: db_bench on the same disk, when it is installed.
struct PublishOptions {
  CommonOptions common;
  bool unary = false;
  int callers = 64;     // unary: calls at once
  int connections = 8;  // unary
  int publishers = 8;   // stream
  absl::Duration duration = absl::Seconds(5);
};
absl::Status RunPublish(const PublishOptions& options, Report* report);

// The first call and the first delivery after a quiet time, beside the cost of one disk sync.
struct IdleOptions {
  CommonOptions common;
  absl::Duration quiet = absl::Seconds(5);
  int rounds = 20;
  int subscribers = 10;
};
absl::Status RunIdle(const IdleOptions& options, Report* report);

// What a subscriber that only listens costs the server.
struct MemoryOptions {
  CommonOptions common;
  int subscribers = 2000;
  absl::Duration settle = absl::Seconds(5);
};
absl::Status RunMemory(const MemoryOptions& options, Report* report);

// Makes items (generator.h) and publishes them, or prints them one a line.
struct GenerateOptions {
  std::uint64_t articles = 1000;
  int recommendations = 3;  // of each article
  std::uint64_t seed = 1;
  std::uint64_t first = 0;  // number of the first article; an interrupted run goes on there
  std::size_t article_bytes = 3072;
  std::string corpus;  // file; empty: random words
  std::string server;  // host:port; empty: standard output
};
absl::Status RunGenerate(const GenerateOptions& options);

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_SCENARIOS_H_
