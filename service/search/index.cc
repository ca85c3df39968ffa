#include "service/search/index.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "newswire/v1/feed.pb.h"
#include "service/core/analyzer.h"
#include "service/core/draft.h"
#include "service/core/error.h"
#include "service/core/facet_values.h"
#include "service/core/payload_item.h"
#include "service/core/rank_terms.h"
#include "service/core/word_counts.h"
#include "storage/scan_all.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

// Changes when the same entries would give other terms or other rows.
std::string Version() {
  return "3 " + Analyzer::Version();
}
// How long a question waits for another thread that takes entries up, and how often it looks.
constexpr absl::Duration kFreshenPatience = absl::Milliseconds(100);
constexpr absl::Duration kFreshenPause = absl::Milliseconds(1);
constexpr char kVersionKey[] = "v";
constexpr char kSegments[] = "s";

}  // namespace

absl::Status Index::NotLoaded() {
  return WithRetry(MakeError(absl::StatusCode::kUnavailable, "INDEX_LOADING",
                             "the server has just begun and reads its index; try again"),
                   absl::Seconds(1));
}

absl::Status Index::Load(const std::atomic<bool>* stop) {
  absl::MutexLock work(&work_);
  NEWSWIRE_ASSIGN_OR_RETURN(const auto version, rows_->Get(kVersionKey));
  if (version != Version()) {
    NEWSWIRE_RETURN_IF_ERROR(rows_->Replace(kSegments, {}));
    NEWSWIRE_RETURN_IF_ERROR(rows_->Replace(kVersionKey, {{kVersionKey, Version()}}));
  }
  NEWSWIRE_ASSIGN_OR_RETURN(const Sequence sealed, LoadSealed());
  NEWSWIRE_RETURN_IF_ERROR(LoadLive(stop));
  // Not sooner: whoever asks for what is up to there must find all that is current.
  through_.store(sealed, std::memory_order_release);
  loaded_ = true;
  return absl::OkStatus();
}

absl::StatusOr<Sequence> Index::LoadSealed() {
  NEWSWIRE_ASSIGN_OR_RETURN(const auto numbers, SealedSegment::List(*rows_));
  const Sequence head = store_->bounds().head.sequence;
  std::uint32_t count = 0;
  // Behind a hole, or behind the head of a log that was restored, nothing is of use.
  while (count < numbers.size() && numbers[count] == count && FirstOf(count + 1) <= head + 1) {
    ++count;
  }
  for (std::size_t i = count; i < numbers.size(); ++i) {
    NEWSWIRE_RETURN_IF_ERROR(rows_->Replace(SealedSegment::Prefix(numbers[i]), {}));
  }
  for (std::uint32_t number = 0; number < count; ++number) {
    NEWSWIRE_ASSIGN_OR_RETURN(auto segment, SealedSegment::Open(rows_, number));
    absl::MutexLock lock(&mu_);
    PartOf(number)->sealed = std::move(segment);
  }
  return count == 0 ? 0 : FirstOf(count) - 1;
}

absl::Status Index::LoadLive(const std::atomic<bool>* stop) {
  bool stopped = false;
  const auto add = [&](std::string_view, const storage::ItemRow& row) {
    stopped = stop != nullptr && stop->load(std::memory_order_relaxed);
    if (stopped || row.pub_status() != v1::PUB_STATUS_USABLE) return !stopped;
    absl::MutexLock lock(&mu_);
    PartOf(SegmentOf(row.sequence()))->live.Set(OffsetOf(row.sequence()));
    return true;
  };
  NEWSWIRE_RETURN_IF_ERROR(store_->ScanItems(add));
  return stopped ? absl::CancelledError("the index is not read to its end") : absl::OkStatus();
}

