#ifndef NEWSWIRE_SERVICE_CORE_GROUP_H_
#define NEWSWIRE_SERVICE_CORE_GROUP_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/core/entry_sink.h"
#include "service/core/proposal.h"
#include "storage/store.h"

namespace newswire {

// Decides proposals one after the other against the stored state plus what earlier proposals of the
// same group changed, and collects what has to be written. One thread; lives for one group.
//
// A failure of the store is kept in `error()`; the group must then not be committed.
class Group {
 public:
  // Borrowed; both outlive the group.
  Group(Store* store, EntrySink* sink);

  // Decides one proposal. What it changes is visible to the next one.
  ProposalOutcome Decide(const WriteProposal& proposal);

  // What each write of a proposal would be refused for now; nothing is changed.
  std::vector<absl::Status> Check(const WriteProposal& proposal);

  const WriteGroup& writes() const { return writes_; }
  WriteGroup* mutable_writes() { return &writes_; }
  bool empty() const { return writes_.entries.empty() && writes_.requests.empty(); }
  const absl::Status& error() const { return error_; }
  // Position of the last entry.
  Position head() const;

 private:
  using ItemRow = storage::ItemRow;

  ProposalOutcome DecideWrites(const WriteProposal& proposal);
  // The first answer to this request id, when there was one.
  std::optional<ProposalOutcome> Answered(const WriteProposal& proposal);
  void Remember(const WriteProposal& proposal, const ProposalOutcome& outcome);

  // OK when the write may happen; `row` is the item it meets. `unchanged` is set when the item
  // already has this very content.
  absl::Status Check(const ItemWrite& write, const std::optional<ItemRow>& row, bool* unchanged);
  absl::Status CheckQuotesOf(const ItemWrite& write);
  WriteOutcome DecideOne(const ItemWrite& write, const WriteProposal& proposal);
  WriteOutcome Accept(const ItemWrite& write, const std::optional<ItemRow>& row,
                      const WriteProposal& proposal);
  WriteOutcome Unchanged(const ItemWrite& write, const ItemRow& row, const WriteProposal& proposal);
  // Frames the entry, appends it and changes the item's row.
  void Append(const ItemWrite& write, const std::optional<ItemRow>& row, std::string_view payload,
              WriteOutcome* outcome);

  std::optional<ItemRow> Find(std::string_view uri);
  // The item's stored bytes at a sequence, of this group or an older one; empty on error.
  std::string PayloadAt(Sequence sequence);
  void NoteError(const absl::Status& status);

  Store* const store_;
  EntrySink* const sink_;
  const std::uint64_t log_id_;
  WriteGroup writes_;
  std::unordered_map<std::string, ItemRow> changed_;               // by uri
  std::unordered_map<std::string, storage::RequestRow> requests_;  // by request id
  absl::Status error_;
};

// "{revision}-{first 8 hexadecimal digits of the content hash}".
std::string MakeEtag(std::uint32_t revision, std::string_view content_sha256);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_GROUP_H_
