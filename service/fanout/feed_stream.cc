#include "service/fanout/feed_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "service/core/error.h"
#include "service/core/start.h"
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

FeedStream::FeedStream(Shard* shard, Wire* wire, Audience* audience, FeedStreamOptions options)
    : shard_(shard),
      wire_(wire),
      audience_(audience),
      id_(shard->NextId()),
      heartbeat_(options.heartbeat),
      mode_(options.mode),
      allow_gap_(options.allow_gap),
      state_(State::kReplaying),
      cursor_(options.cursor),
      snapshot_(options.snapshot),
      cursor_time_(absl::InfinitePast()),
      first_(std::move(options.first)),
      generation_(shard->ring()->generation()),
      last_send_(shard->Now()) {
  const bool far_behind =
      cursor_.sequence + kNearHead < shard_->ring()->head_sequence() && shard_->finder() != nullptr;
  const bool picks = audience_->filtered() && far_behind;
  if (!snapshot_ && mode_ != v1::REPLAY_MODE_LATEST && !picks) return;
  state_ = State::kPaging;
  pager_ = std::make_shared<PageReader>(shard_->store(), audience_->filter(), mode_,
                                        audience_->view(), shard_->finder());
}

void FeedStream::Advance() {
  if (state_ == State::kEnded || writing_) return;
  if (!ending_.ok()) return Finish(ending_);
  if (!first_.empty()) {
    const grpc::ByteBuffer frame = first_.front();
    first_.pop_front();
    return Send(frame);
  }
  if (state_ == State::kPaging && !AdvancePages()) return;
  for (int i = 0; i < kEmptyBatchesMax; ++i) {
    const bool nothing_wanted = SkipUnwanted();
    const bool at_head = cursor_.sequence >= shard_->ring()->head_sequence();
    if (at_head || nothing_wanted) {
      state_ = State::kLive;
      if (caught_up_) return;
      if (at_head) return SendCaughtUp();
      break;  // filters are being asked about the rest
    }
    const Chunk* chunk = FindChunk();
    if (chunk == nullptr || SendFrom(*chunk)) return;
  }
  shard_->MakeReady(this);
}

// Some entries have other bytes than before: what was kept is let go.
void FeedStream::Renew() {
  const std::uint64_t generation = shard_->ring()->generation();
  audience_->Renew(generation);
  if (generation == generation_) return;
  generation_ = generation;
  chunk_.reset();
  next_.reset();
  page_.reset();
}

bool FeedStream::AdvancePages() {
  while (!last_page_) {
    Renew();
    if (!page_) {
      AskForPage(place());
      return false;
    }
    const Page page = *std::exchange(page_, std::nullopt);
    cursor_ = page.through.position;
    snapshot_ = page.through.snapshot;
    cursor_time_ = page.through_time;
    last_page_ = page.complete;
    // Read ahead, so that disk and socket work at the same time.
    if (!last_page_) AskForPage(page.through);
    if (!page.empty) {
      Send(page.message);
      return false;
    }
  }
  last_page_ = false;
  state_ = State::kReplaying;
  if (mode_ != v1::REPLAY_MODE_LATEST && !snapshot_) pager_.reset();
  if (!snapshot_) return true;
  SendSnapshotEnd();
  return false;
}

void FeedStream::AskForPage(const Place& after) {
  if (asked_) return;
  asked_ = true;
  asked_generation_ = shard_->ring()->generation();
  shard_->FetchPage(id_, pager_, after);
}

void FeedStream::SendSnapshotEnd() {
  snapshot_.reset();
  cursor_time_ = absl::InfinitePast();
  pager_.reset();
  v1::SubscribeResponse frame;
  frame.mutable_snapshot_end()->set_position(FormatPosition(cursor_));
  *frame.mutable_snapshot_end()->mutable_server_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(shard_->Now()));
  Send(MakeFrame(frame));
}

bool FeedStream::SkipUnwanted() {
  const LiveMatches& live = audience_->live;
  if (!live.KnownSince(cursor_.sequence)) return false;
  if (const auto next = live.NextBehind(cursor_.sequence)) {
    if (next->sequence - 1 > cursor_.sequence) {
      cursor_ = {cursor_.log_id, next->sequence - 1, next->digest_before};
      cursor_time_ = absl::InfinitePast();
    }
    return false;
  }
  if (shard_->matched().sequence > cursor_.sequence) {
    cursor_ = shard_->matched();
    cursor_time_ = shard_->matched_time();
  }
  return true;
}

