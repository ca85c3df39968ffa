#ifndef NEWSWIRE_SERVICE_OPS_SERVER_H_
#define NEWSWIRE_SERVICE_OPS_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/core/clock.h"
#include "service/ops/config.h"

namespace newswire {

// A whole server: built in order, taken down in reverse. service/DESIGN.md tells the story.
class Server {
 public:
  // Opens the data folder, recovers, and serves. `clock` is borrowed and outlives the server.
  // `on_failure` is called once, on another thread, when the server can no longer write; the caller
  // then drains it and ends the process.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const Config& config, const Clock* clock,
      std::function<void(const absl::Status&)> on_failure);

  // Drains when that has not been done.
  virtual ~Server() = default;

  // HOST:PORT it serves.
  virtual const std::string& address() const = 0;
  // Ends in an orderly way: health says so, writes that were accepted are answered, every stream
  // gets its final status and position, then connections close. Returns within about Config::grace.
  virtual void Drain() = 0;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_OPS_SERVER_H_
