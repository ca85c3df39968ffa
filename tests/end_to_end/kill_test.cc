// Durable, ordered, unique, reliable, resumable: a loaded server is killed again and again. The
// oracle is outside of it: what publishers were told, and what subscribers saw.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "client/channel.h"
#include "client/client.h"
#include "client/frame_stream.h"
#include "client/publisher.h"
#include "client/subscriber.h"
#include "tests/support/sample_items.h"
#include "tests/support/server_process.h"

namespace newswire {
namespace {

constexpr int kKills = 25;
constexpr int kPublishers = 8;
constexpr int kSubscribers = 8;
constexpr int kAcksBetweenKills = 150;
// Groups of these take milliseconds to write, so that the kill, which follows an answer at once,
// meets the next write half done. With a server that answers before it writes hundreds of items
// are lost; with articles of 1 KiB every other run would not notice.
constexpr std::size_t kArticleBytes = 8 << 10;
constexpr absl::Duration kPatience = absl::Seconds(60);

// What the world outside of the server knows.
struct Oracle {
  absl::Mutex mu;
  bool stop ABSL_GUARDED_BY(mu) = false;
  std::set<std::string> acked ABSL_GUARDED_BY(mu);
  int refused ABSL_GUARDED_BY(mu) = 0;
};

struct Seen {
  std::uint64_t sequence;
  std::uint64_t digest;
  std::string name;
  friend bool operator==(const Seen&, const Seen&) = default;
};

void PublishUntilStopped(const std::string& address, int publisher, Oracle* oracle) {
  const auto waiter = MakeWaiter();
  PublisherOptions options;
  options.window_items = 64;
  options.attempts_max = 1000;
  options.backoff = {absl::Milliseconds(10), absl::Milliseconds(200)};
  Publisher feed(
      MakeChannelFactory(address), options,
      [&](std::uint64_t, const v1::PublishResult& result) {
        absl::MutexLock lock(&oracle->mu);
        if (result.outcome() == v1::PUBLISH_OUTCOME_REJECTED) {
          ++oracle->refused;
        } else {
          oracle->acked.insert(result.name());
        }
      },
      waiter.get());
  for (int i = 0;; ++i) {
    {
      absl::MutexLock lock(&oracle->mu);
      if (oracle->stop) break;
    }
    v1::PublishItem item;
    *item.mutable_article() =
        testing::MakeLargeArticle(absl::StrCat(publisher, "-", i), kArticleBytes);
    ASSERT_TRUE(feed.Publish(std::move(item)).ok());
  }
  ASSERT_TRUE(feed.Flush().ok());
}

// Follows from the start until `last` (0: not known yet) was seen.
class Reader {
 public:
  explicit Reader(const std::string& address)
      : transport_(MakeFeedTransport(MakeChannelFactory(address))), waiter_(MakeWaiter()) {
    SubscriberOptions options;
    options.start.set_earliest(true);
    options.store = &store_;
    options.heartbeat_interval = absl::Seconds(1);
    options.backoff = {absl::Milliseconds(10), absl::Milliseconds(200)};
    SubscriberCallbacks callbacks;
    callbacks.on_entry = [this](const v1::FeedEntry& entry, const std::string&) {
      absl::MutexLock lock(&mu_);
      seen_.push_back({entry.sequence(), entry.digest(), entry.name()});
      return absl::OkStatus();
    };
    subscriber_ = std::make_unique<Subscriber>(options, callbacks, transport_.get(), waiter_.get());
    thread_ = std::thread([this] { status_ = subscriber_->Run(); });
  }
  // Waits for `last`, then ends.
  std::vector<Seen> FinishAt(std::uint64_t last) {
    const auto arrived = [this, last]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
      return !seen_.empty() && seen_.back().sequence >= last;
    };
    {
      absl::MutexLock lock(&mu_);
      EXPECT_TRUE(mu_.AwaitWithTimeout(absl::Condition(&arrived), kPatience));
    }
    subscriber_->Stop();
    thread_.join();
    EXPECT_TRUE(status_.ok()) << status_;
    absl::MutexLock lock(&mu_);
    return seen_;
  }

