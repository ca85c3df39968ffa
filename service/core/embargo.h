#ifndef NEWSWIRE_SERVICE_CORE_EMBARGO_H_
#define NEWSWIRE_SERVICE_CORE_EMBARGO_H_

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "service/core/group_state.h"
#include "service/core/item_append.h"
#include "service/core/proposal.h"

namespace newswire {

// Items under embargo, and which articles report which recommendations (both decide who sees what).
//
//          Hold                     time comes, ReleaseItem
//   (new) ------> HELD -- Hold --> HELD ------------------> PUBLISHED, revision as it is now
//                   |  edited
//                   +------> gone, when it is cancelled: no reader ever learns of it
//
// A held item has a row in the table kHeld and none among the items, so no read can find it. A
// recommendation that nothing but held articles report is held with the last of them.

// Due only by a call.
inline constexpr std::int64_t kNeverDue = std::numeric_limits<std::int64_t>::max();
// When recommendations that a proposal brings are due because of an article in the same proposal,
// by uri.
using HeldBy = std::map<std::string, std::int64_t>;

// When the item's own embargo ends; 0 when it has none.
std::int64_t OwnDue(const std::optional<v1::Embargo>& embargo);
// When a new item is due, all things considered; now when GroupState::IsDue.
std::int64_t DueOf(const Draft& draft, const HeldBy& held_by, const GroupState& state);
// Of the recommendations that articles of the proposal report which are held, as `outcome` says;
// when it is null, of all those that shall be.
HeldBy HeldByArticlesOf(const WriteProposal& proposal, const ProposalOutcome* outcome);

// Keeps the item back: `row` takes the place of `old`.
void HoldItem(const std::string& uri, const std::optional<storage::HeldRow>& old,
              const storage::HeldRow& row, GroupState* state);
// Publishes a held item; the recommendations that wait for it alone come before it.
Appended ReleaseItem(const std::string& uri, const storage::HeldRow& row, GroupState* state);
// Forgets a held item, and with it the recommendations that were known only through it.
void DropHeld(const std::string& uri, const storage::HeldRow& row, GroupState* state);
// Publishes what is due by the proposer's clock, in the order of (time, urgency, uri), at most
// `items_max` and about 4 MiB. True when some is left.
bool ReleaseDue(int items_max, GroupState* state);

// Notes what a published article reports now; what it has reported before is forgotten. Releases
// recommendations that were held only because nothing published reported them, and brings back
// those that are on hold only because articles are that reported them.
void SetReports(const std::string& article, const std::vector<std::string>& before,
                const std::vector<std::string>& now, GroupState* state);
// Uris of the recommendations that a serialised article reports.
std::vector<std::string> ReportsOf(std::string_view article);
// The article is withheld or cancelled: it is no published reporter any more. Withheld, it is
// remembered as one that may come back.
void WithdrawReports(const std::string& article, const std::vector<std::string>& reports,
                     v1::PubStatus status, GroupState* state);
// It is published again.
void RestoreReports(const std::string& article, const std::vector<std::string>& reports,
                    GroupState* state);
// True when an article of that state, other than `article`, reports it.
bool IsReportedElsewhere(keys::Reporter reporter, const std::string& recommendation,
                         const std::string& article, const GroupState& state);

// The held item as its editor sees it, embargo included.
std::string HeldItem(const storage::HeldRow& row);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_EMBARGO_H_
