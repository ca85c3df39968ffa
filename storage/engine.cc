#include "storage/engine.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/status_macros.h"
#include "storage/strings.h"

namespace newswire {
namespace {

using Handle = rocksdb::ColumnFamilyHandle*;

struct Family {
  const char* name;
  Handle Engine::*handle;
};
constexpr std::array<Family, 9> kFamilies = {{{"entries", &Engine::entries},
                                              {"archive", &Engine::archive},
                                              {"items", &Engine::items},
                                              {"revisions", &Engine::revisions},
                                              {"requests", &Engine::requests},
                                              {"held", &Engine::held},
                                              {"withheld", &Engine::withheld},
                                              {"records", &Engine::records},
                                              {"meta", &Engine::meta}}};

class BackgroundFailure : public rocksdb::EventListener {
 public:
  explicit BackgroundFailure(std::shared_ptr<FailureLatch> latch) : latch_(std::move(latch)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    latch_->Set(FromRocks(*status, "background write"));
  }

 private:
  const std::shared_ptr<FailureLatch> latch_;
};

rocksdb::DBOptions DatabaseOptions(const StoreOptions& options,
                                   std::shared_ptr<FailureLatch> latch) {
  rocksdb::DBOptions db;
  db.env = EnvOf(options);
  db.create_missing_column_families = true;
  // Refuses to open after a flipped bit; the default mode silently drops everything behind it.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // A start on a full disk must not need space.
  db.avoid_flush_during_recovery = true;
  db.track_and_verify_wals_in_manifest = true;
  db.max_total_wal_size = MaxWalBytes(options);
  // One writer that groups by itself: no second queue, no spinning for company.
  db.allow_concurrent_memtable_write = false;
  db.enable_write_thread_adaptive_yield = false;
  db.max_background_jobs = 2;
  db.bytes_per_sync = 1 << 20;
  db.skip_stats_update_on_db_open = true;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.keep_log_file_num = 4;
  db.max_open_files = -1;
  db.listeners.push_back(std::make_shared<BackgroundFailure>(std::move(latch)));
  return db;
}

rocksdb::ColumnFamilyOptions Tables(const std::shared_ptr<rocksdb::Cache>& cache,
                                    std::size_t block_bytes, bool bloom) {
  rocksdb::BlockBasedTableOptions table;
  // Long scans read ahead by themselves, short ones do not; measured twice as fast for replay as a
  // fixed ReadOptions::readahead_size of 2 MiB, which copies every block once more.
  table.initial_auto_readahead_size = 256 << 10;
  table.block_cache = cache;
  table.block_size = block_bytes;
  table.checksum = rocksdb::ChecksumType::kXXH3;
  table.format_version = 5;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.max_auto_readahead_size = 2 << 20;
  if (bloom) table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.compression = rocksdb::kNoCompression;
  return family;
}

// Written once in order, read in long runs and one by one: with blocks of 64 KiB a single read took
// six times as long, and runs are read ahead anyway. Without compression every level has the same
// bytes, so files move down without being rewritten.
rocksdb::ColumnFamilyOptions LogFamily(const StoreOptions& options,
                                       const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family = Tables(cache, 16 << 10, false);
  family.write_buffer_size = options.write_buffer_bytes;
  family.max_write_buffer_number = 3;
  family.target_file_size_base = 2 * options.write_buffer_bytes;
  family.max_bytes_for_level_base = 16 * options.write_buffer_bytes;
  return family;
}

// Looked up by key, very often in vain: every new item and request is asked for first.
rocksdb::ColumnFamilyOptions LookupFamily(const StoreOptions& options,
                                          const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family = Tables(cache, 8 << 10, true);
  family.write_buffer_size = options.write_buffer_bytes / 2;
  family.max_write_buffer_number = 3;
  family.memtable_prefix_bloom_size_ratio = 0.05;
  family.memtable_whole_key_filtering = true;
  family.compression = rocksdb::kLZ4Compression;
  return family;
}

rocksdb::ColumnFamilyOptions OptionsOf(std::string_view name, const StoreOptions& options,
                                       const std::shared_ptr<rocksdb::Cache>& cache) {
  if (name == "entries" || name == "archive") return LogFamily(options, cache);
  if (name == "items" || name == "revisions" || name == "requests") {
    return LookupFamily(options, cache);
  }
  rocksdb::ColumnFamilyOptions family = Tables(cache, 4 << 10, false);
  family.write_buffer_size = std::min<std::size_t>(options.write_buffer_bytes, 8 << 20);
  return family;
}

absl::Status OpenError(const rocksdb::Status& status, const std::string& folder) {
  const std::string text = status.ToString();
  if (status.IsIOError() && absl::StrContains(text, "LOCK")) {
    return absl::FailedPreconditionError(
        absl::StrCat("folder ", folder,
                     " is in use by another process: stop that process, or give this one "
                     "another folder (",
                     text, ")"));
  }
  if (status.IsCorruption() || status.IsInvalidArgument()) {
    return absl::DataLossError(
        absl::StrCat("the data in ", folder,
                     " is damaged and is not opened: copy the folder for analysis, "
                     "then restore the newest backup or rebuild this node (",
                     text, ")"));
  }
  return absl::UnavailableError(
      absl::StrCat("folder ", folder,
                   " cannot be opened: check that it exists on a working disk and that "
                   "this user may write to it (",
                   text, ")"));
}

// Families that are on disk and not ours come with a newer format.
absl::Status CheckFamilies(const std::vector<std::string>& on_disk, const std::string& folder) {
  for (const std::string& name : on_disk) {
    const bool known = name == rocksdb::kDefaultColumnFamilyName ||
                       std::any_of(kFamilies.begin(), kFamilies.end(),
                                   [&name](const Family& family) { return name == family.name; });
    if (!known) {
      return absl::FailedPreconditionError(absl::StrCat(
          "folder ", folder, " holds the column family '", name,
          "', which this version does not know: start the newer version that made it"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(const StoreOptions& options, bool may_create,
                                                     std::shared_ptr<FailureLatch> latch) {
  const std::string folder = options.path + "/rocksdb";
  rocksdb::DBOptions db_options = DatabaseOptions(options, std::move(latch));
  if (db_options.env->FileExists(folder + "/CURRENT").ok()) {
    std::vector<std::string> names;
    const rocksdb::Status listed = rocksdb::DB::ListColumnFamilies(db_options, folder, &names);
    if (!listed.ok()) return OpenError(listed, folder);
    NEWSWIRE_RETURN_IF_ERROR(CheckFamilies(names, folder));
  } else if (!may_create) {
    return OpenError(rocksdb::Status::Corruption("file CURRENT is missing"), folder);
  } else {
    db_options.create_if_missing = true;
  }

  const auto cache = rocksdb::NewLRUCache(options.cache_bytes, 4, false, 0.5);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors = {
      {rocksdb::kDefaultColumnFamilyName, OptionsOf("default", options, cache)}};
  for (const Family& family : kFamilies) {
    descriptors.emplace_back(family.name, OptionsOf(family.name, options, cache));
  }
  auto engine = std::make_unique<Engine>();
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened =
      rocksdb::DB::Open(db_options, folder, descriptors, &engine->handles, &db);
  if (!opened.ok()) return OpenError(opened, folder);
  engine->db.reset(db);
  // The handles come in the order of the descriptors; the default family is first and stays empty.
  for (std::size_t i = 0; i < kFamilies.size(); ++i) {
    (*engine).*kFamilies[i].handle = engine->handles[i + 1];
  }
  return engine;
}

absl::Status Engine::SyncWal(const StoreOptions& options) {
  const std::string folder = options.path + "/rocksdb";
  rocksdb::Env* const env = EnvOf(options);
  if (!env->FileExists(folder + "/CURRENT").ok()) return absl::OkStatus();
  std::vector<std::string> names;
  rocksdb::Status status = env->GetChildren(folder, &names);
  for (const std::string& name : names) {
    if (!status.ok()) break;
    if (!absl::EndsWith(name, ".log")) continue;
    std::unique_ptr<rocksdb::WritableFile> file;
    const std::string path = absl::StrCat(folder, "/", name);
    status = env->ReopenWritableFile(path, &file, rocksdb::EnvOptions());
    if (status.ok()) status = file->Fsync();
  }
  std::unique_ptr<rocksdb::Directory> directory;
  if (status.ok()) status = env->NewDirectory(folder, &directory);
  if (status.ok()) status = directory->Fsync();
  return FromRocks(status, "syncing the logs of an earlier start in " + folder);
}

Engine::~Engine() {
  for (Handle handle : handles) db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
}

rocksdb::Env* EnvOf(const StoreOptions& options) {
  return options.env != nullptr ? options.env : rocksdb::Env::Default();
}

absl::Status FromRocks(const rocksdb::Status& status, std::string_view what) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = absl::StrCat(View(what), ": ", status.ToString());
  if (status.IsCorruption()) {
    return absl::DataLossError(
        absl::StrCat(text, "; stop the server, keep a copy of its folder, restore a backup"));
  }
  if (status.IsNoSpace()) {
    return absl::ResourceExhaustedError(
        absl::StrCat(text, "; the disk is full: free space, then start the server again"));
  }
  return absl::InternalError(absl::StrCat(text, "; check the disk, then start the server again"));
}

rocksdb::Slice ToSlice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}
std::string_view FromSlice(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

}  // namespace newswire
