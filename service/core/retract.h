#ifndef NEWSWIRE_SERVICE_CORE_RETRACT_H_
#define NEWSWIRE_SERVICE_CORE_RETRACT_H_

#include "service/core/group_state.h"
#include "service/core/proposal.h"

namespace newswire {

// Taking items back.
//
//             WithholdItem             CancelItem
//   USABLE ------------------> WITHHELD ---------> CANCELED
//      ^ <--- ReinstateItem ------'                   ^
//      '-------------------- CancelItem --------------'
//
// While an item is WITHHELD its entries are redacted in place and the original frames wait in the
// table kWithheld; a cancel destroys those too. Every reader sees the same: reads, replays and the
// ring hold nothing that is not in the entries.
//
// A recommendation that has no other source than an article (no other usable article reports it,
// and no text of it is verbatim from its source document) goes where the article goes, also when
// only an earlier revision of the article reported it. It is not destroyed while another article
// that reports it is on hold. It comes back with the next article that reports it and is usable.
//
// Each decides Operation kWithhold, kReinstate, kCancel of one item, or of one translation of an
// article (Change::language): refuses it and changes nothing, or does all of it.
// REQUIRES: write.change is set.
WriteOutcome WithholdItem(const ItemWrite& write, bool want_item, GroupState* state);
WriteOutcome ReinstateItem(const ItemWrite& write, bool want_item, GroupState* state);
WriteOutcome CancelItem(const ItemWrite& write, bool want_item, GroupState* state);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_RETRACT_H_
