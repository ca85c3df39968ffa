#include "service/core/page_reader.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "service/core/start.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

// About 160 KiB for each reader that is in a snapshot.
constexpr std::size_t kRememberedMax = 1024;
constexpr std::size_t kDearerThanScan = 8;

absl::Status Damaged(Sequence sequence) {
  return absl::DataLossError(absl::StrCat("entry ", sequence, " is damaged"));
}

}  // namespace

// A page in the making.
struct PageReader::Work {
  explicit Work(const PageLimits& page_limits) : limits(page_limits) {}

  const PageLimits& limits;
  EntryPage page;
  std::size_t looked_at = 0;        // entries
  std::size_t looked_at_bytes = 0;  // of them
  bool full = false;                // what comes next is for the next page
  absl::Status failure;
};

absl::StatusOr<EntryPage> PageReader::Read(const Place& after, const PageLimits& limits) {
  Work work(limits);
  work.page.through = after;
  NEWSWIRE_RETURN_IF_ERROR(after.snapshot ? ReadSnapshot(&work) : ReadLog(&work));
  NEWSWIRE_RETURN_IF_ERROR(work.failure);
  work.page.complete = !work.full;
  return std::move(work.page);
}

absl::Status PageReader::ReadLog(Work* work) {
  if (finder_ != nullptr && !filter_.wants_everything()) {
    NEWSWIRE_RETURN_IF_ERROR(ReadFound(work));
    if (work->full || !work->failure.ok()) return absl::OkStatus();
  }
  return Scan(work);
}

// Goes from one entry that may match to the next, as long as there are few of them.
absl::Status PageReader::ReadFound(Work* work) {
  const Sequence begin = work->page.through.position.sequence;
  Sequence after = begin;
  while (after - begin < kPassedOverMax) {
    const auto found = finder_->FindEntries(filter_, after);
    // Without it the log is still whole.
    if (!found.ok()) break;
    // One that is looked up costs as much as a few that are scanned.
    if (found->sequences.size() * kDearerThanScan >= found->through - after) break;
    for (const Sequence sequence : found->sequences) {
      const auto framed = store_->ReadEntry(sequence);
      if (store_->bounds().floor.sequence > begin) return PositionExpired(store_->bounds(), begin);
      NEWSWIRE_RETURN_IF_ERROR(framed.status());
      if (!Visit(*framed, work)) return absl::OkStatus();
    }
    after = found->through;
    const auto digest = store_->DigestAt(after);
    if (store_->bounds().floor.sequence > begin) return PositionExpired(store_->bounds(), begin);
    NEWSWIRE_RETURN_IF_ERROR(digest.status());
    work->page.through.position.sequence = after;
    work->page.through.position.digest = *digest;
    work->page.through_time = absl::InfinitePast();
  }
  return absl::OkStatus();
}

absl::Status PageReader::Scan(Work* work) {
  const Sequence after = work->page.through.position.sequence;
  const auto visit = [this, work](Sequence, std::string_view framed) {
    return Visit(framed, work);
  };
  const absl::Status status = store_->Scan(after + 1, visit);
  if (absl::IsOutOfRange(status)) return PositionExpired(store_->bounds(), after);
  return status;
}

absl::Status PageReader::ReadSnapshot(Work* work) {
  const Position moment = work->page.through.position;
  std::optional<Sequence>& done = work->page.through.snapshot;
  const auto visit = [&](Sequence sequence, std::string_view framed) {
    return sequence <= moment.sequence && Visit(framed, work);
  };
  // The floor may move at any time: what was in the feed a moment ago is then in the archive, and a
  // place that was above the floor is below it. So it is asked again behind every scan, also the
  // last one.
  for (;;) {
    const Bounds bounds = store_->bounds();
    if (bounds.floor.sequence > moment.sequence) return SnapshotExpired(bounds, moment);
    if (*done >= moment.sequence) return absl::OkStatus();
    const bool archived = *done < bounds.floor.sequence;
    const absl::Status status = archived ? store_->ScanArchive(*done + 1, visit)  //
                                         : store_->Scan(*done + 1, visit);
    if (!archived && absl::IsOutOfRange(status)) continue;
    NEWSWIRE_RETURN_IF_ERROR(status);
    if (work->full || !work->failure.ok()) return absl::OkStatus();
    done = std::max(*done, archived ? bounds.floor.sequence : moment.sequence);
  }
}

