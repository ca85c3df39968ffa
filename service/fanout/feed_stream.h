#ifndef NEWSWIRE_SERVICE_FANOUT_FEED_STREAM_H_
#define NEWSWIRE_SERVICE_FANOUT_FEED_STREAM_H_

#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <deque>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/fanout/audience.h"
#include "service/fanout/chunk.h"
#include "service/fanout/wire.h"
#include "storage/position.h"

namespace newswire {

class Shard;

// One subscriber: a cursor, and what to send next. Nothing is ever queued for it.
//
//            Open                 cursor is inside of the ring
//   (new) ---------> REPLAYING ---------------------------------> LIVE
//                       ^                                           |
//                       +---- cursor fell out of the ring ----------+
//   any ---- cancelled, stalled, drained, cursor below the floor ---> ENDED
//
//   REPLAYING  takes chunks from disk, one ahead of the one that is being sent
//   LIVE       takes chunks from the ring; waits for news at the head
//   ENDED      has called Finish or Cancel and does nothing any more
//
// Both sources show exactly the entries up to the head, in chunks with dense sequences, and the
// cursor alone says what is next: no gap and no duplicate is possible at the hand-over.
// One thread: the shard's.
class FeedStream {
 public:
  // A write that takes longer ends the stream: the reader has stopped reading.
  static constexpr absl::Duration kStallLimit = absl::Seconds(30);

  // Starts behind `cursor`. `first` holds frames to send before anything else (opened, gap).
  // `shard`, `wire` and `audience` are borrowed and outlive the stream.
  FeedStream(Shard* shard, Wire* wire, Audience* audience, const Position& cursor,
             absl::Duration heartbeat, std::deque<grpc::ByteBuffer> first);

  // Sends what can be sent now. Called when there is news, a write came back or a chunk arrived.
  void Advance();
  // The message given to Wire::Write is out, or (not ok) the call is broken.
  void OnWritten(bool ok);
  // The chunk that was asked for.
  void OnChunk(absl::StatusOr<std::shared_ptr<const Chunk>> chunk);
  // Heartbeats and stalls; called a few times a second.
  void Tick(absl::Time now);
  // Ends in an orderly way, after the write that is under way.
  void End(const absl::Status& status);
  // The call is over; nothing may be called on the wire any more.
  void Detach() { state_ = State::kEnded; }

  std::uint64_t id() const { return id_; }
  bool waiting() const { return state_ == State::kLive && !writing_; }
  Audience* audience() const { return audience_; }

  // The shard's: listed as ready.
  bool queued = false;

 private:
  enum class State { kReplaying, kLive, kEnded };

  // True when a message was handed to the wire.
  bool SendFrom(const Chunk& chunk);
  void SendCaughtUp();
  void SendHeartbeat(absl::Time now);
  void Send(const grpc::ByteBuffer& message);
  // Finds the chunk with the next entry; null when it must come from disk first.
  const Chunk* FindChunk();
  void AskForChunk(Sequence from);
  void Finish(const absl::Status& status);

  Shard* const shard_;
  Wire* const wire_;
  Audience* const audience_;
  const std::uint64_t id_;
  const absl::Duration heartbeat_;

  State state_ = State::kReplaying;
  Position cursor_;
  absl::Time cursor_time_;  // when the entry at the cursor was appended; past when not known
  std::deque<grpc::ByteBuffer> first_;
  std::shared_ptr<const Chunk> chunk_;  // where the cursor is
  std::shared_ptr<const Chunk> next_;   // from disk, the one behind chunk_
  bool asked_ = false;                  // a chunk is on its way
  bool writing_ = false;
  bool caught_up_ = false;  // said so since it last replayed
  absl::Status ending_;     // not OK: end when the write is out
  absl::Time last_send_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_FANOUT_FEED_STREAM_H_
