#ifndef NEWSWIRE_STORAGE_STORE_H_
#define NEWSWIRE_STORAGE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/position.h"
#include "storage/rows.pb.h"

namespace rocksdb {
class Env;
}

namespace newswire {

// How to open a store.
struct StoreOptions {
  // Folder; made when it is not there. One process at a time.
  std::string path;
  // Sync every group to disk before Commit returns. False only for measurements: a power loss may
  // then lose acknowledged writes.
  bool sync = true;
  // Where files live. Null is the real file system; tests put a faulty one here. Borrowed; must
  // outlive the store.
  rocksdb::Env* env = nullptr;
  // Block cache, bytes.
  std::size_t cache_bytes = 256 << 20;
  // Memtable of the entries, bytes; three of them may exist. The WAL may grow to eight times this
  // (and is preallocated by it), so small disks need it smaller.
  std::size_t write_buffer_bytes = 64 << 20;
  // CheckSpace refuses below this many free bytes. Unset: the larger of 5 % of the disk (at most
  // 2 GiB) and two full WALs plus 256 MiB.
  std::optional<std::uint64_t> min_free_bytes;
};

// Small tables beside the log; storage/keys.h says what is in them.
enum class Table { kHeld, kWithheld, kRecords };

// Everything one group of proposals changes; committed whole or not at all.
struct WriteGroup {
  struct Entry {
    Sequence sequence;
    // Framed bytes (storage/entry_frame.h). Must live until Commit returns.
    std::string_view framed;
  };
  struct Item {
    std::string uri;  // what follows the first '/' of EntryHead::name
    storage::ItemRow row;
  };
  struct Request {
    std::string id;
    storage::RequestRow row;
  };
  // An entry of an earlier group that gets other bytes: the same sequence, name and digest.
  struct Overwrite {
    Sequence sequence;
    std::string framed;
  };
  struct Row {
    Table table;
    std::string key;
    std::optional<std::string> value;  // nullopt deletes it
  };
  std::vector<Entry> entries;  // dense, starting at head().sequence + 1
  std::vector<Overwrite> overwrites;
  std::vector<Row> rows;    // in order: a later one of the same key counts
  std::vector<Item> items;  // each also becomes the row (uri, revision) of `revisions`
  std::vector<Request> requests;
  storage::HeadRow head;  // true after the group
};

// Bounds of what is kept, and the log's identity.
struct Bounds {
  Position floor;  // position before the oldest kept entry
  Position head;   // newest position
  absl::Time head_time = absl::InfinitePast();
};

// What retention may remove. Zero means no limit.
struct RetentionPolicy {
  absl::Duration age = absl::ZeroDuration();
  std::uint64_t bytes = 0;
};

// All state of one node, in RocksDB. Every key it writes is in storage/keys.h, every row in
// storage/rows.proto, and storage/FORMAT.md explains both.
//
// Threads: Commit, Trim and ExpireRequests from one thread only (the applier); everything else from
// any thread, at any time. A reader sees only entries up to bounds().head.
class Store {
 public:
  // Opens the folder, or makes it. Errors, each with a text that says what to do:
  // - DATA_LOSS: damage, or the log is shorter than the head mark says.
  // - FAILED_PRECONDITION: made by a newer format, or in use by another process.
  // - UNAVAILABLE: the folder cannot be made, read or written.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const StoreOptions& options);
  virtual ~Store() = default;

  // Makes the group true and durable (StoreOptions::sync), then visible to readers. After an error
  // nothing of the group is visible, but it may be on disk: the caller must stop writing and end
  // the process (a failed sync is indeterminate).
  virtual absl::Status Commit(const WriteGroup& group) = 0;

  virtual Bounds bounds() const = 0;
  // As of the last Commit.
  virtual storage::HeadRow head() const = 0;

