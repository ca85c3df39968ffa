#include "storage/free_space.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "storage/engine.h"

namespace newswire {
namespace {

constexpr std::int64_t kLookEveryUs = 100'000;
constexpr std::uint64_t kShareCapBytes = std::uint64_t{2} << 30;
constexpr std::uint64_t kSlackBytes = 256 << 20;

// A clock that nobody can set back.
std::int64_t NowUs() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

FreeSpace::FreeSpace(const StoreOptions& options)
    : path_(options.path),
      min_free_bytes_(options.min_free_bytes),
      max_wal_bytes_(MaxWalBytes(options)) {}

absl::Status FreeSpace::Check() const {
  const std::int64_t now = NowUs();
  if (now >= next_look_us_.load(std::memory_order_acquire)) {
    struct statvfs disk;
    if (statvfs(path_.c_str(), &disk) != 0) {
      return absl::InternalError(absl::StrCat("the free space of ", path_,
                                              " is not known: check the disk (",
                                              std::strerror(errno), ")"));
    }
    const std::uint64_t total = std::uint64_t{disk.f_blocks} * disk.f_frsize;
    const std::uint64_t needed = min_free_bytes_.value_or(
        std::max(std::min(total / 20, kShareCapBytes), 2 * max_wal_bytes_ + kSlackBytes));
    free_bytes_.store(std::uint64_t{disk.f_bavail} * disk.f_frsize, std::memory_order_relaxed);
    needed_bytes_.store(needed, std::memory_order_relaxed);
    next_look_us_.store(now + kLookEveryUs, std::memory_order_release);
  }
  const std::uint64_t free = free_bytes_.load(std::memory_order_relaxed);
  const std::uint64_t needed = needed_bytes_.load(std::memory_order_relaxed);
  if (free >= needed) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("DISK_FULL: ", free, " bytes are free on the disk of ", path_, " and ", needed,
                   " are kept in reserve: free space or move the folder to a larger disk"));
}

}  // namespace newswire
