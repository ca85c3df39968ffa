#ifndef NEWSWIRE_STORAGE_HEAD_MARK_H_
#define NEWSWIRE_STORAGE_HEAD_MARK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "storage/position.h"
#include "storage/wake_up.h"

namespace rocksdb {
class Env;
class RandomRWFile;
}  // namespace rocksdb

namespace newswire {

// A small file beside the log that says how far the log once was. RocksDB cannot tell a log whose
// end was cut off or deleted from a log that ended there; the mark can. storage/FORMAT.md has the
// bytes.
//
// It may lag behind the log but never claims more than what is durable: only Advance durable
// positions. Threads: Advance from any; the file is written by a thread of its own.
class HeadMark {
 public:
  // What the file says. nullopt when there is no file. DATA_LOSS when it is damaged.
  static absl::StatusOr<std::optional<Position>> Read(rocksdb::Env* env, const std::string& file);

  // Makes the file when it is not there, writes `mark`, and starts the thread. `on_failure` is
  // called once from that thread when the disk refuses. `env` is borrowed.
  static absl::StatusOr<std::unique_ptr<HeadMark>> Open(
      rocksdb::Env* env, const std::string& file, const Position& mark,
      std::function<void(const absl::Status&)> on_failure);

  // Writes the last mark and ends the thread.
  ~HeadMark();
  HeadMark(const HeadMark&) = delete;
  HeadMark& operator=(const HeadMark&) = delete;

  // This position is durable. Returns at once; on disk within about 100 ms.
  void Advance(const Position& mark);

 private:
  HeadMark(std::unique_ptr<rocksdb::RandomRWFile> file,
           std::function<void(const absl::Status&)> on_failure);
  void Run();
  absl::Status Write(const Position& mark);

  // Used by the constructor's caller, then by the thread only.
  const std::unique_ptr<rocksdb::RandomRWFile> file_;
  const std::function<void(const absl::Status&)> on_failure_;
  std::uint64_t writes_ = 0;

  WakeUp pace_;
  absl::Mutex mu_;
  Position pending_ ABSL_GUARDED_BY(mu_);
  bool changed_ ABSL_GUARDED_BY(mu_) = false;
  bool stop_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_HEAD_MARK_H_
