#ifndef NEWSWIRE_SERVICE_CORE_START_H_
#define NEWSWIRE_SERVICE_CORE_START_H_

#include <optional>

#include "absl/status/statusor.h"
#include "newswire/v1/feed.pb.h"
#include "service/core/error.h"
#include "storage/store.h"

namespace newswire {

// Where a reader begins.
struct ResolvedStart {
  Position cursor = {};             // delivery begins behind it
  std::optional<v1::Gap> gap = {};  // what was asked for and is gone
  // First comes what a snapshot at `cursor` holds behind this.
  std::optional<Sequence> snapshot = {};

  Place place() const { return {cursor, snapshot}; }
};

// What a reader behind `after` misses when retention has moved up to `floor`.
// REQUIRES: after < floor.sequence.
v1::Gap RetentionGap(Sequence after, const Position& floor);

// Answers "may I begin here?" in one place. Reads the disk. Errors:
//   INVALID_ARGUMENT     START_REQUIRED, TOKEN_MALFORMED
//   OUT_OF_RANGE         POSITION_EXPIRED: retention has passed it and `allow_gap` is false, or it
//   is
//                        inside of a snapshot, which knows no gap;
//                        POSITION_IN_FUTURE: a bare sequence above the head
//   DATA_LOSS            POSITION_AHEAD: the reader has seen more than this log holds
//   FAILED_PRECONDITION  LOG_REPLACED: another log, or another past
absl::StatusOr<ResolvedStart> ResolveStart(const Store& store, const v1::StartAt& start,
                                           bool allow_gap,
                                           v1::ReplayMode mode = v1::REPLAY_MODE_FULL);

// Adds UNKNOWN_VALUE for a mode that is none.
void CheckReplayMode(v1::ReplayMode mode, Violations* violations);

// POSITION_EXPIRED for a reader behind `sequence`, and for one that is inside of a snapshot. What
// the snapshot still had to show of the items may be gone, and so are the entries between its
// moment and the floor: nothing but a new one tells the whole state.
absl::Status PositionExpired(const Bounds& bounds, Sequence sequence);
absl::Status SnapshotExpired(const Bounds& bounds, const Position& moment);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_START_H_
