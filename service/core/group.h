#ifndef NEWSWIRE_SERVICE_CORE_GROUP_H_
#define NEWSWIRE_SERVICE_CORE_GROUP_H_

#include <optional>

#include "absl/status/status.h"
#include "service/core/entry_sink.h"
#include "service/core/group_state.h"
#include "service/core/proposal.h"
#include "storage/store.h"

namespace newswire {

// Decides proposals one after the other, each against the stored state plus what earlier proposals
// of the same group changed, and collects what has to be written. One thread; lives for one group.
//
// A failure of the store is kept in `error()`; the group must then not be committed.
class Group {
 public:
  // Borrowed; both outlive the group.
  Group(const Store* store, EntrySink* sink) : state_(store, sink) {}

  // Decides one proposal. What it changes is visible to the next one.
  ProposalOutcome Decide(const WriteProposal& proposal);
  // What Decide would do with the writes now; nothing is changed, and the positions it gives are
  // those that would come. Request ids are not looked at.
  ProposalOutcome Try(const WriteProposal& proposal) const;
  // Publishes held items that are due at proposal.now, up to a bound; true when some are left.
  bool Decide(const ReleaseProposal& proposal);
  void Decide(const RecordProposal& proposal);

  const WriteGroup& writes() const { return state_.writes(); }
  WriteGroup* mutable_writes() { return state_.mutable_writes(); }
  bool empty() const { return !state_.changed(); }
  const absl::Status& error() const { return error_.ok() ? state_.error() : error_; }
  // Position of the last entry.
  Position head() const { return state_.head(); }

 private:
  ProposalOutcome DecideWrites(const WriteProposal& proposal);
  // The first answer to this request id, when there was one.
  std::optional<ProposalOutcome> Answered(const WriteProposal& proposal);
  void Remember(const WriteProposal& proposal, const ProposalOutcome& outcome);

  GroupState state_;
  mutable absl::Status error_;  // of a trial
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_GROUP_H_
