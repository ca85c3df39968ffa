#ifndef NEWSWIRE_CLIENT_SUBSCRIBER_H_
#define NEWSWIRE_CLIENT_SUBSCRIBER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/backoff.h"
#include "client/frame_stream.h"
#include "client/position_store.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire {

// What happens to the connection, for logs and people.
//
//             +-----------------------------------------------+
//             v                                               |
//   kConnecting --Opened--> kFollowing --broken, silent--> kWaiting
//        |                      |
//        +------- terminal -----+----> Run returns
enum class SubscriberState {
  kConnecting,  // a stream was asked for
  kFollowing,   // the server opened it
  kWaiting,     // it broke (`status` says how); the next attempt comes after a wait
};

struct SubscriberOptions {
  // Where to begin when the store holds nothing.
  v1::StartAt start;
  v1::Filter filter;
  // In which language entries carry their item; all languages when unset.
  std::optional<v1::LanguagePreference> language;
  // See SubscribeRequest.reader.
  std::string reader;
  // How often an idle server shows that it lives. Silence for three intervals breaks the stream.
  absl::Duration heartbeat_interval = absl::Seconds(15);
  // See SubscribeRequest.allow_gap.
  bool allow_gap = false;
  // Which entries of the past. A snapshot (CURRENT_STATE) that a break interrupts goes on where it
  // was, also in another process that has the same store.
  v1::ReplayMode mode = v1::REPLAY_MODE_FULL;
  // Keeps the place. Borrowed; null keeps it only as long as Run runs.
  PositionStore* store = nullptr;
  // Attempts before the first stream is open; 0 is "for ever". Later on there is no limit.
  int first_attempts_max = 0;
  BackoffOptions backoff;
  RandomUnit random = SystemRandom();
};

// Called on the thread of Run, one at a time. All but `on_entry` may be left out.
struct SubscriberCallbacks {
  // Takes one entry; `position` is the place right after it, and is saved only once this returned
  // OK. Any other status ends Run with it. Until on_snapshot_end it is a place in the snapshot, and
  // the entry tells the state of its item.
  std::function<absl::Status(const v1::FeedEntry& entry, const std::string& position)> on_entry;
  // Every item was told. After a crash of this process it may come again.
  std::function<void(const v1::SnapshotEnd&)> on_snapshot_end;
  std::function<void(const v1::CaughtUp&)> on_caught_up;
  std::function<void(const v1::Heartbeat&)> on_heartbeat;
  std::function<void(const v1::Gap&)> on_gap;
  std::function<void(SubscriberState state, const absl::Status& status)> on_state;
};

// Follows the feed through restarts of the server and breaks of the network, and delivers every
// entry in order. After a crash of this process at most the entry in hand comes again.
class Subscriber {
 public:
  // `transport` and `waiter` are borrowed and must outlive the subscriber.
  Subscriber(const SubscriberOptions& options, SubscriberCallbacks callbacks,
             FeedTransport* transport, Waiter* waiter);

  // Follows until Stop (then OK), or until an error that trying again cannot cure:
  //   OUT_OF_RANGE / POSITION_EXPIRED        the place is no longer kept; entries would be missing,
  //                                          or the snapshot must be begun anew
  //   DATA_LOSS / POSITION_AHEAD             the log is shorter than this reader's memory
  //   FAILED_PRECONDITION / LOG_REPLACED     the log is another one
  //   INVALID_ARGUMENT, UNAUTHENTICATED, ... the request itself
  //   RESOURCE_EXHAUSTED                     the next message is larger than the channel takes; the
  //                                          text names the position
  //   DATA_LOSS                              the stream was not ascending, or not dense where it
  //                                          must be: a broken promise
  // or one of the callback's or the store's. REQUIRES: called once.
  absl::Status Run();

  // Makes Run return. Any thread, also from a callback, any number of times.
  void Stop();

 private:
  absl::Status Begin();
  absl::Status Follow();
  absl::Status OnFrame(const v1::SubscribeResponse& frame);
  absl::Status OnOpened(const v1::Opened& opened);
  absl::Status OnEntries(const v1::SubscribeResponse& frame);
  absl::Status OnGap(const v1::Gap& gap);
  absl::Status OnSnapshotEnd(const v1::SnapshotEnd& end);
  absl::Status CheckSequence(std::uint64_t sequence) const;
  absl::Status Advance(const std::string& position);
  bool IsDense() const;
  absl::Status Save(const std::string& position);
  bool IsTerminal(const absl::Status& status) const;
  absl::Status TooLarge(const absl::Status& status) const;
  v1::SubscribeRequest MakeRequest() const;
  void Report(SubscriberState state, const absl::Status& status = absl::OkStatus()) const;

  const SubscriberOptions options_;
  const SubscriberCallbacks callbacks_;
  FeedTransport* const transport_;
  Waiter* const waiter_;
  const bool everything_;  // every sequence of the log is wanted
  std::atomic<bool> stopped_ = false;

  // The thread of Run only.
  Backoff backoff_;
  std::string position_;        // everything up to here was taken; empty before the first frame
  std::uint64_t sequence_ = 0;  // of position_
  std::string moment_;          // of position_: not empty while it is inside of a snapshot
  std::string log_id_;
  bool opened_ = false;  // this stream
  bool ever_opened_ = false;
  bool local_error_ = false;  // the error is ours or the callback's: never try again
  int attempts_ = 0;

  std::mutex mu_;
  FrameStream* stream_ = nullptr;  // guarded by mu_; the open stream, for Stop
};

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_SUBSCRIBER_H_