 private:
  const std::unique_ptr<FeedTransport> transport_;
  const std::unique_ptr<Waiter> waiter_;
  MemoryPositionStore store_;
  absl::Mutex mu_;
  std::vector<Seen> seen_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<Subscriber> subscriber_;
  absl::Status status_;
  std::thread thread_;
};

struct Faults {
  int lost = 0;
  int gaps = 0;
  int duplicates = 0;
  int reordered = 0;
};

Faults Judge(const std::vector<Seen>& seen, const std::set<std::string>& acked) {
  Faults faults;
  std::map<std::string, int> times;
  std::uint64_t last = 0;
  for (const Seen& entry : seen) {
    if (entry.sequence > last + 1) ++faults.gaps;
    if (entry.sequence < last) ++faults.reordered;
    if (entry.sequence == last || ++times[entry.name] > 1) ++faults.duplicates;
    last = entry.sequence;
  }
  for (const std::string& name : acked) faults.lost += times.count(name) == 0;
  return faults;
}

TEST(Kill, AcknowledgedPublishesSurviveSigkillAndReadersMissNothing) {
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  testing::ServerProcess server;
  ASSERT_TRUE(server.Start());
  Oracle oracle;
  std::vector<std::thread> publishers;
  for (int i = 0; i < kPublishers; ++i) {
    publishers.emplace_back([&, i] { PublishUntilStopped(server.address(), i, &oracle); });
  }
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < kSubscribers; ++i) {
    readers.push_back(std::make_unique<Reader>(server.address()));
  }
  absl::Duration slowest_start;
  for (int kills = 0; kills < kKills; ++kills) {
    std::size_t target = 0;
    const auto enough = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(oracle.mu) {
      return oracle.acked.size() >= target;
    };
    {
      absl::MutexLock lock(&oracle.mu);
      target = oracle.acked.size() + kAcksBetweenKills + random() % kAcksBetweenKills;
      ASSERT_TRUE(oracle.mu.AwaitWithTimeout(absl::Condition(&enough), kPatience));
    }
    server.Kill();
    const absl::Time start = absl::Now();
    ASSERT_TRUE(server.Start());
    slowest_start = std::max(slowest_start, absl::Now() - start);
  }
  {
    absl::MutexLock lock(&oracle.mu);
    oracle.stop = true;
  }
  for (std::thread& publisher : publishers) publisher.join();
  const auto status = Client(MakeChannel(server.address())).GetFeedStatus();
  ASSERT_TRUE(status.ok()) << status.status();

  absl::MutexLock lock(&oracle.mu);
  EXPECT_EQ(oracle.refused, 0);
  Faults all;
  std::vector<Seen> first;
  for (auto& reader : readers) {
    const std::vector<Seen> seen = reader->FinishAt(status->last_sequence());
    if (first.empty()) first = seen;
    EXPECT_TRUE(seen == first) << "two readers saw different feeds";
    const Faults faults = Judge(seen, oracle.acked);
    all.lost += faults.lost;
    all.gaps += faults.gaps;
    all.duplicates += faults.duplicates;
    all.reordered += faults.reordered;
  }
  std::printf(
      "FIG kill9 cycles=%d acked=%zu lost=%d gaps=%d dup=%d reorder=%d recover_ms_max=%.0f "
      "seed=%u\n",
      kKills, oracle.acked.size(), all.lost, all.gaps, all.duplicates, all.reordered,
      absl::ToDoubleMilliseconds(slowest_start), seed);
  EXPECT_EQ(all.lost + all.gaps + all.duplicates + all.reordered, 0) << "seed " << seed;
}

}  // namespace
}  // namespace newswire
