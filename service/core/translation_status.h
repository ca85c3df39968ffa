#ifndef NEWSWIRE_SERVICE_CORE_TRANSLATION_STATUS_H_
#define NEWSWIRE_SERVICE_CORE_TRANSLATION_STATUS_H_

#include "service/core/group_state.h"
#include "service/core/proposal.h"
#include "storage/rows.pb.h"

namespace newswire {

// One bad translation is taken back, the article lives: its text goes from every entry, its
// language from the list of languages, and readers who had it are told by an entry that passes
// every filter. Not the original: an article is not served without it.
//
// `row` is the article's; `status` is WITHHELD (the text waits) or CANCELED (it is destroyed).
// NOT_FOUND / TRANSLATION_NOT_FOUND, FAILED_PRECONDITION: ORIGINAL_NEEDED, ITEM_WITHHELD,
// ITEM_NOT_WITHHELD, ITEM_CANCELED.
WriteOutcome RetractTranslation(const ItemWrite& write, v1::PubStatus status,
                                const storage::ItemRow& row, bool want_item, GroupState* state);
WriteOutcome ReinstateTranslation(const ItemWrite& write, const storage::ItemRow& row,
                                  bool want_item, GroupState* state);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_TRANSLATION_STATUS_H_
