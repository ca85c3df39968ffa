#ifndef NEWSWIRE_SERVICE_CORE_GROUP_STATE_H_
#define NEWSWIRE_SERVICE_CORE_GROUP_STATE_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "newswire/v1/common.pb.h"
#include "service/core/entry_sink.h"
#include "storage/entry_frame.h"
#include "storage/keys.h"
#include "storage/store.h"

namespace newswire {

// The stored state plus everything a group has changed so far; also the only way to change it. Each
// change is at once true for the next question. Nothing is written to disk here: writes() says what
// to commit.
//
// A failure of the store is kept in error(); the group must then not be committed. One thread.
class GroupState {
 public:
  using ItemRow = storage::ItemRow;
  using HeldRow = storage::HeldRow;

  // Borrowed; both outlive it.
  GroupState(const Store* store, EntrySink* sink);
  // Goes on from a state without changing it: a place to try something. `base` outlives it and does
  // not change meanwhile.
  GroupState(const GroupState* base, EntrySink* sink);
  GroupState(const GroupState&) = delete;
  GroupState& operator=(const GroupState&) = delete;

  // The clock of the proposal that is decided next.
  void Advance(absl::Time now) { now_us_ = absl::ToUnixMicros(now); }
  // Feed time: that clock, but never earlier than the newest entry, whatever the proposers' clocks
  // do. Only an entry moves it for those that follow: what leaves no trace must not either, or
  // replays that form other groups would give other times.
  absl::Time time() const { return absl::FromUnixMicros(time_us()); }
  std::int64_t time_us() const { return std::max(writes_.head.append_time_us(), now_us_); }
  // Whether something is due at that time. Asks the proposer's clock and not feed time, which is
  // ahead of it for a while after a clock that was ahead has been set right.
  bool IsDue(std::int64_t time_us) const { return time_us <= now_us_; }
  // Due times from here on are not due.
  std::int64_t first_not_due_us() const { return now_us_ + 1; }

  // An item that has a sequence; nullopt when there is none.
  std::optional<ItemRow> Find(std::string_view uri) const;
  // An item under embargo.
  std::optional<HeldRow> FindHeld(std::string_view uri) const;
  std::optional<storage::RequestRow> FindRequest(const std::string& id) const;
  // Framed entry; nullopt when retention has removed it.
  std::optional<std::string> FrameAt(Sequence sequence) const;
  // The item in that entry; empty after an error.
  std::string PayloadAt(Sequence sequence) const;
  std::optional<std::string> FindRow(Table table, const std::string& key) const;
  // Rows with begin <= key < end, in order, the first `rows_max` of them.
  std::map<std::string, std::string> RowsBetween(Table table, const std::string& begin,
                                                 const std::string& end,
                                                 std::size_t rows_max) const;
  // Rows whose key begins so, in order.
  std::map<std::string, std::string> RowsWithPrefix(Table table, const std::string& prefix) const;

  void SetItem(const std::string& uri, const ItemRow& row);
  // nullopt forgets it. Keeps the order of what is due.
  void SetHeld(const std::string& uri, const std::optional<HeldRow>& row);
  void SetRequest(const std::string& id, const storage::RequestRow& row);
  void SetRow(Table table, const std::string& key, std::optional<std::string> value);
  // What the item's entries and its rows beside the log once held must leave the disk.
  void EraseLater(const storage::ErasureRow& erasure);

  Sequence next_sequence() const { return writes_.head.sequence() + 1; }
  // Completes the head (sequence, digest, time), frames the entry and appends it.
  Position Append(EntryHead* head, const EntryPayload& payload);
  // Gives an entry other bytes under the same sequence.
  void Overwrite(Sequence sequence, std::string framed);
  // Items that exist, by kind.
  void CountItem(v1::ItemKind kind, int difference);

  const WriteGroup& writes() const { return writes_; }
  WriteGroup* mutable_writes() { return &writes_; }
  const absl::Status& error() const { return error_; }
  bool changed() const;
  // Position of the last entry.
  Position head() const;

 private:
  using Rows = std::map<std::string, std::optional<std::string>>;

  void NoteError(const absl::Status& status) const;
  // The first `rows_max` rows of the store in the range, with everything the group knows laid over.
  void Collect(Table table, const std::string& begin, const std::string& end, std::size_t rows_max,
               Rows* rows) const;
  // Index of an entry of this group; nullopt for older ones.
  std::optional<std::size_t> IndexOf(Sequence sequence) const;

  const Store* const store_;
  const GroupState* const base_;  // null: the store alone
  EntrySink* const sink_;
  const std::uint64_t log_id_;
  std::int64_t now_us_ = std::numeric_limits<std::int64_t>::min();
  const Sequence first_;  // sequence of the first entry that is appended here
  WriteGroup writes_;
  std::unordered_map<std::string, ItemRow> items_;                 // by uri
  std::unordered_map<std::string, storage::RequestRow> requests_;  // by request id
  Rows rows_[3];                                                   // by table
  // Entries with other bytes than they had; nodes do not move, views into them stay good.
  std::unordered_map<Sequence, std::string> overwritten_;
  mutable absl::Status error_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_GROUP_STATE_H_
