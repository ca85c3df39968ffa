#include "storage/rocks_store.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/write_batch.h>

#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/check.h"
#include "storage/entry_frame.h"
#include "storage/keys.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

// Changes only when an older program could misread what a newer one wrote.
constexpr std::uint32_t kFormat = 1;
// A batch that once grew beyond this is not kept for the next commit.
constexpr std::size_t kKeptBatchBytes = 16 << 20;

std::uint64_t RandomLogId() {
  std::random_device random;
  std::uint64_t id = 0;
  while (id == 0) id = std::uint64_t{random()} << 32 | random();
  return id;
}

// The folder and its name in its parent must survive a power loss before anything in it counts.
absl::Status MakeFolder(rocksdb::Env* env, const std::string& path) {
  rocksdb::Status status = env->CreateDirIfMissing(path);
  if (!status.ok()) {
    return absl::UnavailableError(absl::StrCat("folder ", path,
                                               " cannot be made: make its parent "
                                               "folder and let this user write to it (",
                                               status.ToString(), ")"));
  }
  const std::size_t slash = path.rfind('/');
  for (const std::string& folder :
       {slash == std::string::npos ? std::string(".") : path.substr(0, slash + 1), path}) {
    std::unique_ptr<rocksdb::Directory> directory;
    status = env->NewDirectory(folder, &directory);
    if (status.ok()) status = directory->Fsync();
    if (!status.ok()) return FromRocks(status, absl::StrCat("syncing the folder ", folder));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const StoreOptions& options) {
  return RocksStore::Open(options);
}

absl::StatusOr<std::unique_ptr<Store>> RocksStore::Open(const StoreOptions& options) {
  rocksdb::Env* const env = EnvOf(options);
  NEWSWIRE_RETURN_IF_ERROR(MakeFolder(env, options.path));
  const std::string mark_file = options.path + "/HEAD";
  NEWSWIRE_ASSIGN_OR_RETURN(const std::optional<Position> mark, HeadMark::Read(env, mark_file));
  if (options.sync) NEWSWIRE_RETURN_IF_ERROR(Engine::SyncWal(options));
  auto latch = std::make_shared<FailureLatch>();
  NEWSWIRE_ASSIGN_OR_RETURN(auto engine, Engine::Open(options, !mark.has_value(), latch));
  std::unique_ptr<RocksStore> store(new RocksStore(options, latch, std::move(engine)));
  NEWSWIRE_RETURN_IF_ERROR(store->Load());
  NEWSWIRE_RETURN_IF_ERROR(store->CheckAgainstMark(mark));
  NEWSWIRE_RETURN_IF_ERROR(store->CheckHeadEntry());
  // What was just read from a log that is not synced may not be durable; the old mark stands.
  const Position durable =
      options.sync ? store->bounds().head : mark.value_or(Position{.log_id = store->log_id_});
  NEWSWIRE_ASSIGN_OR_RETURN(
      store->mark_,
      HeadMark::Open(env, mark_file, durable, [latch](const absl::Status& s) { latch->Set(s); }));
  return store;
}

RocksStore::RocksStore(const StoreOptions& options, std::shared_ptr<FailureLatch> latch,
                       std::unique_ptr<Engine> engine)
    : options_(options),
      latch_(std::move(latch)),
      engine_(std::move(engine)),
      space_(options),
      batch_(std::make_unique<rocksdb::WriteBatch>()) {}

RocksStore::~RocksStore() {
  // mark_ is null when Open failed half-way.
  if (options_.sync || mark_ == nullptr || !latch_->Get().ok()) return;
  // A clean close makes durable what Commit did not, and only then the mark may say so.
  const State last = state();
  last.head.SerializeToString(&scratch_);
  batch_->Put(engine_->meta, ToSlice(keys::kHead), scratch_);
  if (WriteBatch(true, "closing").ok()) mark_->Advance(BoundsOf(last).head);
}

absl::Status RocksStore::Load() {
  NEWSWIRE_ASSIGN_OR_RETURN(const auto log, GetRow<storage::LogRow>(engine_->meta, keys::kLog));
  NEWSWIRE_ASSIGN_OR_RETURN(const auto head, GetRow<storage::HeadRow>(engine_->meta, keys::kHead));
  NEWSWIRE_ASSIGN_OR_RETURN(const auto floor,
                            GetRow<storage::FloorRow>(engine_->meta, keys::kFloor));
  if (!log && !head && !floor) return Create();
  const bool whole = log && head && floor && log->log_id() != 0 && floor->first_sequence() >= 1 &&
                     floor->first_sequence() <= head->sequence() + 1;
  if (!whole) {
    return absl::DataLossError(absl::StrCat(
        "folder ", options_.path,
        " has lost or damaged a row of its log: restore the newest backup or rebuild this node"));
  }
  if (log->format() > kFormat) {
    return absl::FailedPreconditionError(absl::StrCat(
        "folder ", options_.path, " has format ", log->format(), " and this version knows format ",
        kFormat, ": start the newer version that made it"));
  }
  log_id_ = log->log_id();
  Publish({*head, *floor});
  return absl::OkStatus();
}

absl::Status RocksStore::Create() {
  storage::LogRow log;
  log_id_ = RandomLogId();
  log.set_log_id(log_id_);
  log.set_format(kFormat);
  State empty;
  empty.floor.set_first_sequence(1);
  batch_->Put(engine_->meta, ToSlice(keys::kLog), log.SerializeAsString());
  batch_->Put(engine_->meta, ToSlice(keys::kHead), empty.head.SerializeAsString());
  batch_->Put(engine_->meta, ToSlice(keys::kFloor), empty.floor.SerializeAsString());
  NEWSWIRE_RETURN_IF_ERROR(WriteBatch(true, "making the log"));
  Publish(empty);
  return absl::OkStatus();
}

// The mark was durable once, so the log must contain it.
absl::Status RocksStore::CheckAgainstMark(const std::optional<Position>& mark) const {
  if (!mark) return absl::OkStatus();
  const Bounds now = bounds();
  const std::string advice = absl::StrCat(
      ". Restore the newest backup, or rebuild this node from another one. To go on with what is "
      "here and give up the rest, remove the file ",
      options_.path, "/HEAD and start again");
  if (mark->log_id != log_id_) {
    return absl::DataLossError(absl::StrCat("the log in ", options_.path, " is ",
                                            FormatLogId(log_id_), " but the head mark belongs to ",
                                            FormatLogId(mark->log_id),
                                            ": files of two logs are mixed", advice));
  }
  if (now.head.sequence < mark->sequence) {
    return absl::DataLossError(absl::StrCat("the log in ", options_.path, " ends at entry ",
                                            now.head.sequence, " but reached entry ",
                                            mark->sequence, " once: its end is lost", advice));
  }
  if (mark->sequence < now.floor.sequence) return absl::OkStatus();
  NEWSWIRE_ASSIGN_OR_RETURN(const std::uint64_t digest, DigestAt(mark->sequence));
  if (digest != mark->digest) {
    return absl::DataLossError(absl::StrCat("entry ", mark->sequence, " of the log in ",
                                            options_.path, " is not the one the head mark saw",
                                            advice));
  }
  return absl::OkStatus();
}

// The head row and the newest entry are written together; assert after reading.
absl::Status RocksStore::CheckHeadEntry() const {
  const State now = state();
  if (now.head.sequence() < now.floor.first_sequence()) return absl::OkStatus();
  const absl::StatusOr<std::string> framed = ReadEntry(now.head.sequence());
  const auto head = framed.ok() ? ParseEntryHead(*framed) : std::nullopt;
  if (head && head->sequence == now.head.sequence() && head->digest == now.head.digest()) {
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat("the newest entry (", now.head.sequence(),
                                          ") of the log in ", options_.path,
                                          " is damaged: restore the newest backup"));
}

absl::Status RocksStore::Commit(const WriteGroup& group) {
  NEWSWIRE_RETURN_IF_ERROR(latch_->Get());
  State next = state();
  NEWSWIRE_CHECK(group.head.sequence() == next.head.sequence() + group.entries.size());
  NEWSWIRE_CHECK(group.head.applied() >= next.head.applied());
  batch_->Clear();
  AddEntries(group);
  AddOverwrites(group, next.floor.first_sequence() - 1);
  AddRows(group);
  for (const WriteGroup::Item& item : group.items) {
    NEWSWIRE_RETURN_IF_ERROR(AddItem(item, next.floor.first_sequence() - 1));
  }
  for (const WriteGroup::Request& request : group.requests) AddRequest(request);
  group.head.SerializeToString(&scratch_);
  batch_->Put(engine_->meta, ToSlice(keys::kHead), scratch_);
  NEWSWIRE_RETURN_IF_ERROR(WriteBatch(options_.sync, "committing a group"));
  next.head = group.head;
  Publish(next);
  if (options_.sync && !group.entries.empty()) mark_->Advance(BoundsOf(next).head);
  return absl::OkStatus();
}

void RocksStore::AddEntries(const WriteGroup& group) {
  Sequence expected = group.head.sequence() - group.entries.size();
  std::uint64_t total_bytes = 0;
  for (const WriteGroup::Entry& entry : group.entries) {
    NEWSWIRE_CHECK(entry.sequence == ++expected);
    batch_->Put(engine_->entries, ToSlice(keys::SequenceKey(entry.sequence).view()),
                ToSlice(entry.framed));
    total_bytes += entry.framed.size();
    if (entry.sequence % kAnchorEvery != 0) continue;
    const std::optional<EntryHead> head = ParseEntryHead(entry.framed);
    NEWSWIRE_CHECK(head && head->sequence == entry.sequence);
    storage::AnchorRow anchor;
    anchor.set_digest(head->digest);
    anchor.set_append_time_us(absl::ToUnixMicros(head->append_time));
    anchor.set_total_bytes(state().head.total_bytes() + total_bytes);
    batch_->Put(engine_->meta, keys::AnchorKey(entry.sequence), anchor.SerializeAsString());
  }
}

// An entry that retention has passed lives in the archive, or nowhere.
void RocksStore::AddOverwrites(const WriteGroup& group, Sequence floor) {
  for (const WriteGroup::Overwrite& entry : group.overwrites) {
    NEWSWIRE_CHECK(entry.sequence <= group.head.sequence());
    batch_->Put(entry.sequence > floor ? engine_->entries : engine_->archive,
                ToSlice(keys::SequenceKey(entry.sequence).view()), entry.framed);
  }
}

void RocksStore::AddRows(const WriteGroup& group) {
  for (const WriteGroup::Row& row : group.rows) {
    if (row.value) {
      batch_->Put(FamilyOf(row.table), row.key, *row.value);
    } else {
      batch_->Delete(FamilyOf(row.table), row.key);
    }
  }
}

absl::Status RocksStore::AddItem(const WriteGroup::Item& item, Sequence floor) {
  // What retention has moved to the archive only because it was current is not current any more.
  if (floor > 0 && item.row.revision() > 1) {
    NEWSWIRE_ASSIGN_OR_RETURN(const auto old, FindItem(item.uri));
    if (old && old->sequence() <= floor) {
      batch_->Delete(engine_->archive, ToSlice(keys::SequenceKey(old->sequence()).view()));
      batch_->Delete(engine_->revisions, keys::RevisionKey(item.uri, old->revision()));
    }
  }
  item.row.SerializeToString(&scratch_);
  batch_->Put(engine_->items, item.uri, scratch_);
  batch_->Put(engine_->revisions, keys::RevisionKey(item.uri, item.row.revision()),
              ToSlice(keys::SequenceKey(item.row.sequence()).view()));
  return absl::OkStatus();
}

void RocksStore::AddRequest(const WriteGroup::Request& request) {
  request.row.SerializeToString(&scratch_);
  batch_->Put(engine_->requests, keys::RequestKey(request.id), scratch_);
  batch_->Put(engine_->requests, keys::RequestTimeKey(request.row.time_us(), request.id), "");
}

absl::Status RocksStore::WriteBatch(bool sync, std::string_view what) {
  rocksdb::WriteOptions write;
  write.sync = sync;
  const absl::Status status = FromRocks(engine_->db->Write(write, batch_.get()), what);
  if (!status.ok()) latch_->Set(status);
  if (batch_->GetDataSize() > kKeptBatchBytes) *batch_ = rocksdb::WriteBatch();
  batch_->Clear();
  return status;
}

void RocksStore::Publish(const State& state) {
  NEWSWIRE_CHECK(state.floor.first_sequence() >= 1);
  NEWSWIRE_CHECK(state.floor.first_sequence() <= state.head.sequence() + 1);
  absl::MutexLock lock(&mu_);
  state_ = state;
}

}  // namespace newswire
