#include "service/search/item_lister.h"

#include <algorithm>

#include "newswire/v1/feed.pb.h"
#include "service/core/error.h"
#include "service/core/page_token.h"
#include "storage/entry_frame.h"
#include "storage/scan_all.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

Index::Order FeedOrder(const ItemLister::Query& query) {
  return query.order == v1::ITEM_ORDER_OLDEST_FIRST ? Index::Order::kOldestFirst
                                                    : Index::Order::kNewestFirst;
}

}  // namespace

// Takes an entry that the filter wants when it shows its item as it is now. False: the page is full
// before it.
bool ItemLister::Take(const EntryHead& head, const EntryPayload& payload, Work* work) const {
  if (payload.field == v1::FeedEntry::kRedactedFieldNumber) return true;
  // An entry shows its item only when no later entry does.
  const auto row = store_->FindItem(UriOf(head.name));
  if (!row.ok() || !row->has_value() || (*row)->sequence() != head.sequence) return true;
  const bool fits =
      work->bytes == 0 || work->bytes + payload.bytes.size() <= ItemReader::kPageBytesMax;
  if (work->page.items.size() == work->query.size || !fits) {
    work->next = head.sequence;
    return false;
  }
  work->bytes += payload.bytes.size();
  work->page.items.emplace_back(payload.bytes);
  return true;
}

absl::Status ItemLister::ListIndexed(Sequence from, Work* work) const {
  absl::Status failure;
  const CompiledFilter& filter = work->query.filter;
  const bool needs_texts = filter.needs_texts();
  int looked_at = 0;
  const auto visit = [&](Sequence sequence) {
    if (sequence > work->indexed) return false;
    if (needs_texts && looked_at++ == kScanMax) {
      work->next = sequence;
      return false;
    }
    const auto framed = store_->ReadEntry(sequence);
    // Gone since it was found: its item has changed, and that is listed in its new place.
    if (absl::IsNotFound(framed.status())) return true;
    failure = framed.status();
    if (!failure.ok()) return false;
    EntryPayload payload;
    const auto head = ParseEntryHead(*framed, &payload);
    if (!head || (needs_texts && !filter.Wants(*head, payload))) return true;
    return Take(*head, payload, work);
  };
  NEWSWIRE_RETURN_IF_ERROR(index_->Find(filter, FeedOrder(work->query), from, visit));
  return failure;
}

absl::Status ItemLister::ListBehindIndex(Sequence from, Work* work) const {
  int looked_at = 0;
  const auto visit = [&](Sequence sequence, std::string_view framed) {
    if (sequence <= work->indexed) return false;
    if (looked_at++ == kScanMax) {
      work->next = sequence;
      return false;
    }
    EntryPayload payload;
    const auto head = ParseEntryHead(framed, &payload);
    return !head || !work->query.filter.Wants(*head, payload) || Take(*head, payload, work);
  };
  return FeedOrder(work->query) == Index::Order::kNewestFirst ? store_->ScanBackward(from, visit)
                                                              : ScanAll(*store_, from, visit);
}

absl::StatusOr<ItemLister::Page> ItemLister::List(const Query& query) const {
  return IsRanked(query.order) ? ListRanked(query) : ListByFeed(query);
}

absl::StatusOr<ItemLister::Page> ItemLister::ListByFeed(const Query& query) const {
  const bool newest_first = FeedOrder(query) == Index::Order::kNewestFirst;
  // Before the head is asked: what comes meanwhile is behind both.
  const Sequence indexed = index_->through();
  const std::string about = query.filter.fingerprint() + (newest_first ? "" : ";oldest");
  Sequence from = newest_first ? store_->bounds().head.sequence : 1;
  if (!query.token.empty()) {
    const auto place = ParsePageToken(query.token, about);
    if (!place) return PageTokenInvalid();
    from = *place;
  }
  Work work{.query = query, .indexed = indexed};
  if (newest_first) {
    if (from > indexed) NEWSWIRE_RETURN_IF_ERROR(ListBehindIndex(from, &work));
    if (work.next == 0) NEWSWIRE_RETURN_IF_ERROR(ListIndexed(std::min(from, indexed), &work));
  } else {
    if (from <= indexed) NEWSWIRE_RETURN_IF_ERROR(ListIndexed(from, &work));
    from = std::max(from, indexed + 1);
    if (work.next == 0) NEWSWIRE_RETURN_IF_ERROR(ListBehindIndex(from, &work));
  }
  if (work.next != 0) work.page.next_token = MakePageToken(work.next, about);
  return std::move(work.page);
}

}  // namespace newswire
