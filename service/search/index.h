#ifndef NEWSWIRE_SERVICE_SEARCH_INDEX_H_
#define NEWSWIRE_SERVICE_SEARCH_INDEX_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "newswire/v1/query.pb.h"
#include "service/core/entry_finder.h"
#include "service/core/filter.h"
#include "service/search/clause_order.h"
#include "service/search/facet_counter.h"
#include "service/search/ranking.h"
#include "service/search/segment.h"
#include "storage/index_store.h"
#include "storage/store.h"

namespace newswire {

// Which current, usable items a filter wants, without looking at each of them. Derived from the log
// and never ahead of it: everything up to through() is in it, what follows must be looked at.
//
// Two kinds of facts: which entries have which terms (segments, which never change), and which
// entries are their item's current, usable one (a bit each, in memory, read from the items when it
// starts).
//
// Threads: any, at any time; Load, CatchUp and Erase wait for each other.
class Index final : public EntryFinder {
 public:
  // Borrowed; both outlive it. A segment holds `run` sequences, at most kSegmentSequences; another
  // number than before needs another folder.
  Index(const Store* store, IndexStore* rows, Sequence run = kSegmentSequences)
      : store_(store), rows_(rows), run_(run) {}

  // Reads what is on disk; what another version made is removed. CANCELLED when `*stop` becomes
  // true meanwhile.
  absl::Status Load(const std::atomic<bool>* stop = nullptr) ABSL_LOCKS_EXCLUDED(work_);
  // Takes up the next entries, at most so many. False when it has come to the head.
  absl::StatusOr<bool> CatchUp(std::size_t entries_max) ABSL_LOCKS_EXCLUDED(work_);
  // Takes up what is missing up to the head of this moment when that are at most so many entries;
  // else leaves it to others. For a question that looks at nothing but the index.
  // When another thread is at it for longer than 100 ms, what there is must do. UNAVAILABLE before
  // Load.
  absl::Status Freshen(std::size_t entries_max) ABSL_LOCKS_EXCLUDED(work_);
  // As Store::Erase, for what the index has of them. UNAVAILABLE before Load.
  absl::Status Erase(const std::vector<storage::ErasureRow>& erasures) ABSL_LOCKS_EXCLUDED(work_);

  // Of the log.
  Sequence head() const { return store_->bounds().head.sequence; }
  Sequence through() const { return through_.load(std::memory_order_acquire); }

  enum class Order { kNewestFirst, kOldestFirst };
  // Sequences of the items that match, or may match when the filter needs texts, from `from` on.
  // Each was current when it was found. False ends it.
  absl::Status Find(const CompiledFilter& filter, Order order, Sequence from,
                    absl::FunctionRef<bool(Sequence)> visit) const;

  // In one segment at a time. An entry that got other bytes since it was taken up is found by what
  // it had then, so whoever reads it asks the filter.
  absl::StatusOr<Found> FindEntries(const CompiledFilter& filter, Sequence after) const override;

  // Every segment, the newest first. UNAVAILABLE before Load.
  absl::Status VisitSegments(absl::FunctionRef<absl::Status(const Segment&)> visit) const;
  // Values of a counted facet and how they are printed, in order, each once; at most so many. Of
  // all entries, also of past ones. UNAVAILABLE before Load.
  absl::StatusOr<std::vector<std::string>> NamesOf(Facet counted, std::size_t names_max) const;
  // The first `count` behind `after` of the items that match, or may match when the filter needs
  // texts, in the order of a ranking. Looks at all that match. UNAVAILABLE before Load.
  absl::StatusOr<std::vector<Rank>> RankItems(const CompiledFilter& filter, const Ranking& ranking,
                                              const Rank& after, std::size_t count) const;

  struct Counts {
    std::size_t items = 0;
    std::vector<std::vector<FacetCount>> facets;  // as asked, most frequent first, then by value
    // False: there are more, because it stopped behind `items_max`, or because only the newest
    // kTextsMax items that a phrase may be in were looked at.
    bool complete = true;
    Sequence through = 0;