  virtual absl::StatusOr<std::optional<storage::ItemRow>> FindItem(std::string_view uri) const = 0;
  // All items that have a sequence, in the order of their uris, as of one moment. False ends the
  // scan.
  using ItemVisitor = std::function<bool(std::string_view uri, const storage::ItemRow& row)>;
  virtual absl::Status ScanItems(const ItemVisitor& visitor) const = 0;
  virtual absl::StatusOr<std::optional<storage::RequestRow>> FindRequest(
      std::string_view id) const = 0;
  // One row of a small table.
  virtual absl::StatusOr<std::optional<std::string>> FindRow(Table table,
                                                             std::string_view key) const = 0;
  // Rows with begin <= key < end, in order, as of one moment. False ends the scan.
  using RowVisitor = std::function<bool(std::string_view key, std::string_view value)>;
  virtual absl::Status ScanRows(Table table, std::string_view begin, std::string_view end,
                                const RowVisitor& visitor) const = 0;
  // Sequence of one revision of an item.
  virtual absl::StatusOr<std::optional<Sequence>> FindRevision(std::string_view uri,
                                                               std::uint32_t revision) const = 0;
  // Framed bytes of one entry, from the feed or, when retention has passed it and it is still the
  // current revision of its item, from the archive. NOT_FOUND when neither holds it.
  virtual absl::StatusOr<std::string> ReadEntry(Sequence sequence) const = 0;

  // Called with (sequence, framed bytes); the bytes live for the call. False ends the scan.
  using EntryVisitor = std::function<bool(Sequence, std::string_view)>;
  // Entries from `from` up to the head, ascending. OUT_OF_RANGE when `from` is below the floor.
  virtual absl::Status Scan(Sequence from, const EntryVisitor& visitor) const = 0;
  // Entries with sequence <= `from`, descending: the feed first, then the archive, both as of one
  // moment. That moment may already hold a group that bounds() does not show yet; give
  // bounds().head.sequence as `from` to leave it out.
  virtual absl::Status ScanBackward(Sequence from, const EntryVisitor& visitor) const = 0;
  // Revisions of an item, from `from` descending: called with (revision, sequence).
  using RevisionVisitor = std::function<bool(std::uint32_t, Sequence)>;
  virtual absl::Status ScanRevisions(std::string_view uri, std::uint32_t from,
                                     const RevisionVisitor& visitor) const = 0;

  // Entries in the archive from `from` up to the floor, ascending: each is the current one of its
  // item.
  virtual absl::Status ScanArchive(Sequence from, const EntryVisitor& visitor) const = 0;

  // First kept entry appended at or after `time`; head + 1 when there is none.
  virtual absl::StatusOr<Sequence> FirstAtOrAfter(absl::Time time) const = 0;
  // Digest of the log up to `sequence`, floor.sequence <= sequence <= head.sequence.
  virtual absl::StatusOr<std::uint64_t> DigestAt(Sequence sequence) const = 0;

  // Removes what the policy lets go, at most `max_entries` a call, and moves the floor. An entry
  // that carries the current revision of its item moves to the archive. The feed may become empty:
  // the floor then is the head, and the log goes on from there. Returns how many were removed; at
  // most about 16 MiB move in one call, so only 0 means that everything is done.
  virtual absl::StatusOr<std::uint64_t> Trim(const RetentionPolicy& policy, absl::Time now,
                                             std::uint64_t max_entries) = 0;
  // Forgets requests answered before `before`, at most `max_rows` a call.
  virtual absl::Status ExpireRequests(absl::Time before, std::uint64_t max_rows) = 0;

  // Makes what overwritten entries and deleted rows of these items once held leave the disk:
  // flushes, and compacts what they touched. Blocks, for seconds in a large store; any thread, one
  // at a time. UNAVAILABLE when a reader still holds an old view: ask again later.
  virtual absl::Status Erase(const std::vector<storage::ErasureRow>& erasures) = 0;

  // OK, or RESOURCE_EXHAUSTED / DISK_FULL when the disk is so full that a write could abort the
  // process. Cheap enough for every group.
  virtual absl::Status CheckSpace() const = 0;
};

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_STORE_H_