Index::Entry Index::Prepare(std::string_view framed) {
  Entry entry;
  EntryPayload payload;
  const auto head = ParseEntryHead(framed, &payload);
  if (!head) return entry;
  entry.sequence = head->sequence;
  entry.previous = head->previous_sequence;
  entry.live = payload.field != v1::FeedEntry::kRedactedFieldNumber && !payload.bytes.empty();
  entry.terms = TermsOfHead(*head);
  if (!entry.live || CompiledFilter::TakesBack(*head)) {
    entry.terms.push_back(MakeTerm(Facet::kLook, ""));
  }
  const PayloadItem item(payload);
  const WordCounts words(item);
  const auto add = [&entry](std::vector<std::string> more) {
    std::move(more.begin(), more.end(), std::back_inserter(entry.terms));
  };
  add(TermsOfItem(item));
  add(FacetValuesOf(*head, item));
  add(RankTermsOf(item, words));
  words.Visit([&entry](std::string_view word, std::uint32_t) {
    entry.terms.push_back(MakeTerm(Facet::kText, word));
  });
  return entry;
}

absl::Status Index::ReadEntries(Sequence from, Sequence to, std::size_t entries_max,
                                std::vector<Entry>* entries, Sequence* through) const {
  *through = to;
  return ScanAll(*store_, from + 1, [&](Sequence sequence, std::string_view framed) {
    if (sequence > to) return false;
    entries->push_back(Prepare(framed));
    if (entries->size() < entries_max) return true;
    *through = sequence;
    return false;
  });
}

absl::StatusOr<bool> Index::CatchUp(std::size_t entries_max) {
  absl::MutexLock work(&work_);
  return CatchUpLocked(entries_max);
}

absl::StatusOr<bool> Index::CatchUpLocked(std::size_t entries_max) {
  if (!loaded_) return NotLoaded();
  const Sequence from = through();
  const Sequence head = store_->bounds().head.sequence;
  if (from >= head) return false;
  // Not over the end of a segment: it is sealed first.
  const std::uint32_t number = SegmentOf(from + 1);
  const Sequence last = FirstOf(number + 1) - 1;
  std::vector<Entry> entries;
  Sequence reached = from;
  NEWSWIRE_RETURN_IF_ERROR(
      ReadEntries(from, std::min(head, last), entries_max, &entries, &reached));
  TakeUp(entries);
  if (reached == last) NEWSWIRE_RETURN_IF_ERROR(Seal(number));
  through_.store(reached, std::memory_order_release);
  return reached < head;
}

