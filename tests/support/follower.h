#ifndef NEWSWIRE_TESTS_SUPPORT_FOLLOWER_H_
#define NEWSWIRE_TESTS_SUPPORT_FOLLOWER_H_

#include <grpcpp/client_context.h>

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::testing {

// One Subscribe call on a connection of its own, read by a thread of its own. Unlike the client's
// Subscriber it repairs nothing: it shows what the server did. Any thread.
class Follower {
 public:
  Follower(const std::string& address, v1::SubscribeRequest request);
  // From the first entry there is.
  explicit Follower(const std::string& address);
  // Cancels the call.
  ~Follower();

  // Each waits for `patience` at most and says whether it came.
  bool AwaitEntry(std::uint64_t sequence, absl::Duration patience = absl::Seconds(30));
  bool AwaitCaughtUp(absl::Duration patience = absl::Seconds(30));
  bool AwaitEnd(absl::Duration patience = absl::Seconds(30));
  void Cancel() { context_.TryCancel(); }

  struct Seen {
    std::uint64_t sequence;
    std::string name;
  };
  std::vector<Seen> entries() const;
  // Frames that are no batches.
  std::vector<v1::SubscribeResponse> signs() const;
  // The place behind everything that came.
  std::string position() const;
  // REQUIRES: the call has ended.
  absl::Status status() const;
  std::string trailer() const;  // newswire-position

 private:
  void Read(const v1::SubscribeRequest& request, const std::string& address);
  void Take(v1::SubscribeResponse frame) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  grpc::ClientContext context_;
  mutable absl::Mutex mu_;
  std::vector<Seen> entries_ ABSL_GUARDED_BY(mu_);
  std::vector<v1::SubscribeResponse> signs_ ABSL_GUARDED_BY(mu_);
  std::string position_ ABSL_GUARDED_BY(mu_);
  bool caught_up_ ABSL_GUARDED_BY(mu_) = false;
  bool ended_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mu_);
  std::string trailer_ ABSL_GUARDED_BY(mu_);
  std::thread thread_;
};

// The start of a subscription.
v1::SubscribeRequest FromEarliest();
v1::SubscribeRequest After(const std::string& position);

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_FOLLOWER_H_
