#include "service/core/start.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "service/core/error.h"
#include "storage/check.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

absl::Status Replaced(const Bounds& bounds, std::string_view why) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "LOG_REPLACED",
                   absl::StrCat("this position belongs to another log: ", std::string(why),
                                ". Begin at earliest to read this log"),
                   {{"head", FormatPosition(bounds.head)}});
}

// The cursor at a sequence that is kept or just below; a gap when it is further below.
absl::StatusOr<ResolvedStart> At(const Store& store, Sequence sequence, bool allow_gap) {
  const Bounds bounds = store.bounds();
  ResolvedStart result;
  if (sequence < bounds.floor.sequence) {
    if (!allow_gap) return PositionExpired(bounds, sequence);
    result.cursor = bounds.floor;
    result.gap = RetentionGap(sequence, bounds.floor);
    return result;
  }
  NEWSWIRE_ASSIGN_OR_RETURN(const std::uint64_t digest, store.DigestAt(sequence));
  result.cursor = {bounds.head.log_id, sequence, digest};
  return result;
}

absl::Status Malformed(std::string_view text) {
  return MakeError(absl::StatusCode::kInvalidArgument, "TOKEN_MALFORMED", text);
}

// In a snapshot the position is checked as any other: the log goes on behind it.
absl::StatusOr<ResolvedStart> AfterPlace(const Store& store, const Place& place, bool allow_gap) {
  const Position& position = place.position;
  const Bounds bounds = store.bounds();
  if (position.log_id != bounds.head.log_id) {
    return Replaced(bounds, absl::StrCat("it was given by log ", FormatLogId(position.log_id),
                                         ", this is log ", FormatLogId(bounds.head.log_id)));
  }
  if (position.sequence > bounds.head.sequence) {
    return MakeError(absl::StatusCode::kDataLoss, "POSITION_AHEAD",
                     absl::StrCat("the reader has seen sequence ", position.sequence,
                                  ", but the log ends at ", bounds.head.sequence,
                                  ": it was restored from an older copy. Tell its operator"),
                     {{"head", FormatPosition(bounds.head)}});
  }
  auto start = At(store, position.sequence, allow_gap && !place.snapshot);
  if (place.snapshot && absl::IsOutOfRange(start.status())) {
    return SnapshotExpired(store.bounds(), position);
  }
  if (start.ok() && !start->gap && start->cursor.digest != position.digest) {
    return Replaced(bounds, absl::StrCat("its entries up to sequence ", position.sequence,
                                         " are not the ones this log holds"));
  }
  if (start.ok()) start->snapshot = place.snapshot;
  return start;
}

absl::StatusOr<ResolvedStart> AfterPosition(const Store& store, const std::string& text,
                                            bool allow_gap, v1::ReplayMode mode) {
  const auto place = ParsePlace(text);
  if (!place) {
    return Malformed(
        "a position looks like 0123456789abcdef-42-0123456789abcdef, and a place in a "
        "snapshot like 0123456789abcdef-42-0123456789abcdef+17");
  }
  if (place->snapshot && mode != v1::REPLAY_MODE_CURRENT_STATE) {
    return Malformed("this is a place in an unfinished snapshot: go on with mode CURRENT_STATE");
  }
  return AfterPlace(store, *place, allow_gap);
}

}  // namespace

absl::Status PositionExpired(const Bounds& bounds, Sequence sequence) {
  return MakeError(
      absl::StatusCode::kOutOfRange, "POSITION_EXPIRED",
      absl::StrCat("sequence ", sequence, " is older than the oldest kept entry ",
                   bounds.floor.sequence + 1, "; ", bounds.floor.sequence - sequence,
                   " entries cannot be delivered any more. Begin at earliest, or allow a gap"),
      {{"floor", FormatPosition(bounds.floor)}, {"head", FormatPosition(bounds.head)}});
}

absl::Status SnapshotExpired(const Bounds& bounds, const Position& moment) {
  return MakeError(
      absl::StatusCode::kOutOfRange, "POSITION_EXPIRED",
      absl::StrCat("retention has passed sequence ", moment.sequence,
                   ", the moment of this snapshot; the oldest kept entry is ",
                   bounds.floor.sequence + 1,
                   ". Drop what came of it and begin a new one at earliest"),
      {{"floor", FormatPosition(bounds.floor)}, {"head", FormatPosition(bounds.head)}});
}

void CheckReplayMode(v1::ReplayMode mode, Violations* violations) {
  if (v1::ReplayMode_IsValid(mode)) return;
  violations->Add("mode", "UNKNOWN_VALUE",
                  absl::StrCat("must be a replay mode, is ", static_cast<int>(mode)));
}

v1::Gap RetentionGap(Sequence after, const Position& floor) {
  NEWSWIRE_CHECK(after < floor.sequence);
  v1::Gap gap;
  gap.set_after_sequence(after);
  gap.set_resume_at_sequence(floor.sequence + 1);
  gap.set_entries(floor.sequence - after);
  gap.set_reason("RETENTION");
  return gap;
}

absl::StatusOr<ResolvedStart> ResolveStart(const Store& store, const v1::StartAt& start,
                                           bool allow_gap, v1::ReplayMode mode) {
  const Bounds bounds = store.bounds();
  switch (start.start_case()) {
    case v1::StartAt::kEarliest:
      if (mode == v1::REPLAY_MODE_CURRENT_STATE)
        return ResolvedStart{.cursor = bounds.head, .snapshot = 0};
      return ResolvedStart{.cursor = bounds.floor};
    case v1::StartAt::kLatest:
      return ResolvedStart{.cursor = bounds.head};
    case v1::StartAt::kAfterPosition:
      return AfterPosition(store, start.after_position(), allow_gap, mode);
    case v1::StartAt::kSince: {
      const absl::Time time =
          absl::FromUnixSeconds(start.since().seconds()) + absl::Nanoseconds(start.since().nanos());
      NEWSWIRE_ASSIGN_OR_RETURN(const Sequence first, store.FirstAtOrAfter(time));
      // Retention may move the floor between the two questions.
      return At(store, std::max(first - 1, store.bounds().floor.sequence), allow_gap);
    }
    case v1::StartAt::kAfterSequence:
      if (start.after_sequence() > bounds.head.sequence) {
        return MakeError(absl::StatusCode::kOutOfRange, "POSITION_IN_FUTURE",
                         absl::StrCat("the log ends at sequence ", bounds.head.sequence),
                         {{"head", FormatPosition(bounds.head)}});
      }
      return At(store, start.after_sequence(), allow_gap);
    case v1::StartAt::START_NOT_SET:
      break;
  }
  Violations violations;
  violations.Add("start", "START_REQUIRED",
                 "say where to begin: earliest, latest, after_position, since or after_sequence");
  return violations.ToStatus();
}

}  // namespace newswire
