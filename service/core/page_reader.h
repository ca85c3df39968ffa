#ifndef NEWSWIRE_SERVICE_CORE_PAGE_READER_H_
#define NEWSWIRE_SERVICE_CORE_PAGE_READER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "newswire/v1/feed.pb.h"
#include "service/core/entry_finder.h"
#include "service/core/entry_view.h"
#include "service/core/filter.h"
#include "storage/entry_frame.h"
#include "storage/store.h"

namespace newswire {

// Entries that were picked for one reader.
struct EntryPage {
  std::string entries;  // framed, one behind the other; sequences ascend and are not dense
  std::size_t count = 0;
  Place through;                                   // everything up to here was looked at
  absl::Time through_time = absl::InfinitePast();  // when that entry was appended, if it was read
  bool complete = false;  // nothing is left up to the head, or up to the moment of the snapshot
};

struct PageLimits {
  std::size_t entries_max = SIZE_MAX;
  std::size_t bytes_max = SIZE_MAX;  // an entry that is larger comes alone
};

// Reads what one reader has missed, page by page, as its mode and its filter want it: the log
// behind a position or, behind a place in a snapshot, what is left of that.
//
// A snapshot shows, in the order of their sequences, the newest entry of every item at or before
// its moment: first those in the archive, then those in the feed. An entry of the archive that was
// replaced after the moment is gone and is left out; what replaced it follows in the log.
//
// Blocks on the disk. One thread at a time; store and finder are borrowed.
class PageReader {
 public:
  // A page looks at most at this many entries and this many of their bytes, so that one reader does
  // not keep a thread from the others. It may then be short or empty, and the next one goes on
  // behind it.
  static constexpr std::size_t kLookedAtMax = 10'000;
  static constexpr std::size_t kLookedAtBytesMax = 16 << 20;

  // A page goes over at most so many entries that `finder` knows not to match.
  static constexpr Sequence kPassedOverMax = 1'000'000;

  // With a view, entries come as it shows them. A filter that matches few entries of the log is
  // quicker with a finder; null: every entry is looked at.
  PageReader(const Store* store, CompiledFilter filter, v1::ReplayMode mode,
             std::optional<EntryView> view = std::nullopt, const EntryFinder* finder = nullptr)
      : store_(store),
        filter_(std::move(filter)),
        mode_(mode),
        view_(std::move(view)),
        finder_(finder) {}

  // The page behind a place. Errors:
  //   OUT_OF_RANGE  POSITION_EXPIRED: retention has passed the place, or the moment of the snapshot
  //   DATA_LOSS     what is on disk is damaged
  absl::StatusOr<EntryPage> Read(const Place& after, const PageLimits& limits);

 private:
  struct Work;

  absl::Status ReadLog(Work* work);
  absl::Status ReadFound(Work* work);
  absl::Status Scan(Work* work);
  absl::Status ReadSnapshot(Work* work);
  bool Visit(std::string_view framed, Work* work);
  absl::StatusOr<bool> Wants(const EntryHead& head, const EntryPayload& payload, Work* work);
  absl::StatusOr<Sequence> NewestOf(std::string_view uri, Work* work);
  absl::StatusOr<Sequence> WalkBack(Sequence from, Work* work);

  const Store* const store_;
  const CompiledFilter filter_;
  const v1::ReplayMode mode_;
  const std::optional<EntryView> view_;
  const EntryFinder* const finder_;
  // Newest sequence at the moment of the snapshot, of items that have changed since: found out
  // once, it stays true. Forgotten when there are too many.
  std::unordered_map<std::string, Sequence> newest_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_PAGE_READER_H_