    v1::TotalCount total() const;
  };
  static constexpr std::size_t kTextsMax = 10'000;
  struct CountOptions {
    std::vector<Facet> facets;
    std::size_t top = 10;  // values of each
    std::size_t items_max = SIZE_MAX;
    // Only items whose current entry is behind the one and not behind the other.
    Sequence after = 0;
    Sequence last = std::numeric_limits<Sequence>::max();
  };
  // How many items match, and in how many of them each value of a facet occurs. UNAVAILABLE before
  // Load.
  absl::StatusOr<Counts> Count(const CompiledFilter& filter, const CountOptions& options) const;

 private:
  // One entry, ready to be taken up.
  struct Entry {
    Sequence sequence = 0;
    Sequence previous = 0;  // of the same item; 0 when there is none
    bool live = false;
    std::vector<std::string> terms;
  };
  struct Part {
    std::shared_ptr<const SealedSegment> sealed;  // null: open, or nothing is there yet
    std::unique_ptr<OpenSegment> open;
    Bitmap live;
  };

  std::uint32_t SegmentOf(Sequence sequence) const {
    return static_cast<std::uint32_t>(sequence / run_);
  }
  std::uint16_t OffsetOf(Sequence sequence) const {
    return static_cast<std::uint16_t>(sequence % run_);
  }
  // Leaves those of a segment that are behind the one and not behind the other.
  void Crop(std::uint32_t number, Sequence after, Sequence last, Bitmap* matches) const;
  Sequence FirstOf(std::uint32_t segment) const { return Sequence{segment} * run_; }

  // Leaves those that the filter wants; looks at no more than `*texts_left` of them. False when
  // there were more.
  absl::StatusOr<bool> LookAtTexts(Sequence first, const CompiledFilter& filter,
                                   std::size_t* texts_left, Bitmap* matches) const;

  absl::StatusOr<bool> CatchUpLocked(std::size_t entries_max) ABSL_EXCLUSIVE_LOCKS_REQUIRED(work_);
  static absl::Status NotLoaded();
  static Entry Prepare(std::string_view framed);
  // Answers up to which sequence there are segments without a hole.
  absl::StatusOr<Sequence> LoadSealed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(work_);
  absl::Status LoadLive(const std::atomic<bool>* stop) ABSL_EXCLUSIVE_LOCKS_REQUIRED(work_);
  // Entries behind `from`, and up to where there are no others.
  absl::Status ReadEntries(Sequence from, Sequence to, std::size_t entries_max,
                           std::vector<Entry>* entries, Sequence* through) const;
  void TakeUp(const std::vector<Entry>& entries) ABSL_EXCLUSIVE_LOCKS_REQUIRED(work_);
  absl::Status Seal(std::uint32_t number) ABSL_EXCLUSIVE_LOCKS_REQUIRED(work_);
  absl::Status Rebuild(std::uint32_t number) ABSL_EXCLUSIVE_LOCKS_REQUIRED(work_);
  Part* PartOf(std::uint32_t number) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  std::uint32_t parts() const;

  // Runs `look` on a segment, with the lock that an open one needs. REQUIRES: it is there.
  absl::Status Look(std::uint32_t number, Bitmap* live,
                    absl::FunctionRef<absl::Status(const Segment&)> look) const;
  // What matches in one segment; `segment` runs on it with the lock that an open one needs.
  absl::Status Match(std::uint32_t number, const CompiledFilter& filter, ClauseOrder* order,
                     Bitmap* matches,
                     absl::FunctionRef<absl::Status(const Segment&)> segment) const;
  // Entries of a segment that a clause other than a phrase holds for.
  absl::StatusOr<Bitmap> With(const Segment& segment, std::uint32_t number,
                              const Clause& clause) const;
  absl::Status MatchIn(const Segment& segment, std::uint32_t number, const CompiledFilter& filter,
                       ClauseOrder* order, Bitmap* matches) const;

  const Store* const store_;
  IndexStore* const rows_;
  const Sequence run_;
  absl::Mutex work_;  // one writer at a time; before mu_
  std::atomic<bool> loaded_{false};
  mutable absl::Mutex mu_;
  std::vector<std::unique_ptr<Part>> parts_ ABSL_GUARDED_BY(mu_);  // by number
  std::atomic<Sequence> through_{0};
  mutable FacetCounter facets_;  // thread-safe by itself
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_INDEX_H_
