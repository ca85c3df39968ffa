#include <rocksdb/db.h>
#include <rocksdb/snapshot.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/entry_frame.h"
#include "storage/keys.h"
#include "storage/rocks_store.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

absl::Status Damaged(Sequence sequence) {
  return absl::DataLossError(absl::StrCat(
      "entry ", sequence, " is missing or damaged: stop the server and restore the newest backup"));
}

// First value in [low, high) for which `reached` is true, or `high`. `reached` is monotonic.
template <typename Reached>
absl::StatusOr<std::uint64_t> PartitionPoint(std::uint64_t low, std::uint64_t high,
                                             Reached reached) {
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    NEWSWIRE_ASSIGN_OR_RETURN(const bool is, reached(middle));
    if (is) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

absl::Status VisitBackward(rocksdb::Iterator* it, Sequence from, const Store::EntryVisitor& visitor,
                           bool* more) {
  for (it->SeekForPrev(ToSlice(keys::SequenceKey(from).view())); it->Valid() && *more; it->Prev()) {
    const std::optional<Sequence> sequence = keys::ParseSequence(FromSlice(it->key()));
    if (!sequence) return Damaged(from);
    *more = visitor(*sequence, FromSlice(it->value()));
  }
  return FromRocks(it->status(), "scanning backward");
}

}  // namespace

rocksdb::ColumnFamilyHandle* RocksStore::FamilyOf(Table table) const {
  switch (table) {
    case Table::kHeld:
      return engine_->held;
    case Table::kWithheld:
      return engine_->withheld;
    case Table::kRecords:
      break;
  }
  return engine_->records;
}

RocksStore::State RocksStore::state() const {
  absl::MutexLock lock(&mu_);
  return state_;
}

Bounds RocksStore::BoundsOf(const State& state) const {
  Bounds bounds;
  bounds.floor = {log_id_, state.floor.first_sequence() - 1, state.floor.digest_before()};
  bounds.head = {log_id_, state.head.sequence(), state.head.digest()};
  if (state.head.sequence() > 0) {
    bounds.head_time = absl::FromUnixMicros(state.head.append_time_us());
  }
  return bounds;
}

Bounds RocksStore::bounds() const {
  return BoundsOf(state());
}

storage::HeadRow RocksStore::head() const {
  return state().head;
}

absl::StatusOr<std::optional<std::string>> RocksStore::Get(rocksdb::ColumnFamilyHandle* family,
                                                           std::string_view key) const {
  rocksdb::PinnableSlice value;
  const rocksdb::Status status =
      engine_->db->Get(rocksdb::ReadOptions(), family, ToSlice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return FromRocks(status, "reading");
  return std::string(value.data(), value.size());
}

absl::StatusOr<std::optional<storage::ItemRow>> RocksStore::FindItem(std::string_view uri) const {
  return GetRow<storage::ItemRow>(engine_->items, uri);
}

absl::StatusOr<std::optional<storage::RequestRow>> RocksStore::FindRequest(
    std::string_view id) const {
  return GetRow<storage::RequestRow>(engine_->requests, keys::RequestKey(id));
}

absl::StatusOr<std::optional<std::string>> RocksStore::FindRow(Table table,
                                                               std::string_view key) const {
  return Get(FamilyOf(table), key);
}

absl::Status RocksStore::ScanRows(Table table, std::string_view begin, std::string_view end,
                                  const RowVisitor& visitor) const {
  const rocksdb::Slice upper_bound = ToSlice(end);
  rocksdb::ReadOptions read;
  read.iterate_upper_bound = &upper_bound;
  const std::unique_ptr<rocksdb::Iterator> it(engine_->db->NewIterator(read, FamilyOf(table)));
  for (it->Seek(ToSlice(begin)); it->Valid(); it->Next()) {
    if (!visitor(FromSlice(it->key()), FromSlice(it->value()))) return absl::OkStatus();
  }
  return FromRocks(it->status(), "scanning rows");
}

absl::StatusOr<std::optional<Sequence>> RocksStore::FindRevision(std::string_view uri,
                                                                 std::uint32_t revision) const {
  NEWSWIRE_ASSIGN_OR_RETURN(const auto value,
                            Get(engine_->revisions, keys::RevisionKey(uri, revision)));
  if (!value) return std::nullopt;
  const std::optional<Sequence> sequence = keys::ParseSequence(*value);
  if (!sequence) return absl::DataLossError("a revision row is damaged: restore a backup");
  return sequence;
}

absl::StatusOr<std::string> RocksStore::ReadEntry(Sequence sequence) const {
  const keys::SequenceKey key(sequence);
  // Retention puts into the archive before it moves the floor, and deletes after that. So below the
  // floor the archive alone decides, and a miss above it means that retention has just been here.
  if (sequence >= state().floor.first_sequence()) {
    NEWSWIRE_ASSIGN_OR_RETURN(auto framed, Get(engine_->entries, key.view()));
    if (framed) return *std::move(framed);
  }
  NEWSWIRE_ASSIGN_OR_RETURN(auto framed, Get(engine_->archive, key.view()));
  if (framed) return *std::move(framed);
  return absl::NotFoundError(absl::StrCat("entry ", sequence, " is not kept"));
}

absl::Status RocksStore::ScanItems(const ItemVisitor& visitor) const {
  rocksdb::ReadOptions read;
  read.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> it(engine_->db->NewIterator(read, engine_->items));
  storage::ItemRow row;
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    if (!row.ParseFromArray(it->value().data(), static_cast<int>(it->value().size()))) {
      return absl::DataLossError("an item row is damaged: restore a backup");
    }
    if (!visitor(FromSlice(it->key()), row)) return absl::OkStatus();
  }
  return FromRocks(it->status(), "scanning items");
}

