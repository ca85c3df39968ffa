#ifndef NEWSWIRE_SERVICE_CORE_ITEM_APPEND_H_
#define NEWSWIRE_SERVICE_CORE_ITEM_APPEND_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "service/core/draft.h"
#include "service/core/group_state.h"
#include "service/core/proposal.h"

namespace newswire {

// What the applier's decisions share: how an item gets its next entry, and what the caller is told.

// "{revision}-{first 8 hexadecimal digits of the content hash}".
std::string MakeEtag(std::uint32_t revision, std::string_view content_sha256);

// One new revision of an item, to be shown to readers. Views are borrowed for the call.
struct NewRevision {
  v1::ItemKind kind = v1::ITEM_KIND_UNSPECIFIED;
  std::string_view uri;
  std::uint32_t revision = 0;
  v1::FeedAction action = v1::FEED_ACTION_UNSPECIFIED;
  v1::RevisionKind revision_kind = v1::REVISION_KIND_UNSPECIFIED;
  v1::Significance significance = v1::SIGNIFICANCE_UNSPECIFIED;  // then that of its kind
  std::string_view payload;                                      // as Draft::payload
  std::vector<std::string_view> languages;
  std::string_view provider;
  std::string_view content_sha256;
  std::int64_t create_time_us = 0;  // 0: now
  std::vector<std::string> changed_paths;
  // Null for most: its texts become the advisories of a correction, of a hold on one translation or
  // of a reinstated item.
  const Change* change = nullptr;
};

struct Appended {
  Position position;
  std::string etag;
};

// Appends the entry and makes it the item's current one. `row` is the item before, if there was
// one.
Appended AppendRevision(const NewRevision& revision, const std::optional<storage::ItemRow>& row,
                        GroupState* state);

// Appends the thin entry that takes an item back and makes it the item's current one. `newest` is
// the entry before, which says whose item it is; `row` is what the item was, with `retracted_with`
// set as it shall be. Returns what AppendRevision does.
Appended AppendRetraction(v1::PubStatus status, const Change& change, const EntryHead& newest,
                          storage::ItemRow row, GroupState* state);

// Name, revision, status and etag of an entry's item, serialised: what is left of a redacted one.
// `status` is what the item has become; the head says what it was.
std::string StubOf(const EntryHead& head, v1::PubStatus status);
// The item in an entry as a caller gets it: whole, or name, revision and status when it is
// redacted.
std::string ItemAt(Sequence sequence, const GroupState& state);

WriteOutcome Rejected(const ItemWrite& write, absl::Status status);
// An outcome with name, revision, etag and position; the item only when it is wanted.
WriteOutcome Written(const ItemWrite& write, v1::PublishOutcome outcome, std::uint32_t revision,
                     const Appended& appended, bool want_item, const GroupState& state);

// ABORTED / ETAG_MISMATCH; the current etag is in the answer.
absl::Status EtagMismatch(std::uint32_t revision, std::string_view content_sha256);
// The same, when the caller named an etag and it is another one.
absl::Status CheckEtag(const Draft& draft, std::uint32_t revision, std::string_view content_sha256);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ITEM_APPEND_H_
