// What was overwritten or deleted leaves the disk.
#include <rocksdb/db.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "storage/keys.h"
#include "storage/rocks_store.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

absl::Status Compact(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* family, std::string_view begin,
                     std::string_view end) {
  rocksdb::CompactRangeOptions options;
  // Also what already lies on the last level: that is where old bytes rest.
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  const rocksdb::Slice from = ToSlice(begin);
  const rocksdb::Slice to = ToSlice(end);
  return FromRocks(db->CompactRange(options, family, &from, &to), "compacting what is erased");
}

// The sequences in runs: what lies close together is compacted at once, because it shares a file.
std::vector<std::pair<Sequence, Sequence>> Runs(const std::vector<storage::ErasureRow>& erasures) {
  constexpr Sequence kClose = 10'000;
  std::set<std::pair<Sequence, Sequence>> spans;
  for (const storage::ErasureRow& erasure : erasures) {
    for (const Sequence sequence : erasure.sequences()) {
      spans.emplace(erasure.older_entries() ? 0 : sequence, sequence);
    }
  }
  std::vector<std::pair<Sequence, Sequence>> runs;
  for (const auto& [first, last] : spans) {
    if (runs.empty() || first > runs.back().second + kClose) {
      runs.emplace_back(first, last);
    } else {
      runs.back().second = std::max(runs.back().second, last);
    }
  }
  return runs;
}

// Old versions of the tree, which iterators keep alive, keep old files.
bool HeldByReaders(rocksdb::DB* db, const std::vector<rocksdb::ColumnFamilyHandle*>& families) {
  for (rocksdb::ColumnFamilyHandle* family : families) {
    std::uint64_t versions = 1;
    if (db->GetIntProperty(family, rocksdb::DB::Properties::kNumLiveVersions, &versions) &&
        versions > 1) {
      return true;
    }
  }
  return false;
}

absl::Status HeldBack() {
  return absl::UnavailableError("a reader holds files that were replaced");
}

}  // namespace

absl::Status RocksStore::Erase(const std::vector<storage::ErasureRow>& erasures) {
  NEWSWIRE_RETURN_IF_ERROR(latch_->Get());
  rocksdb::DB* const db = engine_->db.get();
  std::uint64_t snapshots = 0;
  if (db->GetIntProperty(rocksdb::DB::Properties::kNumSnapshots, &snapshots) && snapshots > 0) {
    return absl::UnavailableError("a reader holds an old view of the store");
  }
  // What is held already stays held by all that follows, which is dear.
  if (HeldByReaders(db, engine_->handles)) return HeldBack();
  // All families, so that no write-ahead log with the old bytes is needed any more.
  NEWSWIRE_RETURN_IF_ERROR(
      FromRocks(db->Flush(rocksdb::FlushOptions(), engine_->handles), "flushing what is erased"));
  for (const auto& [first, last] : Runs(erasures)) {
    const keys::SequenceKey begin(first);
    const keys::SequenceKey end(last);
    for (rocksdb::ColumnFamilyHandle* family : {engine_->entries, engine_->archive}) {
      NEWSWIRE_RETURN_IF_ERROR(Compact(db, family, begin.view(), end.view()));
    }
  }
  for (const storage::ErasureRow& erasure : erasures) {
    const std::string held = keys::HeldKey(erasure.uri());
    NEWSWIRE_RETURN_IF_ERROR(Compact(db, engine_->held, held, held));
    const std::string withheld = keys::WithheldPrefix(erasure.uri());
    NEWSWIRE_RETURN_IF_ERROR(Compact(db, engine_->withheld, withheld, keys::PrefixEnd(withheld)));
  }
  if (HeldByReaders(db, engine_->handles)) return HeldBack();
  return absl::OkStatus();
}

}  // namespace newswire