const Chunk* FeedStream::FindChunk() {
  Renew();
  const Sequence next = cursor_.sequence + 1;
  if (Holds(chunk_, next)) return chunk_.get();
  if (auto live = shard_->ring()->Find(next)) {
    chunk_ = std::move(live);
    next_.reset();
    state_ = State::kLive;
    return chunk_.get();
  }
  caught_up_ = false;
  if (mode_ == v1::REPLAY_MODE_LATEST) {
    state_ = State::kPaging;
    chunk_.reset();
    AskForPage(place());
    return nullptr;
  }
  state_ = State::kReplaying;
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
  asked_from_ = from;
  asked_generation_ = shard_->ring()->generation();
  shard_->Fetch(id_, from);
}

void FeedStream::OnChunk(absl::StatusOr<std::shared_ptr<const Chunk>> chunk) {
  asked_ = false;
  if (state_ == State::kEnded) return;
  if (chunk.ok()) {
    // Read before entries got other bytes: FindChunk asks again.
    if (asked_generation_ == shard_->ring()->generation()) next_ = *std::move(chunk);
    return Advance();
  }
  // A message that was made for another reader, out of a longer chunk, has covered it meanwhile.
  if (asked_from_ <= cursor_.sequence) return Advance();
  OnReadFailed(chunk.status());
}

void FeedStream::OnPage(absl::StatusOr<Page> page) {
  asked_ = false;
  if (state_ == State::kEnded) return;
  if (page.ok()) {
    if (asked_generation_ == shard_->ring()->generation()) page_ = *std::move(page);
    return Advance();
  }
  OnReadFailed(page.status());
}

void FeedStream::OnReadFailed(const absl::Status& status) {
  // Too many reads are waiting: the next tick asks again.
  if (absl::IsResourceExhausted(status)) return;
  if (absl::IsOutOfRange(status) && snapshot_) return End(status);
  // Read ahead: what is here goes out first, and behind it the rest is asked for again.
  if (writing_ || Holds(chunk_, cursor_.sequence + 1)) return;
  if (absl::IsOutOfRange(status)) return OnExpired();
  End(MakeError(
      absl::StatusCode::kDataLoss, "ENTRY_UNREADABLE",
      absl::StrCat("cannot read the feed behind ", FormatPlace(place()), ": ", status.message())));
}

void FeedStream::OnExpired() {
  const Position floor = shard_->store()->bounds().floor;
  if (!allow_gap_) {
    return End(MakeError(absl::StatusCode::kOutOfRange, "POSITION_EXPIRED",
                         absl::StrCat("retention has passed sequence ", cursor_.sequence + 1,
                                      " while this reader was behind"),
                         {{"floor", FormatPosition(floor)}}));
  }
  v1::SubscribeResponse frame;
  *frame.mutable_gap() = RetentionGap(cursor_.sequence, floor);
  cursor_ = floor;
  cursor_time_ = absl::InfinitePast();
  Send(MakeFrame(frame));
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
  Position head = shard_->ring()->head();
  // The disk shows a group a moment before the ring does, and the cursor may be there already.
  if (head.sequence < cursor_.sequence) head = cursor_;
  v1::SubscribeResponse frame;
  v1::Heartbeat& beat = *frame.mutable_heartbeat();
  const Sequence at = snapshot_.value_or(cursor_.sequence);
  beat.set_position(FormatPlace(place()));
  beat.set_head(FormatPosition(head));
  beat.set_behind_entries(head.sequence > at ? head.sequence - at : 0);
  const bool behind = head.sequence > at && cursor_time_ != absl::InfinitePast();
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
    if (now - last_send_ < shard_->stall_limit()) return;
    state_ = State::kEnded;
    return wire_->Cancel();
  }
  if (now - last_send_ >= heartbeat_) {
    if (state_ == State::kLive) SkipUnwanted();
    return SendHeartbeat(now);
  }
  if (state_ != State::kLive && !asked_) Advance();
}

void FeedStream::End(const absl::Status& status) {
  if (state_ == State::kEnded || !ending_.ok()) return;
  ending_ = status;
  if (!writing_) Finish(status);
}

void FeedStream::Finish(const absl::Status& status) {
  state_ = State::kEnded;
  wire_->Finish(status, FormatPlace(place()));
}

}  // namespace newswire
