#ifndef NEWSWIRE_TESTS_CLIENT_SCRIPTED_FEED_H_
#define NEWSWIRE_TESTS_CLIENT_SCRIPTED_FEED_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/backoff.h"
#include "client/frame_stream.h"
#include "client/position.h"

namespace newswire {

inline constexpr char kLogId[] = "00000000000000aa";

// A feed whose digests can be told from the sequence.
inline std::string At(std::uint64_t sequence) {
  return PositionAfter(kLogId, sequence, sequence == 0 ? 0 : sequence + 1000);
}

inline v1::SubscribeResponse OpenedAt(std::uint64_t sequence, std::uint64_t head) {
  v1::SubscribeResponse frame;
  frame.mutable_opened()->set_log_id(kLogId);
  frame.mutable_opened()->set_position(At(sequence));
  frame.mutable_opened()->set_head(At(head));
  return frame;
}

inline v1::SubscribeResponse Batch(const std::vector<std::uint64_t>& sequences,
                                   std::uint64_t through) {
  v1::SubscribeResponse frame;
  for (const std::uint64_t sequence : sequences) {
    v1::FeedEntry* entry = frame.add_entries();
    entry->set_sequence(sequence);
    entry->set_digest(sequence + 1000);
  }
  frame.set_through(At(through));
  return frame;
}

inline v1::SubscribeResponse CaughtUpAt(std::uint64_t sequence) {
  v1::SubscribeResponse frame;
  frame.mutable_caught_up()->set_position(At(sequence));
  return frame;
}

inline v1::SubscribeResponse HeartbeatAt(std::uint64_t sequence) {
  v1::SubscribeResponse frame;
  frame.mutable_heartbeat()->set_position(At(sequence));
  return frame;
}

// What one stream does: its frames, then silence, or the end with a status.
struct Script {
  std::vector<v1::SubscribeResponse> frames;
  absl::Status end = absl::UnavailableError("gone");
  bool silent = false;
};

// Plays the scripts one stream after the other and remembers what was asked. When the scripts are
// used up it calls `at_end` and ends.
class ScriptedTransport : public FeedTransport {
 public:
  explicit ScriptedTransport(std::deque<Script> scripts) : scripts_(std::move(scripts)) {}

  std::unique_ptr<FrameStream> Subscribe(const v1::SubscribeRequest& request) override {
    requests.push_back(request);
    Script script;
    if (scripts_.empty()) {
      at_end();
    } else {
      script = std::move(scripts_.front());
      scripts_.pop_front();
    }
    return std::make_unique<Stream>(std::move(script), this);
  }

  std::vector<v1::SubscribeRequest> requests;
  std::vector<absl::Duration> read_limits;
  std::function<void()> at_end = [] {};

 private:
  class Stream : public FrameStream {
   public:
    Stream(Script script, ScriptedTransport* owner) : script_(std::move(script)), owner_(owner) {}
    Read Next(v1::SubscribeResponse* frame, absl::Duration timeout) override {
      owner_->read_limits.push_back(timeout);
      if (next_ < script_.frames.size()) {
        *frame = script_.frames[next_++];
        return Read::kFrame;
      }
      return script_.silent ? Read::kSilence : Read::kEnded;
    }
    absl::Status Finish() override { return script_.end; }
    void Cancel() override {}

   private:
    const Script script_;
    ScriptedTransport* const owner_;
    std::size_t next_ = 0;
  };

  std::deque<Script> scripts_;
};

// Does not wait, only remembers how long it should have.
class RecordingWaiter : public Waiter {
 public:
  void Wait(absl::Duration duration) override { waits.push_back(duration); }
  void Interrupt() override {}
  std::vector<absl::Duration> waits;
};

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_CLIENT_SCRIPTED_FEED_H_
