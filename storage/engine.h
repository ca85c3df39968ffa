#ifndef NEWSWIRE_STORAGE_ENGINE_H_
#define NEWSWIRE_STORAGE_ENGINE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/failure_latch.h"
#include "storage/store.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Env;
class Slice;
class Status;
}  // namespace rocksdb

namespace newswire {

// RocksDB, opened the one way (storage/FORMAT.md says why for each option). Only storage/*.cc may
// look inside. Thread-safe after Open.
struct Engine {
  // Opens or makes `{options.path}/rocksdb`. A background failure of RocksDB goes to `latch`.
  // `may_create` false: a missing database is DATA_LOSS, because something else proves that there
  // was one.
  static absl::StatusOr<std::unique_ptr<Engine>> Open(const StoreOptions& options, bool may_create,
                                                      std::shared_ptr<FailureLatch> latch);
  // Makes durable what an earlier process wrote and did not live to sync. RocksDB reads it back and
  // builds on it, but never syncs an old log: without this a power loss after a crash and a restart
  // could take an entry from the middle. Nothing to do is OK.
  static absl::Status SyncWal(const StoreOptions& options);
  ~Engine();

  std::unique_ptr<rocksdb::DB> db;
  // Closed by the destructor, before the database.
  rocksdb::ColumnFamilyHandle* entries = nullptr;
  rocksdb::ColumnFamilyHandle* archive = nullptr;
  rocksdb::ColumnFamilyHandle* items = nullptr;
  rocksdb::ColumnFamilyHandle* revisions = nullptr;
  rocksdb::ColumnFamilyHandle* requests = nullptr;
  rocksdb::ColumnFamilyHandle* held = nullptr;
  rocksdb::ColumnFamilyHandle* withheld = nullptr;
  rocksdb::ColumnFamilyHandle* records = nullptr;
  rocksdb::ColumnFamilyHandle* meta = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
};

rocksdb::Env* EnvOf(const StoreOptions& options);

// The status in our words; `what` is what was being done.
absl::Status FromRocks(const rocksdb::Status& status, std::string_view what);

rocksdb::Slice ToSlice(std::string_view bytes);
std::string_view FromSlice(const rocksdb::Slice& slice);

// Largest WAL before RocksDB flushes what keeps it alive: eight memtables of entries.
constexpr std::uint64_t MaxWalBytes(const StoreOptions& options) {
  return 8 * options.write_buffer_bytes;
}

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_ENGINE_H_
