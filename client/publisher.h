#ifndef NEWSWIRE_CLIENT_PUBLISHER_H_
#define NEWSWIRE_CLIENT_PUBLISHER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/backoff.h"
#include "client/channel.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire {

struct PublisherOptions {
  // Items that were handed over and not answered yet; more make Publish wait.
  std::size_t window_items = 4096;
  std::size_t window_bytes = 32 << 20;
  // One message holds at most this much. Full batches leave at once; a smaller one leaves when
  // nothing is on its way, so a lone item never waits for company.
  std::size_t batch_items = 128;
  std::size_t batch_bytes = 1 << 20;
  // A server that owes answers and sends none for so long is taken for dead.
  absl::Duration silence_max = absl::Seconds(30);
  // Attempts in a row that bring no answer to any item; then Publish and Flush fail.
  int attempts_max = 8;
  BackoffOptions backoff;
};

// Publishes many items over PublishStream without waiting for each answer. When the stream breaks
// it is opened again and everything unanswered is sent again; an item that had arrived after all is
// then answered UNCHANGED, or ETAG_MISMATCH when it carried an etag. The same happens from an item
// on that the server could not take now (UNAVAILABLE, or RESOURCE_EXHAUSTED with a retry delay):
// that is no answer, and what was sent behind it must not overtake it.
//
// One thread at a time, the caller's: answers are handled inside Publish and Flush.
class Publisher {
 public:
  // Called once per item, in the order of Publish. `index` counts from 0.
  using OnResult = std::function<void(std::uint64_t index, const v1::PublishResult& result)>;

  // `waiter` is borrowed and must outlive the publisher.
  Publisher(ChannelFactory channels, const PublisherOptions& options, OnResult on_result,
            Waiter* waiter);
  // Unanswered items may or may not be published; call Flush before.
  ~Publisher();

  // Hands an item over; waits while the window is full. An error is final: nothing more is sent,
  // and what was not answered may or may not be published.
  absl::Status Publish(v1::PublishItem item);
  // Returns when every item was answered.
  absl::Status Flush();

 private:
  class Stream;
  struct Pending {
    v1::PublishItem item;
    std::size_t bytes;
  };

  bool WindowIsFull() const;
  // Moves on by one event, or only by what is ready when `wait` is false.
  absl::Status Step(bool wait);
  void SendSome(bool partial);
  absl::Status OnAnswer(const v1::PublishStreamResponse& response);
  absl::Status Reopen(bool cancel);
  absl::Status TryAgain(const absl::Status& why);

  const PublisherOptions options_;
  const OnResult on_result_;
  const ChannelFactory channels_;
  Waiter* const waiter_;

  Backoff backoff_;
  std::unique_ptr<Stream> stream_;  // null until there is something to send
  std::deque<Pending> unanswered_;  // sent ones first
  std::size_t unanswered_bytes_ = 0;
  std::size_t sent_ = 0;        // so many of unanswered_ went out on stream_
  std::uint64_t answered_ = 0;  // in all
  int attempts_ = 0;
  absl::Status failure_;
};

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_PUBLISHER_H_