absl::Status Index::Freshen(std::size_t entries_max) {
  if (!loaded_) return NotLoaded();
  const Sequence head = store_->bounds().head.sequence;
  const absl::Time patience = absl::Now() + kFreshenPatience;
  while (through() < head && head - through() <= entries_max) {
    if (!work_.TryLock()) {
      if (absl::Now() > patience) return absl::OkStatus();
      absl::SleepFor(kFreshenPause);
      continue;
    }
    const absl::Status status = CatchUpLocked(entries_max).status();
    work_.Unlock();
    NEWSWIRE_RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

void Index::TakeUp(const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) {
    if (entry.sequence == 0) continue;  // damaged: reads say so
    // Each for itself: questions wait for the lock, and this thread may not be run for a while.
    absl::MutexLock lock(&mu_);
    if (entry.previous != 0) {
      PartOf(SegmentOf(entry.previous))->live.Clear(OffsetOf(entry.previous));
    }
    Part* const part = PartOf(SegmentOf(entry.sequence));
    if (!part->open) part->open = std::make_unique<OpenSegment>();
    part->open->Add(OffsetOf(entry.sequence), entry.terms);
    if (entry.live) part->live.Set(OffsetOf(entry.sequence));
  }
}

absl::Status Index::Seal(std::uint32_t number) {
  IndexStore::Rows rows;
  {
    absl::MutexLock lock(&mu_);
    const Part& part = *PartOf(number);
    rows = part.open ? part.open->Seal(number) : OpenSegment().Seal(number);
  }
  NEWSWIRE_RETURN_IF_ERROR(rows_->Replace(SealedSegment::Prefix(number), rows));
  NEWSWIRE_ASSIGN_OR_RETURN(auto sealed, SealedSegment::Open(rows_, number));
  absl::MutexLock lock(&mu_);
  Part* const part = PartOf(number);
  part->sealed = std::move(sealed);
  part->open.reset();
  return absl::OkStatus();
}

absl::Status Index::Erase(const std::vector<storage::ErasureRow>& erasures) {
  absl::MutexLock work(&work_);
  if (!loaded_) return NotLoaded();
  std::set<std::uint32_t> numbers;
  for (const storage::ErasureRow& erasure : erasures) {
    for (const Sequence sequence : erasure.sequences()) {
      if (sequence > through() && !erasure.older_entries()) continue;
      const std::uint32_t last = SegmentOf(std::min(sequence, through()));
      // Of older entries nobody knows any more where they were.
      std::uint32_t number = erasure.older_entries() ? 0 : last;
      for (; number <= last; ++number) numbers.insert(number);
    }
  }
  for (const std::uint32_t number : numbers) NEWSWIRE_RETURN_IF_ERROR(Rebuild(number));
  return absl::OkStatus();
}

absl::Status Index::Rebuild(std::uint32_t number) {
  const Sequence first = std::max<Sequence>(FirstOf(number), 1);
  const Sequence last = std::min(FirstOf(number + 1) - 1, through());
  auto open = std::make_unique<OpenSegment>();
  constexpr std::size_t kEntriesMax = 1024;
  for (Sequence at = first - 1; at < last;) {
    std::vector<Entry> entries;
    NEWSWIRE_RETURN_IF_ERROR(ReadEntries(at, last, kEntriesMax, &entries, &at));
    for (const Entry& entry : entries) {
      if (entry.sequence != 0) open->Add(OffsetOf(entry.sequence), entry.terms);
    }
  }
  {
    absl::MutexLock lock(&mu_);
    Part* const part = PartOf(number);
    if (part->sealed == nullptr) {
      part->open = std::move(open);
      return absl::OkStatus();
    }
  }
  const std::string prefix = SealedSegment::Prefix(number);
  NEWSWIRE_RETURN_IF_ERROR(rows_->Replace(prefix, open->Seal(number)));
  NEWSWIRE_ASSIGN_OR_RETURN(auto segment, SealedSegment::Open(rows_, number));
  {
    absl::MutexLock lock(&mu_);
    PartOf(number)->sealed = std::move(segment);
  }
  return rows_->Compact(prefix);
}

Index::Part* Index::PartOf(std::uint32_t number) {
  while (parts_.size() <= number) parts_.push_back(std::make_unique<Part>());
  return parts_[number].get();
}

std::uint32_t Index::parts() const {
  absl::ReaderMutexLock lock(&mu_);
  return static_cast<std::uint32_t>(parts_.size());
}

absl::StatusOr<Bitmap> Index::With(const Segment& segment, std::uint32_t number,
                                   const Clause& clause) const {
  Bitmap with;
  if (clause.facet != Facet::kName) {
    NEWSWIRE_RETURN_IF_ERROR(segment.AddTo(clause.terms, &with));
    return with;
  }
  for (const std::string& term : clause.terms) {  // names are looked up in the items
    const std::string_view name = std::string_view(term).substr(1);
    NEWSWIRE_ASSIGN_OR_RETURN(const auto row, store_->FindItem(UriOf(name)));
    const bool here = row && SegmentOf(row->sequence()) == number &&
                      ItemName(static_cast<v1::ItemKind>(row->kind()), UriOf(name)) == name;
    if (here) with.Set(OffsetOf(row->sequence()));
  }
  return with;
}

absl::Status Index::MatchIn(const Segment& segment, std::uint32_t number,
                            const CompiledFilter& filter, ClauseOrder* order,
                            Bitmap* matches) const {
  for (const std::size_t i : order->order()) {
    if (matches->Empty()) break;
    const Clause& clause = filter.all_of()[i];
    if (clause.phrase) continue;  // may match
    NEWSWIRE_ASSIGN_OR_RETURN(const Bitmap with, With(segment, number, clause));
    order->Add(i, with.Count());
    matches->And(with);
  }
  order->EndSegment();
  for (const std::vector<Clause>& unwanted : filter.none_of()) {
    const auto is_phrase = [](const Clause& clause) { return clause.phrase != nullptr; };
    if (std::any_of(unwanted.begin(), unwanted.end(), is_phrase)) continue;  // may match
    Bitmap all = *matches;
    for (const Clause& clause : unwanted) {
      if (all.Empty()) break;
      NEWSWIRE_ASSIGN_OR_RETURN(const Bitmap with, With(segment, number, clause));
      all.And(with);
    }
    matches->AndNot(all);
  }
  return absl::OkStatus();
}

absl::Status Index::Look(std::uint32_t number, Bitmap* live,
                         absl::FunctionRef<absl::Status(const Segment&)> look) const {
  std::shared_ptr<const SealedSegment> sealed;
  {
    absl::ReaderMutexLock lock(&mu_);
    const Part& part = *parts_[number];
    *live = part.live;
    sealed = part.sealed;
    if (!sealed) return part.open ? look(*part.open) : look(OpenSegment());
  }
  return look(*sealed);
}

absl::Status Index::Match(std::uint32_t number, const CompiledFilter& filter, ClauseOrder* order,
                          Bitmap* matches,
                          absl::FunctionRef<absl::Status(const Segment&)> segment) const {
  return Look(number, matches, [&](const Segment& part) -> absl::Status {
    NEWSWIRE_RETURN_IF_ERROR(MatchIn(part, number, filter, order, matches));
    return matches->Empty() ? absl::OkStatus() : segment(part);
  });
}

absl::Status Index::Find(const CompiledFilter& filter, Order order, Sequence from,
                         absl::FunctionRef<bool(Sequence)> visit) const {
  const auto nothing = [](const Segment&) { return absl::OkStatus(); };
  const bool newest_first = order == Order::kNewestFirst;
  ClauseOrder order_of_clauses(filter.all_of().size());
  const std::uint32_t count = parts();
  std::uint32_t number = std::min(SegmentOf(from), newest_first ? count - 1 : count);
  for (; number < count; newest_first ? --number : ++number) {  // below 0 it is above all
    Bitmap matches;
    NEWSWIRE_RETURN_IF_ERROR(Match(number, filter, &order_of_clauses, &matches, nothing));
    const Sequence first = FirstOf(number);
    std::size_t at = newest_first ? std::min(from - first, run_ - 1) + 1  // behind it
                                  : std::max(from, first) - first;
    for (;;) {
      const auto offset = newest_first ? matches.Below(at) : matches.From(at);
      if (!offset) break;
      if (!visit(first + *offset)) return absl::OkStatus();
      at = newest_first ? *offset : *offset + 1;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<EntryFinder::Found> Index::FindEntries(const CompiledFilter& filter,
                                                      Sequence after) const {
  const std::uint32_t number = SegmentOf(after + 1);
  Found found;
  found.through = std::max(after, std::min(FirstOf(number + 1) - 1, through()));
  if (found.through == after) return found;
  Bitmap matches;
  const auto match = [&](const Segment& segment) -> absl::Status {
    matches.Fill();  // whether they are their item's current ones or not
    for (const Clause& clause : filter.all_of()) {
      // Names are known of current ones only, phrases by nobody.
      if (clause.facet == Facet::kName || clause.phrase) continue;
      NEWSWIRE_ASSIGN_OR_RETURN(const Bitmap with, With(segment, number, clause));
      matches.And(with);
    }
    return segment.AddTo({MakeTerm(Facet::kLook, "")}, &matches);
  };
  NEWSWIRE_RETURN_IF_ERROR(Look(number, &matches, match));
  std::size_t at = OffsetOf(after + 1);
  while (const auto offset = matches.From(at)) {
    if (FirstOf(number) + *offset > found.through) break;
    found.sequences.push_back(FirstOf(number) + *offset);
    at = *offset + 1;
  }
  return found;
}

}  // namespace newswire
