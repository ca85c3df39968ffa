#ifndef NEWSWIRE_STORAGE_FREE_SPACE_H_
#define NEWSWIRE_STORAGE_FREE_SPACE_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "storage/store.h"

namespace newswire {

// Refuses writes before the disk is full, because RocksDB aborts the process when an append to its
// log finds no space. Asks the file system at most every 100 ms. Any thread.
class FreeSpace {
 public:
  explicit FreeSpace(const StoreOptions& options);

  // OK, or RESOURCE_EXHAUSTED with a text that begins with DISK_FULL.
  absl::Status Check() const;

 private:
  const std::string path_;
  const std::optional<std::uint64_t> min_free_bytes_;
  const std::uint64_t max_wal_bytes_;
  // What the last look saw. Two threads that look at the same time write the same answer.
  mutable std::atomic<std::int64_t> next_look_us_{0};
  mutable std::atomic<std::uint64_t> free_bytes_{0};
  mutable std::atomic<std::uint64_t> needed_bytes_{0};
};

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_FREE_SPACE_H_
