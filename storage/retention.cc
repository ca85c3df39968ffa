#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "storage/entry_frame.h"
#include "storage/keys.h"
#include "storage/rocks_store.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

// One call of Trim writes at most about this much into the archive, so that it does not hold up the
// commits behind it.
constexpr std::size_t kCutBytes = 16 << 20;

}  // namespace

struct RocksStore::Cut {
  storage::FloorRow floor;
  std::uint64_t removed = 0;
};

absl::StatusOr<std::uint64_t> RocksStore::Trim(const RetentionPolicy& policy, absl::Time now,
                                               std::uint64_t max_entries) {
  NEWSWIRE_RETURN_IF_ERROR(latch_->Get());
  State next = state();
  const Sequence first = next.floor.first_sequence();
  Cut cut{.floor = next.floor};
  batch_->Clear();
  NEWSWIRE_RETURN_IF_ERROR(GatherCut(policy, now, max_entries, &cut));
  if (cut.removed == 0) return 0;
  // First the new floor, durably, with what must stay reachable; then readers learn of it; only
  // then the entries go. Each step leaves a store that is whole.
  batch_->Put(engine_->meta, ToSlice(keys::kFloor), cut.floor.SerializeAsString());
  NEWSWIRE_RETURN_IF_ERROR(WriteBatch(true, "moving the floor"));
  next.floor = cut.floor;
  Publish(next);
  NEWSWIRE_RETURN_IF_ERROR(DeleteBelowFloor(first));
  return cut.removed;
}

absl::Status RocksStore::GatherCut(const RetentionPolicy& policy, absl::Time now,
                                   std::uint64_t max_entries, Cut* cut) {
  const bool by_age = policy.age > absl::ZeroDuration();
  const std::uint64_t total_bytes = state().head.total_bytes();
  absl::Status status;
  const auto visit = [&](Sequence sequence, std::string_view framed) {
    const std::optional<EntryHead> head = ParseEntryHead(framed);
    if (!head || head->sequence != sequence) {
      status = absl::DataLossError(
          absl::StrCat("entry ", sequence, " is damaged: restore the newest backup"));
      return false;
    }
    const bool too_old = by_age && head->append_time < now - policy.age;
    const bool too_many =
        policy.bytes > 0 && total_bytes - cut->floor.bytes_before() > policy.bytes;
    if (cut->removed == max_entries || batch_->GetDataSize() > kCutBytes ||
        !(too_old || too_many)) {
      return false;
    }
    status = KeepOrForget(sequence, framed, cut);
    if (!status.ok()) return false;
    cut->floor.set_first_sequence(sequence + 1);
    cut->floor.set_digest_before(head->digest);
    cut->floor.set_bytes_before(cut->floor.bytes_before() + framed.size());
    ++cut->removed;
    return true;
  };
  NEWSWIRE_RETURN_IF_ERROR(Scan(cut->floor.first_sequence(), visit));
  return status;
}

// Moves an entry that still is its item's current revision to the archive, or forgets its revision.
absl::Status RocksStore::KeepOrForget(Sequence sequence, std::string_view framed, Cut* cut) {
  const EntryHead head = *ParseEntryHead(framed);
  const std::string_view uri = UriOf(head.name);
  NEWSWIRE_ASSIGN_OR_RETURN(const auto item, FindItem(uri));
  if (item && item->sequence() == sequence) {
    batch_->Put(engine_->archive, ToSlice(keys::SequenceKey(sequence).view()), ToSlice(framed));
    return absl::OkStatus();
  }
  // A later entry may carry the same revision (a change of status); then the row is not ours.
  NEWSWIRE_ASSIGN_OR_RETURN(const auto current, FindRevision(uri, head.revision));
  if (current == sequence) {
    batch_->Delete(engine_->revisions, keys::RevisionKey(uri, head.revision));
  }
  return absl::OkStatus();
}

absl::Status RocksStore::DeleteBelowFloor(Sequence first) {
  const Sequence floor_first = state().floor.first_sequence();
  // The first call after a start also takes what a crash has left below the floor.
  const keys::SequenceKey begin(deleted_before_ == 0 ? 0 : first);
  const keys::SequenceKey end(floor_first);
  const rocksdb::Slice begin_slice = ToSlice(begin.view());
  const rocksdb::Slice end_slice = ToSlice(end.view());
  batch_->DeleteRange(engine_->entries, begin_slice, end_slice);
  NEWSWIRE_RETURN_IF_ERROR(WriteBatch(false, "removing old entries"));
  // Whole files go at once, without waiting for a compaction.
  const rocksdb::Status status = rocksdb::DeleteFilesInRange(
      engine_->db.get(), engine_->entries, &begin_slice, &end_slice, /*include_end=*/false);
  NEWSWIRE_RETURN_IF_ERROR(FromRocks(status, "removing old files"));
  deleted_before_ = floor_first;
  return absl::OkStatus();
}

absl::Status RocksStore::ExpireRequests(absl::Time before, std::uint64_t max_rows) {
  NEWSWIRE_RETURN_IF_ERROR(latch_->Get());
  const std::string end = keys::RequestTimeKey(absl::ToUnixMicros(before), "");
  const rocksdb::Slice upper_bound(end);
  rocksdb::ReadOptions read;
  read.fill_cache = false;
  read.iterate_upper_bound = &upper_bound;
  const std::unique_ptr<rocksdb::Iterator> it(engine_->db->NewIterator(read, engine_->requests));
  if (expired_up_to_.empty()) expired_up_to_ = keys::RequestTimeKey(INT64_MIN, "");
  batch_->Clear();
  std::string last;
  std::uint64_t rows = 0;
  for (it->Seek(expired_up_to_); it->Valid() && rows < max_rows; it->Next(), ++rows) {
    const std::optional<keys::RequestTime> at = keys::ParseRequestTime(FromSlice(it->key()));
    if (!at) return absl::DataLossError("a request row is damaged: restore a backup");
    NEWSWIRE_ASSIGN_OR_RETURN(const auto row, FindRequest(at->id));
    // The same id may have been used again since.
    if (row && row->time_us() == at->time_us) {
      batch_->Delete(engine_->requests, keys::RequestKey(at->id));
    }
    batch_->Delete(engine_->requests, it->key());
    last.assign(it->key().data(), it->key().size());
  }
  NEWSWIRE_RETURN_IF_ERROR(FromRocks(it->status(), "expiring requests"));
  if (rows == 0) return absl::OkStatus();
  NEWSWIRE_RETURN_IF_ERROR(WriteBatch(false, "expiring requests"));
  expired_up_to_ = std::move(last);
  return absl::OkStatus();
}

}  // namespace newswire
