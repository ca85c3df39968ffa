#ifndef NEWSWIRE_STORAGE_ROCKS_STORE_H_
#define NEWSWIRE_STORAGE_ROCKS_STORE_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/engine.h"
#include "storage/failure_latch.h"
#include "storage/free_space.h"
#include "storage/head_mark.h"
#include "storage/store.h"

namespace rocksdb {
class WriteBatch;
}

namespace newswire {

// An anchor is written for every sequence that this divides.
inline constexpr Sequence kAnchorEvery = 4096;

// The store of one machine. Implemented in rocks_store.cc (open, write), rocks_read.cc,
// retention.cc and erase.cc.
class RocksStore final : public Store {
 public:
  static absl::StatusOr<std::unique_ptr<Store>> Open(const StoreOptions& options);
  ~RocksStore() override;

  absl::Status Commit(const WriteGroup& group) override;
  Bounds bounds() const override;
  storage::HeadRow head() const override;
  absl::StatusOr<std::optional<storage::ItemRow>> FindItem(std::string_view uri) const override;
  absl::Status ScanItems(const ItemVisitor& visitor) const override;
  absl::StatusOr<std::optional<storage::RequestRow>> FindRequest(
      std::string_view id) const override;
  absl::StatusOr<std::optional<std::string>> FindRow(Table table,
                                                     std::string_view key) const override;
  absl::Status ScanRows(Table table, std::string_view begin, std::string_view end,
                        const RowVisitor& visitor) const override;
  absl::StatusOr<std::optional<Sequence>> FindRevision(std::string_view uri,
                                                       std::uint32_t revision) const override;
  absl::StatusOr<std::string> ReadEntry(Sequence sequence) const override;
  absl::Status Scan(Sequence from, const EntryVisitor& visitor) const override;
  absl::Status ScanBackward(Sequence from, const EntryVisitor& visitor) const override;
  absl::Status ScanRevisions(std::string_view uri, std::uint32_t from,
                             const RevisionVisitor& visitor) const override;
  absl::Status ScanArchive(Sequence from, const EntryVisitor& visitor) const override;
  absl::StatusOr<Sequence> FirstAtOrAfter(absl::Time time) const override;
  absl::StatusOr<std::uint64_t> DigestAt(Sequence sequence) const override;
  absl::StatusOr<std::uint64_t> Trim(const RetentionPolicy& policy, absl::Time now,
                                     std::uint64_t max_entries) override;
  absl::Status ExpireRequests(absl::Time before, std::uint64_t max_rows) override;
  absl::Status Erase(const std::vector<storage::ErasureRow>& erasures) override;
  absl::Status CheckSpace() const override { return space_.Check(); }

 private:
  // Everything that changes with a commit or a trim.
  struct State {
    storage::HeadRow head;
    storage::FloorRow floor;
  };
  // What one call of Trim removes, gathered before anything is written.
  struct Cut;

  RocksStore(const StoreOptions& options, std::shared_ptr<FailureLatch> latch,
             std::unique_ptr<Engine> engine);

  // The steps of Open.
  absl::Status Load();
  absl::Status Create();
  absl::Status CheckAgainstMark(const std::optional<Position>& mark) const;
  absl::Status CheckHeadEntry() const;

  // The steps of Commit.
  void AddEntries(const WriteGroup& group);
  void AddOverwrites(const WriteGroup& group, Sequence floor);
  void AddRows(const WriteGroup& group);
  absl::Status AddItem(const WriteGroup::Item& item, Sequence floor);
  void AddRequest(const WriteGroup::Request& request);
  // Writes batch_ and empties it; a failure is latched.
  absl::Status WriteBatch(bool sync, std::string_view what);
  void Publish(const State& state);

  rocksdb::ColumnFamilyHandle* FamilyOf(Table table) const;
  State state() const;
  Bounds BoundsOf(const State& state) const;
  // nullopt when there is no such key.
  absl::StatusOr<std::optional<std::string>> Get(rocksdb::ColumnFamilyHandle* family,
                                                 std::string_view key) const;
  template <typename Row>
  absl::StatusOr<std::optional<Row>> GetRow(rocksdb::ColumnFamilyHandle* family,
                                            std::string_view key) const;
  absl::StatusOr<absl::Time> AppendTime(Sequence sequence) const;

  // The steps of Trim.
  absl::Status GatherCut(const RetentionPolicy& policy, absl::Time now, std::uint64_t max_entries,
                         Cut* cut);
  absl::Status KeepOrForget(Sequence sequence, std::string_view framed, Cut* cut);
  absl::Status DeleteBelowFloor(Sequence first);

  // Constant after Open.
  const StoreOptions options_;
  const std::shared_ptr<FailureLatch> latch_;
  const std::unique_ptr<Engine> engine_;
  const FreeSpace space_;
  std::uint64_t log_id_ = 0;
  std::unique_ptr<HeadMark> mark_;

  // The writer's thread only. Reused, so that a commit allocates nothing once it is warm.
  const std::unique_ptr<rocksdb::WriteBatch> batch_;
  std::string scratch_;
  // Everything before it is deleted for sure; a crash may have left rows between it and the floor.
  Sequence deleted_before_ = 0;
  // Where ExpireRequests goes on: behind the tombstones of what it has deleted.
  std::string expired_up_to_;

  mutable absl::Mutex mu_;
  State state_ ABSL_GUARDED_BY(mu_);
};

template <typename Row>
absl::StatusOr<std::optional<Row>> RocksStore::GetRow(rocksdb::ColumnFamilyHandle* family,
                                                      std::string_view key) const {
  auto bytes = Get(family, key);
  if (!bytes.ok()) return bytes.status();
  if (!*bytes) return std::nullopt;
  Row row;
  if (!row.ParseFromString(**bytes)) {
    return absl::DataLossError("a row of the store is damaged: restore a backup");
  }
  return row;
}

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_ROCKS_STORE_H_
