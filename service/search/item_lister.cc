#include "service/search/item_lister.h"

#include <algorithm>

#include "newswire/v1/feed.pb.h"
#include "service/core/error.h"
#include "service/core/page_token.h"
#include "storage/entry_frame.h"
#include "storage/status_macros.h"

namespace newswire {

// One page while it is being filled.
struct ItemLister::Work {
  const CompiledFilter& filter;
  const std::size_t size;
  Page page;
  std::size_t bytes = 0;
  Sequence next = 0;  // where the next page begins; 0 when there is none
};

// Takes an entry that the filter wants when it shows its item as it is now. False: the page is full
// before it.
bool ItemLister::Take(const EntryHead& head, const EntryPayload& payload, Work* work) const {
  if (payload.field == v1::FeedEntry::kRedactedFieldNumber) return true;
  // An entry shows its item only when no later entry does.
  const auto row = store_->FindItem(UriOf(head.name));
  if (!row.ok() || !row->has_value() || (*row)->sequence() != head.sequence) return true;
  const bool fits =
      work->bytes == 0 || work->bytes + payload.bytes.size() <= ItemReader::kPageBytesMax;
  if (work->page.items.size() == work->size || !fits) {
    work->next = head.sequence;
    return false;
  }
  work->bytes += payload.bytes.size();
  work->page.items.emplace_back(payload.bytes);
  return true;
}

absl::Status ItemLister::ListBehindIndex(Sequence from, Sequence indexed, Work* work) const {
  int looked_at = 0;
  return store_->ScanBackward(from, [&](Sequence sequence, std::string_view framed) {
    if (sequence <= indexed) return false;
    if (looked_at++ == kScanMax) {
      work->next = sequence;
      return false;
    }
    EntryPayload payload;
    const auto head = ParseEntryHead(framed, &payload);
    return !head || !work->filter.Wants(*head, payload) || Take(*head, payload, work);
  });
}

absl::Status ItemLister::ListIndexed(Sequence from, Work* work) const {
  absl::Status failure;
  const bool needs_texts = work->filter.needs_texts();
  int looked_at = 0;
  const auto visit = [&](Sequence sequence) {
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
    if (!head || (needs_texts && !work->filter.Wants(*head, payload))) return true;
    return Take(*head, payload, work);
  };
  NEWSWIRE_RETURN_IF_ERROR(index_->Find(work->filter, from + 1, visit));
  return failure;
}

absl::StatusOr<ItemLister::Page> ItemLister::List(const CompiledFilter& filter, std::size_t size,
                                                  const std::string& token) const {
  // Before the head is asked: what comes meanwhile is behind both.
  const Sequence indexed = index_->through();
  Sequence from = store_->bounds().head.sequence;
  if (!token.empty()) {
    const auto place = ParsePageToken(token, filter.fingerprint());
    if (!place) return PageTokenInvalid();
    from = *place;
  }
  Work work{.filter = filter, .size = size};
  if (from > indexed) NEWSWIRE_RETURN_IF_ERROR(ListBehindIndex(from, indexed, &work));
  if (work.next == 0) NEWSWIRE_RETURN_IF_ERROR(ListIndexed(std::min(from, indexed), &work));
  if (work.next != 0) work.page.next_token = MakePageToken(work.next, filter.fingerprint());
  return std::move(work.page);
}

}  // namespace newswire
