#include "service/fanout/feed_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "service/core/error.h"
#include "service/fanout/frames.h"
#include "service/fanout/shard.h"
#include "storage/check.h"

namespace newswire {
namespace {

// A filtered stream looks at this many batches without a match before others get their turn.
constexpr int kEmptyBatchesMax = 16;

using google::protobuf::util::TimeUtil;

bool Holds(const std::shared_ptr<const Chunk>& chunk, Sequence sequence) {
  return chunk && sequence >= chunk->first() && sequence < chunk->first() + chunk->size();
}

}  // namespace

FeedStream::FeedStream(Shard* shard, Wire* wire, Audience* audience, const Position& cursor,
                       absl::Duration heartbeat, std::deque<grpc::ByteBuffer> first)
    : shard_(shard),
      wire_(wire),
      audience_(audience),
      id_(shard->NextId()),
      heartbeat_(heartbeat),
      cursor_(cursor),
      cursor_time_(absl::InfinitePast()),
      first_(std::move(first)),
      last_send_(shard->Now()) {}

void FeedStream::Advance() {
  if (state_ == State::kEnded || writing_) return;
  if (!ending_.ok()) return Finish(ending_);
  if (!first_.empty()) {
    const grpc::ByteBuffer frame = std::move(first_.front());
    first_.pop_front();
    return Send(frame);
  }
  for (int i = 0; i < kEmptyBatchesMax; ++i) {
    if (cursor_.sequence >= shard_->ring()->head_sequence()) {
      state_ = State::kLive;
      if (!caught_up_) SendCaughtUp();
      return;
    }
    const Chunk* chunk = FindChunk();
    if (chunk == nullptr || SendFrom(*chunk)) return;
  }
  shard_->MakeReady(this);
}

const Chunk* FeedStream::FindChunk() {
  const Sequence next = cursor_.sequence + 1;
  if (Holds(chunk_, next)) return chunk_.get();
  if (auto live = shard_->ring()->Find(next)) {
    chunk_ = std::move(live);
    next_.reset();
    state_ = State::kLive;
    return chunk_.get();
  }
  state_ = State::kReplaying;
  caught_up_ = false;
  if (!Holds(next_, next)) {
    chunk_.reset();
    next_.reset();
    AskForChunk(next);
    return nullptr;
  }
  chunk_ = std::move(next_);
  next_.reset();
  // Read ahead, so that disk and socket work at the same time.
  const Sequence following = chunk_->first() + chunk_->size();
  if (following <= shard_->ring()->head_sequence() && !shard_->ring()->Find(following)) {
    AskForChunk(following);
  }
  return chunk_.get();
}

void FeedStream::AskForChunk(Sequence from) {
  if (asked_) return;
  asked_ = true;
  shard_->Fetch(id_, from);
}

void FeedStream::OnChunk(absl::StatusOr<std::shared_ptr<const Chunk>> chunk) {
  asked_ = false;
  if (state_ == State::kEnded) return;
  if (chunk.ok()) {
    next_ = *std::move(chunk);
    return Advance();
  }
  // Too many reads are waiting: the next tick asks again.
  if (absl::IsResourceExhausted(chunk.status())) return;
  if (absl::IsOutOfRange(chunk.status())) {
    return End(MakeError(absl::StatusCode::kOutOfRange, "POSITION_EXPIRED",
                         absl::StrCat("retention has passed sequence ", cursor_.sequence + 1,
                                      " while this reader was behind"),
                         {{"floor", FormatPosition(shard_->store()->bounds().floor)}}));
  }
  End(MakeError(absl::StatusCode::kDataLoss, "ENTRY_UNREADABLE",
                absl::StrCat("cannot read the feed behind sequence ", cursor_.sequence, ": ",
                             chunk.status().message())));
}

bool FeedStream::SendFrom(const Chunk& chunk) {
  const Batch& batch = audience_->Next(chunk, cursor_.sequence);
  NEWSWIRE_CHECK(batch.after == cursor_.sequence && batch.through.sequence > cursor_.sequence);
  cursor_ = batch.through;
  cursor_time_ = batch.through_time;
  if (batch.empty) return false;
  Send(batch.message);
  return true;
}

void FeedStream::SendCaughtUp() {
  caught_up_ = true;
  chunk_.reset();
  v1::SubscribeResponse frame;
  frame.mutable_caught_up()->set_position(FormatPosition(cursor_));
  *frame.mutable_caught_up()->mutable_server_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(shard_->Now()));
  Send(MakeFrame(frame));
}

void FeedStream::SendHeartbeat(absl::Time now) {
  const Position head = shard_->ring()->head();
  v1::SubscribeResponse frame;
  v1::Heartbeat& beat = *frame.mutable_heartbeat();
  beat.set_position(FormatPosition(cursor_));
  beat.set_head(FormatPosition(head));
  beat.set_behind_entries(head.sequence - cursor_.sequence);
  const bool behind = head.sequence > cursor_.sequence && cursor_time_ != absl::InfinitePast();
  const absl::Duration age = behind ? now - cursor_time_ : absl::ZeroDuration();
  *beat.mutable_behind_age() = TimeUtil::MicrosecondsToDuration(absl::ToInt64Microseconds(age));
  *beat.mutable_server_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
  Send(MakeFrame(frame));
}

void FeedStream::Send(const grpc::ByteBuffer& message) {
  writing_ = true;
  last_send_ = shard_->Now();
  wire_->Write(message);
}

void FeedStream::OnWritten(bool ok) {
  writing_ = false;
  if (state_ == State::kEnded) return;
  if (!ok) {
    state_ = State::kEnded;
    return wire_->Cancel();
  }
  Advance();
}

void FeedStream::Tick(absl::Time now) {
  if (state_ == State::kEnded) return;
  if (writing_) {
    if (now - last_send_ < kStallLimit) return;
    state_ = State::kEnded;
    return wire_->Cancel();
  }
  if (now - last_send_ >= heartbeat_) return SendHeartbeat(now);
  if (state_ == State::kReplaying && !asked_) Advance();
}

void FeedStream::End(const absl::Status& status) {
  if (state_ == State::kEnded || !ending_.ok()) return;
  ending_ = status;
  if (!writing_) Finish(status);
}

void FeedStream::Finish(const absl::Status& status) {
  state_ = State::kEnded;
  wire_->Finish(status, FormatPosition(cursor_));
}

}  // namespace newswire
