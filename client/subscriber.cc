#include "client/subscriber.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/position.h"
#include "client/status.h"

namespace newswire {
namespace {

// A reader that sees no frame for three intervals should reconnect (the contract's Heartbeat).
constexpr int kSilentIntervals = 3;

bool WantsEverything(const SubscriberOptions& options) {
  return options.filter.ByteSizeLong() == 0 && options.mode != v1::REPLAY_MODE_LATEST;
}

}  // namespace

Subscriber::Subscriber(const SubscriberOptions& options, SubscriberCallbacks callbacks,
                       FeedTransport* transport, Waiter* waiter)
    : options_(options),
      callbacks_(std::move(callbacks)),
      transport_(transport),
      waiter_(waiter),
      everything_(WantsEverything(options)),
      backoff_(options.backoff, options.random) {}

void Subscriber::Stop() {
  stopped_ = true;
  waiter_->Interrupt();
  std::lock_guard<std::mutex> lock(mu_);
  if (stream_ != nullptr) stream_->Cancel();
}

absl::Status Subscriber::Run() {
  if (absl::Status status = Begin(); !status.ok()) return status;
  while (!stopped_) {
    Report(SubscriberState::kConnecting);
    const absl::Status status = Follow();
    // Progress of the last batch is worth a sync whatever comes next.
    if (options_.store != nullptr) {
      if (absl::Status flushed = options_.store->Flush(); !flushed.ok()) return flushed;
    }
    if (local_error_) return status;
    if (stopped_) break;
    if (IsTooLarge(status)) return TooLarge(status);
    if (IsTerminal(status)) return status;
    ++attempts_;
    if (!ever_opened_ && options_.first_attempts_max > 0 &&
        attempts_ >= options_.first_attempts_max) {
      return status;
    }
    Report(SubscriberState::kWaiting, status);
    // What the server asks for comes on top, so that its readers still return one by one.
    waiter_->Wait(DetailsOf(status).retry_delay.value_or(absl::ZeroDuration()) + backoff_.Next());
  }
  return absl::OkStatus();
}

absl::Status Subscriber::Begin() {
  if (options_.store == nullptr) return absl::OkStatus();
  absl::StatusOr<std::string> saved = options_.store->Load();
  if (!saved.ok()) return saved.status();
  if (saved->empty()) return absl::OkStatus();
  const auto sequence = SequenceOf(*saved);
  if (!sequence.has_value()) {
    return absl::DataLossError(absl::StrCat("the saved position is none: ", *saved));
  }
  position_ = *saved;
  sequence_ = *sequence;
  moment_ = MomentOf(position_);
  return absl::OkStatus();
}

v1::SubscribeRequest Subscriber::MakeRequest() const {
  v1::SubscribeRequest request;
  *request.mutable_start() = options_.start;
  if (!position_.empty()) request.mutable_start()->set_after_position(position_);
  *request.mutable_filter() = options_.filter;
  if (options_.language.has_value()) *request.mutable_language() = *options_.language;
  request.set_reader(options_.reader);
  const absl::Duration interval = options_.heartbeat_interval;
  request.mutable_heartbeat_interval()->set_seconds(absl::ToInt64Seconds(interval));
  request.mutable_heartbeat_interval()->set_nanos(
      static_cast<int>(absl::ToInt64Nanoseconds(interval % absl::Seconds(1))));
  request.set_allow_gap(options_.allow_gap);
  request.set_mode(options_.mode);
  return request;
}

// One stream from start to end; the status says how it ended and is never a reason to skip
// anything.
absl::Status Subscriber::Follow() {
  opened_ = false;
  // A gap that no entry followed moved the sequence and not the position; the server will tell
  // again.
  if (!position_.empty()) sequence_ = *SequenceOf(position_);
  const std::unique_ptr<FrameStream> stream = transport_->Subscribe(MakeRequest());
  {
    std::lock_guard<std::mutex> lock(mu_);
    stream_ = stream.get();
    if (stopped_) stream->Cancel();
  }
  absl::Status ours;
  v1::SubscribeResponse frame;
  FrameStream::Read read;
  while (ours.ok() && !stopped_ &&
         (read = stream->Next(&frame, kSilentIntervals * options_.heartbeat_interval)) ==
             FrameStream::Read::kFrame) {
    ours = OnFrame(frame);
  }
  {
    std::lock_guard<std::mutex> lock(mu_);
    stream_ = nullptr;
  }
  const absl::Status theirs = stream->Finish();
  if (!ours.ok()) {
    local_error_ = true;
    return ours;
  }
  if (!stopped_ && read == FrameStream::Read::kSilence) {
    return absl::DeadlineExceededError("the server was silent for three heartbeat intervals");
  }
  return theirs;
}

absl::Status Subscriber::OnFrame(const v1::SubscribeResponse& frame) {
  if (frame.has_opened()) return OnOpened(frame.opened());
  if (!opened_) return absl::InternalError("the first frame of the stream is not Opened");
  if (frame.has_gap()) return OnGap(frame.gap());
  if (frame.has_snapshot_end()) return OnSnapshotEnd(frame.snapshot_end());
  if (frame.has_heartbeat()) {
    backoff_.Reset();
    if (callbacks_.on_heartbeat) callbacks_.on_heartbeat(frame.heartbeat());
    return Advance(frame.heartbeat().position());
  }
  if (frame.has_caught_up()) {
    if (absl::Status status = Advance(frame.caught_up().position()); !status.ok()) return status;
    if (callbacks_.on_caught_up) callbacks_.on_caught_up(frame.caught_up());
    return absl::OkStatus();
  }
  return OnEntries(frame);
}

absl::Status Subscriber::OnOpened(const v1::Opened& opened) {
  const auto sequence = SequenceOf(opened.position());
  if (!sequence.has_value()) {
    return absl::InternalError(absl::StrCat("Opened carries no position: ", opened.position()));
  }
  // A server may begin later than asked only when it was allowed to, and a Gap says so. It never
  // leaves a snapshot that way.
  const bool as_asked = *sequence == sequence_ && MomentOf(opened.position()) == moment_;
  const bool may_move = options_.allow_gap && moment_.empty();
  if (!position_.empty() && !as_asked && !may_move) {
    return absl::DataLossError(absl::StrCat("asked to continue after ", position_,
                                            ", the server continues after ", opened.position()));
  }
  opened_ = true;
  ever_opened_ = true;
  log_id_ = opened.log_id();
  // With a gap allowed the place moves when the Gap frame comes.
  if (position_.empty()) {
    if (absl::Status status = Save(opened.position()); !status.ok()) return status;
  }
  Report(SubscriberState::kFollowing);
  return absl::OkStatus();
}

absl::Status Subscriber::OnGap(const v1::Gap& gap) {
  if (gap.resume_at_sequence() <= sequence_) {
    return absl::DataLossError(absl::StrCat("a gap that ends at ", gap.resume_at_sequence(),
                                            " after sequence ", sequence_));
  }
  if (callbacks_.on_gap) callbacks_.on_gap(gap);
  sequence_ = gap.resume_at_sequence() - 1;
  return absl::OkStatus();
}

absl::Status Subscriber::OnEntries(const v1::SubscribeResponse& frame) {
  for (const v1::FeedEntry& entry : frame.entries()) {
    if (stopped_) return absl::OkStatus();
    if (absl::Status status = CheckSequence(entry.sequence()); !status.ok()) return status;
    const std::string position = moment_.empty()
                                     ? PositionAfter(log_id_, entry.sequence(), entry.digest())
                                     : absl::StrCat(moment_, "+", entry.sequence());
    if (absl::Status status = callbacks_.on_entry(entry, position); !status.ok()) return status;
    if (absl::Status status = Save(position); !status.ok()) return status;
  }
  if (stopped_ || frame.through().empty()) return absl::OkStatus();
  if (absl::Status status = Advance(frame.through()); !status.ok()) return status;
  return options_.store == nullptr ? absl::OkStatus() : options_.store->Flush();
}

absl::Status Subscriber::CheckSequence(std::uint64_t sequence) const {
  if (sequence <= sequence_) {
    return absl::DataLossError(
        absl::StrCat("the feed is not ascending: sequence ", sequence, " came after ", sequence_));
  }
  if (!moment_.empty() && sequence > *SequenceOf(moment_)) {
    return absl::DataLossError(
        absl::StrCat("sequence ", sequence, " is not part of a snapshot of ", moment_));
  }
  if (IsDense() && sequence != sequence_ + 1) {
    return absl::DataLossError(absl::StrCat("the feed has a hole: sequence ", sequence,
                                            " came after ", sequence_, ", ",
                                            sequence - sequence_ - 1, " entries are missing"));
  }
  return absl::OkStatus();
}

// Without filter and mode every sequence comes. A snapshot has one entry per item.
bool Subscriber::IsDense() const {
  return everything_ && moment_.empty();
}

// SnapshotEnd alone leads out of a snapshot, with everything up to its moment told.
absl::Status Subscriber::OnSnapshotEnd(const v1::SnapshotEnd& end) {
  if (moment_.empty() || end.position() != moment_) {
    return absl::DataLossError(
        absl::StrCat("a snapshot of ", end.position(), " ends where the place is ", position_));
  }
  if (callbacks_.on_snapshot_end) callbacks_.on_snapshot_end(end);
  if (absl::Status status = Save(end.position()); !status.ok()) return status;
  return options_.store == nullptr ? absl::OkStatus() : options_.store->Flush();
}

// Moves the place over entries that the filter or the mode held back. Without them there are none,
// so any move here is an entry that got lost.
absl::Status Subscriber::Advance(const std::string& position) {
  const auto sequence = SequenceOf(position);
  if (!sequence.has_value()) {
    return absl::InternalError(absl::StrCat("a frame carries no position: ", position));
  }
  if (position == position_) return absl::OkStatus();
  if (MomentOf(position) != moment_) {
    return absl::DataLossError(
        absl::StrCat("the place is ", position_, ", the server says it is ", position));
  }
  // Equal with another digest happens only after a gap, whose end is given as a bare sequence.
  const bool names_end_of_gap = *sequence == sequence_ && sequence_ != SequenceOf(position_);
  if (*sequence <= sequence_ ? !names_end_of_gap : IsDense()) {
    return absl::DataLossError(absl::StrCat("the server says it delivered everything up to ",
                                            position, ", what came ends at ", position_));
  }
  return Save(position);
}

// Progress, beside a heartbeat, is what makes the next wait short: a stream that opens and breaks
// is no better than one that does not open.
absl::Status Subscriber::Save(const std::string& position) {
  if (options_.store != nullptr) {
    if (absl::Status status = options_.store->Save(position); !status.ok()) return status;
  }
  position_ = position;
  sequence_ = *SequenceOf(position);
  moment_ = MomentOf(position);
  backoff_.Reset();
  return absl::OkStatus();
}

absl::Status Subscriber::TooLarge(const absl::Status& status) const {
  return absl::ResourceExhaustedError(
      absl::StrCat("what comes after ", position_.empty() ? "the start" : position_,
                   " is larger than this reader takes, and would be again: ", status.message()));
}

bool Subscriber::IsTerminal(const absl::Status& status) const {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kNotFound:
      return true;
    default:
      return false;
  }
}

void Subscriber::Report(SubscriberState state, const absl::Status& status) const {
  if (callbacks_.on_state) callbacks_.on_state(state, status);
}

}  // namespace newswire
