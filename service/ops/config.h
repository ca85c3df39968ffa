#ifndef NEWSWIRE_SERVICE_OPS_CONFIG_H_
#define NEWSWIRE_SERVICE_OPS_CONFIG_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "service/fanout/feed_stream.h"
#include "storage/store.h"

namespace newswire {

// How a server is run. Precedence: flag, environment (NEWSWIRE_...), default.
struct Config {
  std::string listen = "127.0.0.1:7447";  // HOST:PORT; port 0 takes a free one
  bool allow_insecure_listen = false;     // plaintext on an address others can reach
  std::string data_dir;
  bool synced = true;
  RetentionPolicy retention;
  std::size_t ring_bytes = 128 << 20;
  std::size_t replay_cache_bytes = 64 << 20;
  std::size_t block_cache_bytes = 256 << 20;
  std::size_t io_threads = 1;
  std::size_t read_threads = 2;
  absl::Duration grace = absl::Seconds(10);
  absl::Duration stall_limit = FeedStream::kStallLimit;
  std::optional<std::uint64_t> min_free_bytes;  // unset: StoreOptions says how many
  absl::Duration maintenance_interval = absl::Seconds(60);
  std::string log_level = "info";
};

// Reads the command line and the environment. nullopt when the program should end with `*exit_code`
// (help and version were printed, or what is wrong).
std::optional<Config> ReadConfig(int argc, char** argv, int* exit_code);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_OPS_CONFIG_H_
