#ifndef NEWSWIRE_SERVICE_CORE_START_H_
#define NEWSWIRE_SERVICE_CORE_START_H_

#include <optional>

#include "absl/status/statusor.h"
#include "newswire/v1/feed.pb.h"
#include "storage/store.h"

namespace newswire {

// Where a reader begins.
struct ResolvedStart {
  Position cursor;             // delivery begins behind it
  std::optional<v1::Gap> gap;  // what was asked for and is gone
};

// Answers "may I begin here?" in one place. Reads the disk. Errors:
//   INVALID_ARGUMENT     START_REQUIRED, TOKEN_MALFORMED
//   OUT_OF_RANGE         POSITION_EXPIRED: retention has passed it and `allow_gap` is false;
//                        POSITION_IN_FUTURE: a bare sequence above the head
//   DATA_LOSS            POSITION_AHEAD: the reader has seen more than this log holds
//   FAILED_PRECONDITION  LOG_REPLACED: another log, or another past
absl::StatusOr<ResolvedStart> ResolveStart(const Store& store, const v1::StartAt& start,
                                           bool allow_gap);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_START_H_