// Looks at one entry. False ends the scan: the page is full, or something has failed.
bool PageReader::Visit(std::string_view framed, Work* work) {
  EntryPage& page = work->page;
  work->full = page.count >= work->limits.entries_max || work->looked_at >= kLookedAtMax ||
               work->looked_at_bytes >= kLookedAtBytesMax;
  if (work->full) return false;
  EntryPayload payload;
  const std::optional<EntryHead> head = ParseEntryHead(framed, &payload);
  if (!head) {
    work->failure = Damaged(page.through.snapshot.value_or(page.through.position.sequence) + 1);
    return false;
  }
  const absl::StatusOr<bool> wanted = Wants(*head, payload, work);
  if (!wanted.ok()) {
    work->failure = wanted.status();
    return false;
  }
  std::optional<std::string> shown;
  if (*wanted && view_) {
    shown = view_->Encode(framed);
    if (!shown) {
      work->failure = Damaged(head->sequence);
      return false;
    }
  }
  const std::string_view entry = shown ? std::string_view(*shown) : framed;
  work->full =
      *wanted && page.count > 0 && page.entries.size() + entry.size() > work->limits.bytes_max;
  if (work->full) return false;
  ++work->looked_at;
  work->looked_at_bytes += framed.size();
  if (*wanted) {
    page.entries.append(entry);
    ++page.count;
  }
  if (page.through.snapshot) {
    page.through.snapshot = head->sequence;
  } else {
    page.through.position.sequence = head->sequence;
    page.through.position.digest = head->digest;
  }
  page.through_time = head->append_time;
  return true;
}

absl::StatusOr<bool> PageReader::Wants(const EntryHead& head, const EntryPayload& payload,
                                       Work* work) {
  if (!filter_.Matches(head, payload)) return false;
  if (!work->page.through.snapshot && mode_ != v1::REPLAY_MODE_LATEST) return true;
  NEWSWIRE_ASSIGN_OR_RETURN(const Sequence newest, NewestOf(UriOf(head.name), work));
  return newest == head.sequence;
}

// Sequence of the item's newest entry; in a snapshot, of the newest one at its moment.
absl::StatusOr<Sequence> PageReader::NewestOf(std::string_view uri, Work* work) {
  NEWSWIRE_ASSIGN_OR_RETURN(const auto row, store_->FindItem(uri));
  if (!row) {
    return absl::DataLossError(absl::StrCat("the row of ", std::string(uri), " is missing"));
  }
  const Place& place = work->page.through;
  if (!place.snapshot || row->sequence() <= place.position.sequence) return row->sequence();
  const auto known = newest_.find(std::string(uri));
  if (known != newest_.end()) return known->second;
  NEWSWIRE_ASSIGN_OR_RETURN(const Sequence newest, WalkBack(row->sequence(), work));
  if (newest_.size() >= kRememberedMax) newest_.clear();
  newest_[std::string(uri)] = newest;
  return newest;
}

// From an item's entry behind the moment to its newest one that is not.
absl::StatusOr<Sequence> PageReader::WalkBack(Sequence from, Work* work) {
  const Position& moment = work->page.through.position;
  while (from > moment.sequence) {
    const absl::StatusOr<std::string> framed = store_->ReadEntry(from);
    // Only what retention has passed is not there, and this one came after the moment.
    if (absl::IsNotFound(framed.status())) return SnapshotExpired(store_->bounds(), moment);
    NEWSWIRE_RETURN_IF_ERROR(framed.status());
    const std::optional<EntryHead> head = ParseEntryHead(*framed);
    if (!head || head->previous_sequence >= from) return Damaged(from);
    ++work->looked_at;
    work->looked_at_bytes += framed->size();
    from = head->previous_sequence;
  }
  return from;
}

}  // namespace newswire
