#ifndef NEWSWIRE_CLIENT_POSITION_STORE_H_
#define NEWSWIRE_CLIENT_POSITION_STORE_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace newswire {

// Where a reader keeps its place in the feed. One thread (the subscriber's).
class PositionStore {
 public:
  virtual ~PositionStore() = default;
  // The saved position; empty when nothing was ever saved. DATA_LOSS when what is there is damaged.
  virtual absl::StatusOr<std::string> Load() = 0;
  // Afterwards the position survives the end of this process.
  virtual absl::Status Save(const std::string& position) = 0;
  // Afterwards the last saved position survives a power loss too. Called once per frame.
  virtual absl::Status Flush() { return absl::OkStatus(); }
};

class MemoryPositionStore : public PositionStore {
 public:
  explicit MemoryPositionStore(std::string position = "") : position_(std::move(position)) {}
  absl::StatusOr<std::string> Load() override { return position_; }
  absl::Status Save(const std::string& position) override {
    position_ = position;
    return absl::OkStatus();
  }
  const std::string& position() const { return position_; }

 private:
  std::string position_;
};

// One line in a file. Every Save writes a new file beside it and renames that over the old one, so
// the file holds the old position or the new one at any moment and never half of either.
class FilePositionStore : public PositionStore {
 public:
  explicit FilePositionStore(std::string path) : path_(std::move(path)) {}
  absl::StatusOr<std::string> Load() override;
  absl::Status Save(const std::string& position) override;
  absl::Status Flush() override;

 private:
  const std::string path_;
  bool unsynced_ = false;
};

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_POSITION_STORE_H_
