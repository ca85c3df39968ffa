// SIGTERM while everybody is busy: every item that was sent has an answer, the answers are true,
// every stream ends with a status and a place to go on at.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "client/channel.h"
#include "client/position.h"
#include "client/status.h"
#include "grpc/health/v1/health.pb.h"
#include "tests/faults/senders.h"
#include "tests/support/any_call.h"
#include "tests/support/follower.h"
#include "tests/support/server_process.h"

namespace newswire::testing {
namespace {

constexpr int kDrains = 10;
constexpr std::size_t kAcceptedBeforeADrain = 300;
constexpr absl::Duration kGrace = absl::Seconds(5);
// Beyond this the process hangs; how long it took is printed.
const absl::Duration kExitPatience = kGrace + absl::Seconds(20);

// Publishers of every kind, each on a thread of its own.
class Newsroom {
 public:
  Newsroom(const std::string& address, const std::string& id, Ledger* ledger) {
    for (int i = 0; i < 3; ++i) {
      threads_.emplace_back(SendOverStream, address, absl::StrCat(id, "-s", i), ledger);
      threads_.emplace_back(SendOneByOne, address, absl::StrCat(id, "-u", i), ledger);
    }
    threads_.emplace_back(SendInBatches, address, absl::StrCat(id, "-b"), ledger);
  }
  ~Newsroom() { AwaitEnd(); }
  std::size_t size() const { return threads_.size(); }
  // They end by themselves when the server does.
  void AwaitEnd() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  std::vector<std::thread> threads_;
};

// The whole feed: sequences by name.
std::map<std::string, std::uint64_t> ReadFeed(const std::string& address) {
  Follower follower(address);
  EXPECT_TRUE(follower.AwaitCaughtUp());
  std::map<std::string, std::uint64_t> feed;
  for (const Follower::Seen& entry : follower.entries()) feed[entry.name] = entry.sequence;
  return feed;
}

struct Faults {
  int lost = 0;           // acknowledged, and not there
  int claimed = 0;        // refused, and there all the same
  int unanswered = 0;     // no answer that says anything
  int without_place = 0;  // a stream that ended without a true position
};

void Judge(const Ledger::Totals& told, const std::map<std::string, std::uint64_t>& feed,
           Faults* faults) {
  for (const auto& [name, sequence] : told.accepted) {
    const auto found = feed.find(name);
    faults->lost += found == feed.end() || found->second != sequence;
  }
  for (const std::string& name : told.refused) faults->claimed += feed.count(name);
  // A connection that went away says nothing; then nothing may have happened.
  for (const std::string& name : told.cut_off) faults->unanswered += feed.count(name);
  faults->unanswered += static_cast<int>(told.unclear.size());
  for (const auto& [name, why] : told.unclear) ADD_FAILURE() << name << ": " << why;
}

// A stream that ended in a drain says so, and its trailer is the place behind what it delivered.
bool EndedWell(const Follower& follower) {
  const auto entries = follower.entries();
  const std::uint64_t last = entries.empty() ? 0 : entries.back().sequence;
  const bool dense = entries.empty() || last - entries.front().sequence + 1 == entries.size();
  EXPECT_EQ(DetailsOf(follower.status()).reason, "DRAINING") << follower.status();
  EXPECT_EQ(follower.trailer(), follower.position()) << follower.status();
  return dense && absl::IsUnavailable(follower.status()) && SequenceOf(follower.trailer()) == last;
}

// The first entry behind a position is the next one, and the server knows the position.
bool GoesOn(const std::string& address, const std::string& position, std::uint64_t head) {
  Follower follower(address, After(position));
  const std::uint64_t last = SequenceOf(position).value_or(0);
  if (!follower.AwaitCaughtUp()) return false;
  const auto entries = follower.entries();
  return last == head ? entries.empty()
                      : entries.size() == head - last && entries[0].sequence == last + 1;
}

TEST(Drain, EverySentItemHasAnAnswerAndTheAnswersAreTrue) {
  ServerProcess server({"--grace", "5s"});
  ASSERT_TRUE(server.Start());
  Faults faults;
  std::size_t accepted = 0, refused = 0, cut_off = 0;
  std::vector<absl::Duration> exits;
  for (int drain = 0; drain < kDrains; ++drain) {
    Ledger ledger;
    Newsroom newsroom(server.address(), absl::StrCat("d", drain), &ledger);
    std::vector<std::unique_ptr<Follower>> followers;
    for (int i = 0; i < 4; ++i) followers.push_back(std::make_unique<Follower>(server.address()));
    ledger.AwaitAccepted(newsroom.size(), kAcceptedBeforeADrain + 37 * drain);
    for (const auto& follower : followers) ASSERT_TRUE(follower->AwaitEntry(1));
    const absl::Time signalled = absl::Now();
    server.Terminate();
    ASSERT_EQ(server.AwaitExit(kExitPatience), 0);
    exits.push_back(absl::Now() - signalled);
    newsroom.AwaitEnd();
    for (const auto& follower : followers) ASSERT_TRUE(follower->AwaitEnd());

    ASSERT_TRUE(server.Start());
    const auto feed = ReadFeed(server.address());
    const Ledger::Totals told = ledger.totals();
    Judge(told, feed, &faults);
    for (const auto& follower : followers) {
      faults.without_place +=
          !EndedWell(*follower) || !GoesOn(server.address(), follower->trailer(), feed.size());
    }
    accepted += told.accepted.size();
    refused += told.refused.size();
    cut_off += told.cut_off.size();
  }
  std::printf(
      "FIG sigterm cycles=%d acked=%zu lost=%d refused=%zu cut_off=%zu "
      "refused_but_stored=%d unanswered=%d streams_without_place=%d exit_ms_max=%.0f "
      "grace_ms=%.0f\n",
      kDrains, accepted, faults.lost, refused, cut_off, faults.claimed, faults.unanswered,
      faults.without_place,
      absl::ToDoubleMilliseconds(*std::max_element(exits.begin(), exits.end())),
      absl::ToDoubleMilliseconds(kGrace));
  EXPECT_EQ(faults.lost + faults.claimed + faults.unanswered + faults.without_place, 0);
  EXPECT_GT(refused, 0u) << "nobody was sending any more";
}

TEST(Drain, HealthSaysNotServingBeforeItsStreamEnds) {
  using grpc::health::v1::HealthCheckResponse;
  ServerProcess server;
  ASSERT_TRUE(server.Start());
  AnyAnswer watched;
  const auto channel = MakeChannel(server.address());
  absl::Notification first;
  const auto on_message = [&first](const std::string&) {
    if (!first.HasBeenNotified()) first.Notify();
  };
  std::thread watcher([&] {
    watched = Call(channel, {.method = "/grpc.health.v1.Health/Watch", .on_message = on_message});
  });
  EXPECT_TRUE(first.WaitForNotificationWithTimeout(absl::Seconds(20)));
  EXPECT_EQ(server.Stop(), 0);
  watcher.join();
  EXPECT_TRUE(absl::IsUnavailable(watched.status)) << watched.status;
  std::vector<int> states;
  for (const std::string& message : watched.messages) {
    HealthCheckResponse response;
    ASSERT_TRUE(response.ParseFromString(message));
    states.push_back(response.status());
  }
  EXPECT_EQ(states,
            (std::vector<int>{HealthCheckResponse::SERVING, HealthCheckResponse::NOT_SERVING}));
}

}  // namespace
}  // namespace newswire::testing