absl::Status RocksStore::Scan(Sequence from, const EntryVisitor& visitor) const {
  const Sequence head = state().head.sequence();
  const keys::SequenceKey end(head + 1);
  const rocksdb::Slice upper_bound = ToSlice(end.view());
  rocksdb::ReadOptions read;
  // Replay reads long runs, and what it reads once it does not read again.
  read.fill_cache = false;
  read.iterate_upper_bound = &upper_bound;
  const std::unique_ptr<rocksdb::Iterator> it(engine_->db->NewIterator(read, engine_->entries));
  // The floor is read after the iterator has its view: retention moves the floor before it deletes,
  // so either the view still has the entries or the floor says that they are gone.
  const Sequence first = state().floor.first_sequence();
  if (from < first && !(from == 0 && first == 1)) {
    return absl::OutOfRangeError(
        absl::StrCat("entry ", from, " is not kept any more; the oldest is ", first));
  }
  Sequence expected = std::max<Sequence>(from, 1);
  for (it->Seek(ToSlice(keys::SequenceKey(expected).view())); it->Valid(); it->Next(), ++expected) {
    if (keys::ParseSequence(FromSlice(it->key())) != expected) return Damaged(expected);
    if (!visitor(expected, FromSlice(it->value()))) return absl::OkStatus();
  }
  NEWSWIRE_RETURN_IF_ERROR(FromRocks(it->status(), "scanning entries"));
  return expected <= head ? Damaged(expected) : absl::OkStatus();
}

absl::Status RocksStore::ScanBackward(Sequence from, const EntryVisitor& visitor) const {
  // Both families at one moment, so that an entry on its way to the archive is seen once and an
  // item that is written meanwhile does not fall between them. A snapshot does not stop retention
  // from dropping whole files, but it moves the floor before it does: when the floor stood still
  // until the iterators had their views, nothing above it was dropped.
  for (;;) {
    const Sequence first = state().floor.first_sequence();
    rocksdb::ManagedSnapshot snapshot(engine_->db.get());
    rocksdb::ReadOptions read;
    read.snapshot = snapshot.snapshot();
    const std::unique_ptr<rocksdb::Iterator> archive(
        engine_->db->NewIterator(read, engine_->archive));
    const keys::SequenceKey begin(first);
    const rocksdb::Slice lower_bound = ToSlice(begin.view());
    read.iterate_lower_bound = &lower_bound;
    const std::unique_ptr<rocksdb::Iterator> feed(engine_->db->NewIterator(read, engine_->entries));
    if (state().floor.first_sequence() != first) continue;
    bool more = true;
    NEWSWIRE_RETURN_IF_ERROR(VisitBackward(feed.get(), from, visitor, &more));
    if (!more) return absl::OkStatus();
    return VisitBackward(archive.get(), std::min(from, first - 1), visitor, &more);
  }
}

