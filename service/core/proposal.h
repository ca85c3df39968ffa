#ifndef NEWSWIRE_SERVICE_CORE_PROPOSAL_H_
#define NEWSWIRE_SERVICE_CORE_PROPOSAL_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "newswire/v1/feed_service.pb.h"
#include "service/core/draft.h"
#include "storage/position.h"
#include "storage/proposal_log.h"
#include "storage/store.h"

namespace newswire {

// What a write demands of the state it meets.
enum class WriteMode {
  kCreate,  // the item is new, or has this very content
  kUpdate,  // the item exists
  kUpsert,  // either
};

// What is done to the item.
enum class Operation {
  kPut,  // new content
  kWithhold,
  kReinstate,
  kCancel,
  kRelease,  // of an embargo
};

// One item to write.
struct ItemWrite {
  Operation operation = Operation::kPut;
  WriteMode mode = WriteMode::kUpsert;
  // All of it for kPut; else only kind, uri and etag.
  Draft draft;
  std::shared_ptr<const Change> change;  // null for most
  // When not 0: the revision the write was made from; anything else now is ABORTED / ETAG_MISMATCH.
  std::uint32_t expected_revision = 0;
  // The article quotes recommendations whose text must be compared.
  bool check_quotes = false;
};

// What the applier decided about one item.
struct WriteOutcome {
  absl::Status status;  // not OK exactly when outcome is REJECTED
  v1::PublishOutcome outcome = v1::PUBLISH_OUTCOME_UNSPECIFIED;
  std::string name;
  std::uint32_t revision = 0;
  std::string etag;
  Position position;  // of its entry; sequence 0 when nothing was written
  // The stored item's serialised bytes; only when WriteProposal::want_items.
  std::string item;
};

// What the applier decided about a proposal. When `status` is not OK nothing of it was written.
struct ProposalOutcome {
  absl::Status status;
  std::vector<WriteOutcome> writes;  // one per write, in order
};

// A validated write on its way through the proposal log.
struct WriteProposal : public Proposal {
  std::vector<ItemWrite> writes;  // in an atomic proposal each name stands once
  bool atomic = false;
  bool want_items = false;
  std::string request_id;           // empty: none
  std::string request_fingerprint;  // SHA-256 of the request's body
  absl::Time proposed_at;           // the proposer's clock
  // Called exactly once by the applier, on its thread; must not block. Null on replay.
  std::function<void(ProposalOutcome)> done;

  std::size_t bytes() const override {
    std::size_t sum = sizeof(*this);
    for (const ItemWrite& write : writes) sum += sizeof(write) + write.draft.payload.size();
    return sum;
  }
};

// Asks the applier to publish the held items that are due.
struct ReleaseProposal : public Proposal {
  absl::Time now;
  // Called by the applier, on its thread, when the entries are visible, or why they are not. Some
  // may be left for another round. Must not block. Null on replay.
  std::function<void(const absl::Status&)> done;
  std::size_t bytes() const override { return sizeof(*this); }
};

// Rows of the table kRecords that stand beside the items: readers, acknowledgements, receipts.
struct RecordProposal : public Proposal {
  std::vector<WriteGroup::Row> rows;
  // Called by the applier, on its thread, when they are durable or not. Null on replay.
  std::function<void(const absl::Status&)> done;
  std::size_t bytes() const override {
    std::size_t sum = sizeof(*this);
    for (const WriteGroup::Row& row : rows) {
      sum += sizeof(row) + row.key.size() + row.value.value_or("").size();
    }
    return sum;
  }
};

// Asks the applier to remove what retention lets go and to forget old request ids.
struct MaintenanceProposal : public Proposal {
  absl::Time now;
  // Called by the applier, on its thread, when it has done one bounded round; `more` says that
  // another one would find work. Must not block. Null on replay.
  std::function<void(bool more)> done;
  std::size_t bytes() const override { return sizeof(*this); }
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_PROPOSAL_H_
