#include "storage/index_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "storage/engine.h"
#include "storage/keys.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

rocksdb::Options OptionsOf(const StoreOptions& options) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(options.cache_bytes, 4, false, 0.5);
  table.block_size = 16 << 10;
  table.checksum = rocksdb::ChecksumType::kXXH3;
  table.format_version = 5;
  table.cache_index_and_filter_blocks = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  rocksdb::Options db;
  db.env = EnvOf(options);
  db.create_if_missing = true;
  db.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  db.compression = rocksdb::kLZ4Compression;
  db.write_buffer_size = options.write_buffer_bytes;
  db.max_background_jobs = 1;
  db.bytes_per_sync = 1 << 20;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.keep_log_file_num = 4;
  db.max_open_files = -1;
  return db;
}

class RocksIndexStore final : public IndexStore {
 public:
  explicit RocksIndexStore(std::unique_ptr<rocksdb::DB> db) : db_(std::move(db)) {}

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    std::string value;
    const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), ToSlice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    NEWSWIRE_RETURN_IF_ERROR(FromRocks(status, "reading the index"));
    return value;
  }

  absl::Status Scan(std::string_view begin, std::string_view end,
                    const RowVisitor& visitor) const override {
    const rocksdb::Slice upper_bound = ToSlice(end);
    rocksdb::ReadOptions read;
    read.iterate_upper_bound = &upper_bound;
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(read));
    for (it->Seek(ToSlice(begin)); it->Valid(); it->Next()) {
      if (!visitor(FromSlice(it->key()), FromSlice(it->value()))) break;
    }
    return FromRocks(it->status(), "reading the index");
  }

  absl::Status Replace(std::string_view prefix, const Rows& rows) override {
    const std::string end = keys::PrefixEnd(prefix);
    rocksdb::WriteBatch batch;
    // A flush that failed, of a full disk, stops the database until it is told to go on.
    rocksdb::Status status = db_->Resume();
    if (status.ok()) {
      status = batch.DeleteRange(db_->DefaultColumnFamily(), ToSlice(prefix), ToSlice(end));
    }
    for (const auto& [key, value] : rows) {
      if (status.ok()) status = batch.Put(key, value);
    }
    rocksdb::WriteOptions write;
    write.disableWAL = true;
    if (status.ok()) status = db_->Write(write, &batch);
    if (status.ok()) status = db_->Flush(rocksdb::FlushOptions());
    return FromRocks(status, "writing the index");
  }

  absl::Status Compact(std::string_view prefix) override {
    const std::string end = keys::PrefixEnd(prefix);
    const rocksdb::Slice first = ToSlice(prefix);
    const rocksdb::Slice last = ToSlice(end);
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
    return FromRocks(db_->CompactRange(options, &first, &last), "compacting the index");
  }

 private:
  const std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<IndexStore>> IndexStore::Open(const StoreOptions& options) {
  const std::string folder = options.path + "/index";
  const rocksdb::Options db_options = OptionsOf(options);
  rocksdb::DB* db = nullptr;
  rocksdb::Status status = rocksdb::DB::Open(db_options, folder, &db);
  if (status.IsCorruption()) {
    status = rocksdb::DestroyDB(folder, db_options);
    if (status.ok()) status = rocksdb::DB::Open(db_options, folder, &db);
  }
  NEWSWIRE_RETURN_IF_ERROR(FromRocks(status, "opening " + folder));
  return std::make_unique<RocksIndexStore>(std::unique_ptr<rocksdb::DB>(db));
}

}  // namespace newswire