absl::Status RocksStore::ScanArchive(Sequence from, const EntryVisitor& visitor) const {
  const keys::SequenceKey end(state().floor.first_sequence());
  const rocksdb::Slice upper_bound = ToSlice(end.view());
  rocksdb::ReadOptions read;
  read.fill_cache = false;
  read.iterate_upper_bound = &upper_bound;
  const std::unique_ptr<rocksdb::Iterator> it(engine_->db->NewIterator(read, engine_->archive));
  for (it->Seek(ToSlice(keys::SequenceKey(from).view())); it->Valid(); it->Next()) {
    const std::optional<Sequence> sequence = keys::ParseSequence(FromSlice(it->key()));
    if (!sequence) return Damaged(from);
    if (!visitor(*sequence, FromSlice(it->value()))) return absl::OkStatus();
  }
  return FromRocks(it->status(), "scanning the archive");
}

absl::Status RocksStore::ScanRevisions(std::string_view uri, std::uint32_t from,
                                       const RevisionVisitor& visitor) const {
  const std::string begin = keys::RevisionKey(uri, from);
  const std::unique_ptr<rocksdb::Iterator> it(
      engine_->db->NewIterator(rocksdb::ReadOptions(), engine_->revisions));
  for (it->Seek(begin); it->Valid(); it->Next()) {
    const auto revision = keys::ParseRevision(FromSlice(it->key()), uri);
    if (!revision) break;
    const auto sequence = keys::ParseSequence(FromSlice(it->value()));
    if (!sequence) return absl::DataLossError("a revision row is damaged: restore a backup");
    if (!visitor(*revision, *sequence)) return absl::OkStatus();
  }
  return FromRocks(it->status(), "scanning revisions");
}

absl::StatusOr<absl::Time> RocksStore::AppendTime(Sequence sequence) const {
  if (sequence % kAnchorEvery == 0) {
    NEWSWIRE_ASSIGN_OR_RETURN(const auto anchor,
                              GetRow<storage::AnchorRow>(engine_->meta, keys::AnchorKey(sequence)));
    if (anchor) return absl::FromUnixMicros(anchor->append_time_us());
  }
  NEWSWIRE_ASSIGN_OR_RETURN(const auto framed,
                            Get(engine_->entries, keys::SequenceKey(sequence).view()));
  // Gone since the search began: older than everything that is kept.
  if (!framed) return absl::InfinitePast();
  const std::optional<EntryHead> head = ParseEntryHead(*framed);
  if (!head) return Damaged(sequence);
  return head->append_time;
}

absl::StatusOr<Sequence> RocksStore::FirstAtOrAfter(absl::Time time) const {
  const State now = state();
  const Sequence first = now.floor.first_sequence();
  const Sequence end = now.head.sequence() + 1;
  const auto reached = [&](Sequence sequence) -> absl::StatusOr<bool> {
    NEWSWIRE_ASSIGN_OR_RETURN(const absl::Time at, AppendTime(sequence));
    return at >= time;
  };
  // Anchors first: they are small and stay in the cache, an entry costs a block.
  const auto anchor_reached = [&](std::uint64_t n) { return reached(n * kAnchorEvery); };
  const std::uint64_t low_anchor = (first + kAnchorEvery - 1) / kAnchorEvery;
  const std::uint64_t end_anchor = std::max((end + kAnchorEvery - 1) / kAnchorEvery, low_anchor);
  NEWSWIRE_ASSIGN_OR_RETURN(const std::uint64_t anchor,
                            PartitionPoint(low_anchor, end_anchor, anchor_reached));
  const Sequence low = anchor == low_anchor ? first : (anchor - 1) * kAnchorEvery + 1;
  const Sequence high = anchor == end_anchor ? end : anchor * kAnchorEvery;
  return PartitionPoint(low, high, reached);
}

absl::StatusOr<std::uint64_t> RocksStore::DigestAt(Sequence sequence) const {
  const State now = state();
  if (sequence == now.head.sequence()) return now.head.digest();
  const Sequence floor = now.floor.first_sequence() - 1;
  if (sequence == floor) return now.floor.digest_before();
  if (sequence < floor || sequence > now.head.sequence()) {
    return absl::OutOfRangeError(absl::StrCat("the digest is known from entry ", floor, " to ",
                                              now.head.sequence(), ", not at ", sequence));
  }
  NEWSWIRE_ASSIGN_OR_RETURN(const auto framed,
                            Get(engine_->entries, keys::SequenceKey(sequence).view()));
  if (!framed) {
    // Either retention has just passed it, or it is lost.
    if (state().floor.first_sequence() > sequence) {
      return absl::OutOfRangeError(absl::StrCat("entry ", sequence, " is not kept any more"));
    }
    return Damaged(sequence);
  }
  const std::optional<EntryHead> head = ParseEntryHead(*framed);
  if (!head || head->sequence != sequence) return Damaged(sequence);
  return head->digest;
}

}  // namespace newswire
