#ifndef NEWSWIRE_SERVICE_FANOUT_LIVE_MATCHES_H_
#define NEWSWIRE_SERVICE_FANOUT_LIVE_MATCHES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "storage/position.h"

namespace newswire {

// Which of the latest entries a filter matches. The shard finds that out for all filters at once,
// as entries come; whoever reads older ones must ask the filter. Entries that get other bytes
// later keep what was found, so a reader may get one redacted that it would not get from disk.
// Not for several threads.
class LiveMatches {
 public:
  struct Match {
    Sequence sequence = 0;
    std::uint64_t digest_before = 0;  // of the position before it
  };
  // When there are more, the oldest are forgotten.
  static constexpr std::size_t kMatchesMax = 1024;

  // Knows the entries behind `after`, up to what `through` says from time to time; borrowed.
  void Begin(Sequence after, const Position* through) {
    matches_.clear();
    after_ = after;
    through_ = through;
  }
  void Add(const Match& match) {
    if (matches_.size() == kMatchesMax) {
      after_ = matches_.front().sequence;
      matches_.pop_front();
    }
    matches_.push_back(match);
  }

  // True when everything behind `after` is known that the shard has looked at.
  bool KnownSince(Sequence after) const { return through_ != nullptr && after >= after_; }
  bool Knows(Sequence sequence) const {
    return KnownSince(sequence - 1) && sequence <= through_->sequence;
  }
  // REQUIRES: Knows it.
  bool Has(Sequence sequence) const {
    const auto next = NextBehind(sequence - 1);
    return next && next->sequence == sequence;
  }
  std::optional<Match> NextBehind(Sequence after) const {
    const auto found = std::upper_bound(
        matches_.begin(), matches_.end(), after,
        [](Sequence sequence, const Match& match) { return sequence < match.sequence; });
    if (found == matches_.end()) return std::nullopt;
    return *found;
  }

 private:
  std::deque<Match> matches_;  // ascending
  Sequence after_ = 0;
  const Position* through_ = nullptr;  // null: nothing is known
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_FANOUT_LIVE_MATCHES_H_
