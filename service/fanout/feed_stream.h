#ifndef NEWSWIRE_SERVICE_FANOUT_FEED_STREAM_H_
#define NEWSWIRE_SERVICE_FANOUT_FEED_STREAM_H_

#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/fanout/audience.h"
#include "service/fanout/chunk.h"
#include "service/fanout/replay.h"
#include "service/fanout/wire.h"
#include "storage/position.h"

namespace newswire {

class Shard;

// How a stream begins and what its reader asked for.
struct FeedStreamOptions {
  Position cursor;                   // delivery begins behind it
  std::optional<Sequence> snapshot;  // first comes what a snapshot at `cursor` holds behind this
  v1::ReplayMode mode = v1::REPLAY_MODE_FULL;
  // Something is sent at least this often.
  absl::Duration heartbeat = absl::Seconds(15);
  // When retention passes the cursor: say so with a Gap and go on at the floor, in place of ending.
  bool allow_gap = false;
  // Frames to send before anything else (opened, gap).
  std::deque<grpc::ByteBuffer> first;
};

// One subscriber: a cursor, and what to send next. Nothing is ever queued for it.
//
//          Open                 cursor is inside of the ring
//   (new) ------> REPLAYING -----------------------------------> LIVE
//     |            ^     ^                                        |
//     |   complete |     +--- cursor fell out of the ring --------+
//     |            |                                              |
//     +---------> PAGING <--- the same, in mode LATEST -----------+
//       in a snapshot, in mode LATEST, or far behind with a filter
//   any ---- cancelled, stalled, drained, unreadable, expired ---> ENDED
//
//   PAGING     takes pages of entries that were picked from disk, one ahead of the one being sent:
//              of a snapshot, until all of it was looked at and SnapshotEnd is sent; or of the log
//              without what was overtaken, until a page has ended at the head
//   REPLAYING  takes chunks from disk, one ahead of the one that is being sent
//   LIVE       takes chunks from the ring; waits for news at the head
//   ENDED      has called Finish or Cancel and does nothing any more
//
// Chunks from both sources show exactly the entries up to the head, with dense sequences, and the
// cursor alone says what is next: no gap and no duplicate is possible at the hand-over. Pages leave
// out what the reader does not want, and say how far they have looked; there the cursor goes on.
// During a snapshot the cursor stands still at its moment. A cursor that retention has passed while
// it was replaying is expired; with `allow_gap` it moves to the floor and stays where it is.
// One thread: the shard's.
class FeedStream {
 public:
  // A write that takes longer ends the stream: the reader has stopped reading. What holds when
  // Shard is not told otherwise.
  static constexpr absl::Duration kStallLimit = absl::Seconds(30);
  // A reader with a filter that begins further behind gets pages of what it wants, in every mode;
  // one that is nearer takes the chunks that all share.
  static constexpr Sequence kNearHead = 1024;

  // `shard`, `wire` and `audience` are borrowed and outlive the stream.
  FeedStream(Shard* shard, Wire* wire, Audience* audience, FeedStreamOptions options);

  // Sends what can be sent now. Called when there is news, a write came back or a read
  // arrived.
  void Advance();
  // The message given to Wire::Write is out, or (not ok) the call is broken.
  void OnWritten(bool ok);
  // The chunk or the page that was asked for.
  void OnChunk(absl::StatusOr<std::shared_ptr<const Chunk>> chunk);
  void OnPage(absl::StatusOr<Page> page);
  // Heartbeats and stalls; called a few times a second.
  void Tick(absl::Time now);
  // Ends in an orderly way, after the write that is under way.
  void End(const absl::Status& status);
  // The call is over; nothing may be called on the wire any more.
  void Detach() { state_ = State::kEnded; }

  std::uint64_t id() const { return id_; }
  bool waiting() const { return state_ == State::kLive && !writing_; }
  Audience* audience() const { return audience_; }
  // Everything up to here was sent, or is in the write that is under way.
  Sequence through() const { return snapshot_.value_or(cursor_.sequence); }

  // The shard's: listed as ready.
  bool queued = false;

 private:
  enum class State { kPaging, kReplaying, kLive, kEnded };

  // True when nothing was sent and the log goes on at the cursor.
  bool AdvancePages();
  void AskForPage(const Place& after);
  void SendSnapshotEnd();
  // Moves the cursor over entries that are known not to be wanted. False when it has come to the
  // next that is, or nothing is known.
  bool SkipUnwanted();
  // True when a message was handed to the wire.
  bool SendFrom(const Chunk& chunk);
  void SendCaughtUp();
  void SendHeartbeat(absl::Time now);
  void Send(const grpc::ByteBuffer& message);
  // Finds the chunk with the next entry; null when it must come from disk first.
  const Chunk* FindChunk();
  void AskForChunk(Sequence from);
  void Renew();
  void OnReadFailed(const absl::Status& status);
  // Retention has passed the cursor. REQUIRES: no write is in flight.
  void OnExpired();
  void Finish(const absl::Status& status);
  // Everything up to here was delivered.
  Place place() const { return {cursor_, snapshot_}; }

  Shard* const shard_;
  Wire* const wire_;
  Audience* const audience_;
  const std::uint64_t id_;
  const absl::Duration heartbeat_;
  const v1::ReplayMode mode_;
  const bool allow_gap_;

  State state_;
  Position cursor_;                   // in a snapshot: its moment
  std::optional<Sequence> snapshot_;  // until SnapshotEnd: what of the snapshot was delivered
  absl::Time cursor_time_;  // when the entry at the cursor was appended; past when not known
  std::deque<grpc::ByteBuffer> first_;
  std::shared_ptr<const Chunk> chunk_;  // where the cursor is
  std::shared_ptr<const Chunk> next_;   // from disk, the one behind chunk_
  std::shared_ptr<PageReader> pager_;   // shared with the read that is under way; may be null
  std::optional<Page> page_;            // from disk, the one behind what was sent
  bool last_page_ = false;              // nothing more to ask for: what was sent last was complete
  bool asked_ = false;                  // a chunk or a page is on its way
  Sequence asked_from_ = 0;             // the chunk begins with it
  std::uint64_t asked_generation_ = 0;  // of the ring, when it was asked for
  std::uint64_t generation_;            // of the ring, when what is kept was found
  bool writing_ = false;
  bool caught_up_ = false;  // said so since it last replayed
  absl::Status ending_;     // not OK: end when the write is out
  absl::Time last_send_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_FANOUT_FEED_STREAM_H_
