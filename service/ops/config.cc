#include "service/ops/config.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace newswire {
namespace {

// $STATE_DIRECTORY (set by systemd), else the XDG data folder.
std::string DefaultDataDir() {
  if (const char* state = std::getenv("STATE_DIRECTORY")) return state;
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0') {
    return absl::StrCat(data, "/newswire");
  }
  const char* home = std::getenv("HOME");
  return absl::StrCat(home == nullptr ? "." : home, "/.local/share/newswire");
}

// "90s", "12h", "30d"; empty when it is one, else what is wrong.
std::string ReadDuration(const std::string& text, absl::Duration* duration) {
  int days = 0;
  if (!text.empty() && text.back() == 'd' &&
      absl::SimpleAtoi(text.substr(0, text.size() - 1), &days) && days >= 0) {
    *duration = absl::Hours(24) * days;
    return {};
  }
  if (absl::ParseDuration(text, duration) && *duration >= absl::ZeroDuration()) return {};
  return "must be a duration such as 90s, 12h or 30d, is " + text;
}

// A check for durations that must not be too short.
auto AtLeast(absl::Duration least) {
  return [least](const std::string& text) -> std::string {
    absl::Duration duration;
    if (!ReadDuration(text, &duration).empty() || duration >= least) return {};
    return absl::StrCat("must be at least ", absl::FormatDuration(least), ", is ", text);
  };
}

CLI::Option* AddDuration(CLI::App* app, const std::string& name, absl::Duration* duration,
                         const std::string& help) {
  return app
      ->add_option_function<std::string>(
          name,
          [duration, name](const std::string& text) {
            const std::string wrong = ReadDuration(text, duration);
            if (!wrong.empty()) throw CLI::ValidationError(name, wrong);
          },
          help)
      ->default_str(absl::FormatDuration(*duration));
}

void AddOptions(CLI::App* app, Config* config, std::string* durability) {
  app->add_option("--listen", config->listen,
                  "address to serve, HOST:PORT; port 0 takes a free one")
      ->envname("NEWSWIRE_LISTEN")
      ->capture_default_str();
  app->add_flag("--allow-insecure-listen", config->allow_insecure_listen,
                "serve plaintext on an address that other machines can reach")
      ->envname("NEWSWIRE_ALLOW_INSECURE_LISTEN");
  app->add_option("--data-dir", config->data_dir, "folder of the database")
      ->envname("NEWSWIRE_DATA_DIR")
      ->capture_default_str();
  app->add_option("--durability", *durability,
                  "synced: on disk before a write is answered; buffered: a power loss may lose the "
                  "last seconds (for measurements)")
      ->envname("NEWSWIRE_DURABILITY")
      ->check(CLI::IsMember({"synced", "buffered"}))
      ->capture_default_str();
  AddDuration(app, "--retention-age", &config->retention.age,
              "entries older than this may go; 0 keeps them for ever")
      ->envname("NEWSWIRE_RETENTION_AGE");
  app->add_option(
         "--retention-bytes", config->retention.bytes,
         "when kept entries pass this size (10GiB) the oldest may go; 0 keeps them for ever")
      ->transform(CLI::AsSizeValue(false))
      ->envname("NEWSWIRE_RETENTION_BYTES");
  app->add_option(
         "--min-free-bytes", config->min_free_bytes,
         "writes are refused while fewer bytes of the disk are free; less than 256MiB may be "
         "too few to store what is in memory, and the server then ends; by default the larger "
         "of 5 % of it (2GiB at most) and 1.25GiB")
      ->transform(CLI::AsSizeValue(false))
      ->envname("NEWSWIRE_MIN_FREE_BYTES");
  app->add_option("--ring-bytes", config->ring_bytes, "memory for the newest entries")
      ->transform(CLI::AsSizeValue(false))
      ->envname("NEWSWIRE_RING_BYTES")
      ->capture_default_str();
  app->add_option("--io-threads", config->io_threads, "threads that serve connections")
      ->check(CLI::Range(1, 64))
      ->envname("NEWSWIRE_IO_THREADS")
      ->capture_default_str();
  app->add_option("--read-threads", config->read_threads, "threads that read the disk")
      ->check(CLI::Range(1, 64))
      ->envname("NEWSWIRE_READ_THREADS")
      ->capture_default_str();
  AddDuration(app, "--grace", &config->grace, "time to end streams and calls on SIGTERM")
      ->envname("NEWSWIRE_GRACE");
  AddDuration(app, "--stall-limit", &config->stall_limit,
              "a subscriber that takes nothing for so long is cut off")
      ->check(AtLeast(absl::Seconds(1)))
      ->envname("NEWSWIRE_STALL_LIMIT");
  AddDuration(app, "--maintenance-interval", &config->maintenance_interval,
              "how often retention looks at the log")
      ->check(AtLeast(absl::Milliseconds(1)))
      ->envname("NEWSWIRE_MAINTENANCE_INTERVAL");
  app->add_option("--log-level", config->log_level, "debug, info, warn or error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->envname("NEWSWIRE_LOG_LEVEL")
      ->capture_default_str();
}

}  // namespace

std::optional<Config> ReadConfig(int argc, char** argv, int* exit_code) {
  Config config;
  config.data_dir = DefaultDataDir();
  // One thread owns all connections until there are cores to share them out on.
  config.io_threads = std::max(1u, std::thread::hardware_concurrency() / 2);
  std::string durability = "synced";
  CLI::App app(
      "newswired: a durable news wire. Stores articles and recommendations and streams them "
      "to subscribers.");
  app.set_version_flag("--version", "newswired " NEWSWIRE_VERSION);
  AddOptions(&app, &config, &durability);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    *exit_code = code == 0 ? 0 : 2;
    return std::nullopt;
  }
  config.synced = durability == "synced";
  return config;
}

}  // namespace newswire
