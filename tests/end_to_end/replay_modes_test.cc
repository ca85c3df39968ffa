// What readers get of the past, through the real server. The oracle is outside of it: a reader that
// was there all the time and has seen every entry.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "client/channel.h"
#include "client/client.h"
#include "client/frame_stream.h"
#include "client/position.h"
#include "client/status.h"
#include "client/subscriber.h"
#include "tests/support/eventually.h"
#include "tests/support/sample_items.h"
#include "tests/support/server_process.h"
#include "tests/support/server_test.h"

namespace newswire {
namespace {

using ::testing::ElementsAre;
using Stream = FrameStream;

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr auto kLatest = v1::REPLAY_MODE_LATEST;
constexpr auto kCurrentState = v1::REPLAY_MODE_CURRENT_STATE;

using Entries = std::vector<v1::FeedEntry>;
// By name, the entry that tells the item's state.
using State = std::map<std::string, std::string>;

void Apply(const v1::FeedEntry& entry, State* state) {
  (*state)[entry.name()] = entry.SerializeAsString();
}

std::vector<std::uint64_t> SequencesIn(const Entries& entries) {
  std::vector<std::uint64_t> sequences;
  for (const v1::FeedEntry& entry : entries) sequences.push_back(entry.sequence());
  return sequences;
}

// Follows in full from the beginning; restarts of the server are the subscriber's affair.
class Witness {
 public:
  explicit Witness(const std::string& address)
      : transport_(MakeFeedTransport(MakeChannelFactory(address))), waiter_(MakeWaiter()) {
    SubscriberOptions options;
    options.start.set_earliest(true);
    options.backoff = {absl::Milliseconds(10), absl::Milliseconds(200)};
    SubscriberCallbacks callbacks;
    callbacks.on_entry = [this](const v1::FeedEntry& entry, const std::string&) {
      absl::MutexLock lock(&mu_);
      log_.push_back(entry);
      return absl::OkStatus();
    };
    subscriber_ = std::make_unique<Subscriber>(options, callbacks, transport_.get(), waiter_.get());
    thread_ = std::thread([this] { status_ = subscriber_->Run(); });
  }
  ~Witness() {
    subscriber_->Stop();
    thread_.join();
    EXPECT_TRUE(status_.ok()) << status_;
  }

  void AwaitSequence(std::uint64_t last) {
    const auto seen = [this, last]()
                          ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return log_.size() >= last; };
    absl::MutexLock lock(&mu_);
    EXPECT_TRUE(mu_.AwaitWithTimeout(absl::Condition(&seen), kPatience)) << "entry " << last;
  }
  Entries log() const {
    absl::MutexLock lock(&mu_);
    return log_;
  }

 private:
  const std::unique_ptr<FeedTransport> transport_;
  const std::unique_ptr<Waiter> waiter_;
  mutable absl::Mutex mu_;
  Entries log_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<Subscriber> subscriber_;
  absl::Status status_;
  std::thread thread_;
};

// Creates and updates random items.
class Newsroom {
 public:
  Newsroom(const std::string& address, unsigned seed)
      : client_(MakeChannel(address)), random_(seed) {}

  // Writes `count` entries about some of `items` items in one request, with texts of up to
  // `bytes_max` bytes.
  void Publish(int count, int items, int bytes_max) {
    v1::PublishRequest request;
    for (int i = 0; i < count; ++i) {
      v1::Article article = testing::MakeArticle(absl::StrCat("item-", random_() % items),
                                                 absl::StrCat("Version ", ++version_));
      article.mutable_translations(0)->mutable_bodies(0)->set_value(
          std::string(1 + random_() % bytes_max, 'x'));
      *request.add_items()->mutable_article() = std::move(article);
    }
    const auto response = client_.Publish(request);
    ASSERT_TRUE(response.ok()) << response.status();
    for (const v1::PublishResult& result : response->results()) {
      ASSERT_NE(result.sequence(), 0u) << result.ShortDebugString();
      last_sequence_ = result.sequence();
    }
  }
  std::uint64_t last_sequence() const { return last_sequence_; }

 private:
  Client client_;
  std::mt19937 random_;
  std::uint64_t version_ = 0;
  std::uint64_t last_sequence_ = 0;
};

// A reader that begins with a snapshot, is cut off again and again, and goes on where it was.
class SnapshotReader {
 public:
  SnapshotReader(const std::string& address, unsigned seed)
      : transport_(MakeFeedTransport(MakeChannelFactory(address))), random_(seed) {}

  // Opens a stream and cuts it after `frames` frames at the latest, or when `last` was seen. False
  // when retention has passed its place, and nothing of what came is left.
  void ReadSome(int frames, std::uint64_t last) {
    v1::SubscribeRequest request;
    request.set_mode(kCurrentState);
    request.mutable_heartbeat_interval()->set_seconds(1);
    if (place_.empty()) {
      request.mutable_start()->set_earliest(true);
    } else {
      request.mutable_start()->set_after_position(place_);
    }
    const auto stream = transport_->Subscribe(request);
    v1::SubscribeResponse frame;
    bool ended = false;
    for (; frames > 0 && !ended && !HasSeen(last); --frames) {
      ended = stream->Next(&frame, kPatience) != Stream::Read::kFrame;
      if (!ended) Take(frame);
    }
    if (!ended) stream->Cancel();
    const absl::Status end = stream->Finish();
    if (absl::IsCancelled(end)) {
      cuts += !state.empty() && moment.empty();
      return;
    }
    if (DetailsOf(end).reason != "POSITION_EXPIRED") {
      ADD_FAILURE() << "at " << place_ << ": " << end;
      broken_ = true;
    }
    ++begun_anew;
    place_.clear();
    state.clear();
    log.clear();
    moment.clear();
  }
  // In random pieces, until `last` is set and was seen.
  void ReadAll(const std::atomic<std::uint64_t>& last) {
    while (!broken_ && (last == 0 || !HasSeen(last))) {
      ReadSome(1 + static_cast<int>(random_() % 4), last == 0 ? UINT64_MAX : last.load());
    }
  }

  Entries state;       // of the snapshot
  std::string moment;  // where it ended; empty before
  Entries log;         // behind it
  int cuts = 0;        // in the middle of the snapshot
  int begun_anew = 0;

 private:
  bool HasSeen(std::uint64_t last) const { return !moment.empty() && *SequenceOf(place_) >= last; }

  void Take(const v1::SubscribeResponse& frame) {
    if (frame.has_opened()) {
      if (!place_.empty()) EXPECT_EQ(frame.opened().position(), place_);
      place_ = frame.opened().position();
    }
    for (const v1::FeedEntry& entry : frame.entries()) {
      if (entry.sequence() <= SequenceOf(place_)) {
        ADD_FAILURE() << "entry " << entry.sequence() << " at " << place_;
        broken_ = true;
      }
      (moment.empty() ? state : log).push_back(entry);
    }
    if (!frame.through().empty()) {
      EXPECT_EQ(MomentOf(frame.through()), MomentOf(place_)) << "left without SnapshotEnd";
      place_ = frame.through();
    }
    if (frame.has_snapshot_end()) {
      EXPECT_EQ(frame.snapshot_end().position(), MomentOf(place_));
      EXPECT_EQ(moment, "") << "a second end";
      place_ = moment = frame.snapshot_end().position();
    }
  }

  const std::unique_ptr<FeedTransport> transport_;
  std::mt19937 random_;
  std::string place_;
  bool broken_ = false;  // the server did what it must not: no use in going on
};

// Compares what a reader got with everything that was ever published.
void Judge(const Entries& snapshot, const std::string& moment_text, const Entries& log,
           const Entries& everything, bool retention) {
  const std::uint64_t moment = SequenceOf(moment_text).value_or(0);
  ASSERT_LE(moment, everything.size());
  State at_moment;
  for (std::uint64_t i = 0; i < moment; ++i) Apply(everything[i], &at_moment);
  State state;
  std::uint64_t last = 0;
  for (const v1::FeedEntry& entry : snapshot) {
    EXPECT_GT(entry.sequence(), last) << "repeated or out of order";
    last = entry.sequence();
    EXPECT_EQ(entry.SerializeAsString(), at_moment[entry.name()]) << "not the state at the moment";
    Apply(entry, &state);
  }
  EXPECT_EQ(snapshot.size(), state.size()) << "an item came twice";
  if (!retention) EXPECT_EQ(state, at_moment);
  last = moment;
  for (const v1::FeedEntry& entry : log) {
    ASSERT_EQ(entry.sequence(), last + 1) << "a hole or a repetition behind the snapshot";
    ++last;
    EXPECT_EQ(entry.SerializeAsString(), everything[last - 1].SerializeAsString());
    Apply(entry, &state);
  }
  ASSERT_EQ(last, everything.size());
  State now;
  for (const v1::FeedEntry& entry : everything) Apply(entry, &now);
  EXPECT_EQ(state, now) << "snapshot and log are not what there is";
}

class ReplayModes : public ::testing::Test {
 protected:
  void Start(std::vector<std::string> flags = {}) {
    server_ = std::make_unique<testing::ServerProcess>(std::move(flags));
    ASSERT_TRUE(server_->Start());
    newsroom_ = std::make_unique<Newsroom>(server_->address(), seed_);
    client_ = std::make_unique<Client>(MakeChannel(server_->address()));
  }

  // Until retention has removed all entries up to this one.
  void AwaitFloorAbove(std::uint64_t sequence) {
    ASSERT_TRUE(testing::Eventually(kPatience, [this, sequence] {
      return *SequenceOf(client_->GetFeedStatus()->floor()) > sequence;
    }));
  }
  // Frames of a stream until it has caught up, or ends.
  std::vector<v1::SubscribeResponse> Follow(const v1::SubscribeRequest& request,
                                            absl::Status* end = nullptr) {
    return testing::FramesUntilCaughtUp(server_->address(), request, kPatience, end);
  }
  Entries Replay(v1::ReplayMode mode, const v1::Filter& filter = {}) {
    v1::SubscribeRequest request;
    request.mutable_start()->set_earliest(true);
    request.set_mode(mode);
    *request.mutable_filter() = filter;
    Entries entries;
    for (const auto& frame : Follow(request)) {
      entries.insert(entries.end(), frame.entries().begin(), frame.entries().end());
    }
    return entries;
  }

  // Readers of snapshots that begin at different moments while others publish: some get a little
  // between every two requests, some run beside them.
  void RunWithCuts(bool retention) {
    Witness witness(server_->address());
    std::atomic<std::uint64_t> last{0};
    std::deque<SnapshotReader> stepped, beside;
    std::vector<std::thread> threads;
    for (int batch = 0; batch < 60; ++batch) {
      newsroom_->Publish(1 + static_cast<int>(random_() % 12), 80, 30'000);
      // Retention must not pass the one that has to see everything.
      witness.AwaitSequence(newsroom_->last_sequence());
      if (batch % 10 == 5) stepped.emplace_back(server_->address(), random_());
      if (batch % 20 == 8) {
        SnapshotReader* const reader = &beside.emplace_back(server_->address(), random_());
        threads.emplace_back([reader, &last] { reader->ReadAll(last); });
      }
      for (SnapshotReader& reader : stepped) {
        reader.ReadSome(1 + static_cast<int>(random_() % 3), newsroom_->last_sequence());
      }
    }
    last = newsroom_->last_sequence();
    for (std::thread& thread : threads) thread.join();
    for (SnapshotReader& reader : stepped) reader.ReadAll(last);
    for (const auto* readers : {&stepped, &beside}) {
      for (const SnapshotReader& reader : *readers) {
        Judge(reader.state, reader.moment, reader.log, witness.log(), retention);
        begun_anew_ += reader.begun_anew;
        cuts_ += reader.cuts;
      }
    }
  }

  const unsigned seed_ = std::random_device()();
  const ::testing::ScopedTrace trace_{__FILE__, __LINE__, absl::StrCat("seed ", seed_)};
  std::mt19937 random_{seed_};
  std::unique_ptr<testing::ServerProcess> server_;
  std::unique_ptr<Newsroom> newsroom_;
  std::unique_ptr<Client> client_;
  int begun_anew_ = 0;
  int cuts_ = 0;  // in the middle of a snapshot
};

TEST_F(ReplayModes, ASnapshotThatIsCutAnywhereAndTheLogBehindItAreTheWholeState) {
  for (int run = 0; run < 3 && !HasFailure(); ++run) {
    Start({"--ring-bytes", "2MiB"});
    RunWithCuts(false);
  }
  EXPECT_EQ(begun_anew_, 0);
  EXPECT_GT(cuts_, 20);
}

TEST_F(ReplayModes, TheSameWhileRetentionRemovesEntries) {
  for (int run = 0; run < 3 && !HasFailure(); ++run) {
    Start(
        {"--ring-bytes", "2MiB", "--retention-bytes", "700KiB", "--maintenance-interval", "20ms"});
    RunWithCuts(true);
    EXPECT_GT(SequenceOf(client_->GetFeedStatus()->floor()), 0u) << "nothing was removed";
  }
  EXPECT_GT(cuts_, 20);
  std::printf("FIG snapshots cuts=%d begun_anew=%d seed=%u\n", cuts_, begun_anew_, seed_);
}

// The client's own subscriber, and no help.
TEST_F(ReplayModes, AServerThatIsKilledInTheMiddleOfASnapshotGoesOnWithIt) {
  Start();
  Witness witness(server_->address());
  for (int i = 0; i < 10; ++i) newsroom_->Publish(20, 100, 30'000);
  const std::uint64_t moment = newsroom_->last_sequence();
  const auto transport = MakeFeedTransport(MakeChannelFactory(server_->address()));
  const auto waiter = MakeWaiter();
  MemoryPositionStore store;
  SubscriberOptions options;
  options.start.set_earliest(true);
  options.mode = kCurrentState;
  options.store = &store;
  options.backoff = {absl::Milliseconds(10), absl::Milliseconds(200)};
  Entries state, log;
  std::string ended_at;
  std::uint64_t last = 0;
  int kills = 0;
  SubscriberCallbacks callbacks;
  Subscriber* self = nullptr;
  callbacks.on_entry = [&](const v1::FeedEntry& entry, const std::string&) {
    (ended_at.empty() ? state : log).push_back(entry);
    if (ended_at.empty() && state.size() % 20 == 10) {
      server_->Kill();
      EXPECT_TRUE(server_->Start());
      ++kills;
      newsroom_->Publish(5, 100, 1000);
      last = newsroom_->last_sequence();
    }
    if (entry.sequence() == last) self->Stop();
    return absl::OkStatus();
  };
  callbacks.on_snapshot_end = [&](const v1::SnapshotEnd& end) { ended_at = end.position(); };
  Subscriber subscriber(options, callbacks, transport.get(), waiter.get());
  self = &subscriber;
  const absl::Status status = subscriber.Run();
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_GE(kills, 3);
  EXPECT_EQ(SequenceOf(ended_at), moment);
  witness.AwaitSequence(last);
  Judge(state, ended_at, log, witness.log(), false);
}

TEST_F(ReplayModes, LatestReplaysExactlyOneEntryOfEveryItemFromMemoryAndFromDisk) {
  Start();
  Witness witness(server_->address());
  for (int i = 0; i < 10; ++i) newsroom_->Publish(20, 50, 20'000);
  witness.AwaitSequence(newsroom_->last_sequence());
  std::map<std::string, std::uint64_t> newest;
  for (const v1::FeedEntry& entry : witness.log()) newest[entry.name()] = entry.sequence();
  std::vector<std::uint64_t> expected;
  for (const auto& [name, sequence] : newest) expected.push_back(sequence);
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(SequencesIn(Replay(kLatest)), expected);
  EXPECT_EQ(SequencesIn(Replay(v1::REPLAY_MODE_FULL)).size(), newsroom_->last_sequence());
  server_->Kill();
  ASSERT_TRUE(server_->Start());
  EXPECT_EQ(SequencesIn(Replay(kLatest)), expected);
}

TEST_F(ReplayModes, ALatestReaderThatIsThereGetsEveryEntry) {
  Start();
  newsroom_->Publish(3, 1, 100);
  const auto transport = MakeFeedTransport(MakeChannelFactory(server_->address()));
  v1::SubscribeRequest request;
  request.mutable_start()->set_earliest(true);
  request.set_mode(kLatest);
  const auto stream = transport->Subscribe(request);
  std::vector<std::uint64_t> sequences;
  v1::SubscribeResponse frame;
  const auto read_until = [&](std::uint64_t last, bool caught_up) {
    while (stream->Next(&frame, kPatience) == Stream::Read::kFrame) {
      for (const auto& entry : frame.entries()) sequences.push_back(entry.sequence());
      if (!sequences.empty() && sequences.back() == last && frame.has_caught_up() == caught_up)
        break;
    }
  };
  read_until(3, true);
  newsroom_->Publish(3, 1, 100);
  read_until(6, false);
  EXPECT_THAT(sequences, ElementsAre(3, 4, 5, 6));
  stream->Cancel();
  EXPECT_TRUE(absl::IsCancelled(stream->Finish()));
}

TEST_F(ReplayModes, PagesOfReadEntriesHoldTheStateThenTheLog) {
  Start({"--retention-bytes", "200KiB", "--maintenance-interval", "20ms"});
  Witness witness(server_->address());
  for (int i = 0; i < 4; ++i) {
    newsroom_->Publish(10, 30, 20'000);
    witness.AwaitSequence(newsroom_->last_sequence());
  }
  AwaitFloorAbove(10);
  v1::ReadEntriesRequest request;
  request.set_mode(kCurrentState);
  request.mutable_start()->set_earliest(true);
  Entries state, log;
  std::string moment;
  for (bool at_head = false; !at_head && !HasFailure();) {
    request.set_page_size(1 + random_() % 8);
    const auto page = client_->ReadEntries(request);
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_LE(page->entries_size(), static_cast<int>(request.page_size()));
    Entries& part = moment.empty() ? state : log;
    part.insert(part.end(), page->entries().begin(), page->entries().end());
    at_head = page->at_head();
    request.mutable_start()->set_after_position(page->through());
    if (!MomentOf(page->through()).empty()) {
      EXPECT_FALSE(at_head);
      newsroom_->Publish(1, 30, 1000);
    } else if (moment.empty()) {
      moment = page->through();
    }
  }
  witness.AwaitSequence(newsroom_->last_sequence());
  Judge(state, moment, log, witness.log(), true);
}

TEST_F(ReplayModes, PagesOfReadEntriesInLatestLeaveOutWhatWasOvertaken) {
  Start();
  newsroom_->Publish(20, 1, 100);
  newsroom_->Publish(1, 1, 100);
  v1::ReadEntriesRequest request;
  request.mutable_start()->set_earliest(true);
  request.set_mode(kLatest);
  const auto page = client_->ReadEntries(request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->entries_size(), 1);
  EXPECT_EQ(page->entries(0).sequence(), 21u);
  EXPECT_TRUE(page->at_head());
  EXPECT_EQ(page->through(), page->head());
}

TEST_F(ReplayModes, TheFilterAppliesToASnapshotToo) {
  Start();
  newsroom_->Publish(5, 5, 100);
  v1::CreateArticleRequest create;
  *create.mutable_article() = testing::MakeArticle("french", "Nouvelles");
  create.mutable_article()->set_original_language("fr");
  create.mutable_article()->mutable_translations(0)->set_language("fr");
  ASSERT_TRUE(client_->CreateArticle(create).ok());
  v1::Filter filter;
  filter.add_languages("fr");
  EXPECT_THAT(SequencesIn(Replay(kCurrentState, filter)), ElementsAre(6));
}

TEST_F(ReplayModes, APlaceInASnapshotIsAnsweredAsAPositionIs) {
  Start({"--retention-bytes", "1KiB", "--maintenance-interval", "20ms"});
  newsroom_->Publish(5, 5, 100);
  const std::string head = client_->GetFeedStatus()->head();
  const auto verdict = [this](const std::string& place, v1::ReplayMode mode = kCurrentState) {
    v1::SubscribeRequest request;
    request.mutable_start()->set_after_position(place);
    request.set_mode(mode);
    absl::Status end;
    Follow(request, &end);
    const std::string reason = DetailsOf(end).reason;
    v1::ReadEntriesRequest read;
    *read.mutable_start() = request.start();
    read.set_mode(mode);
    EXPECT_EQ(DetailsOf(client_->ReadEntries(read).status()).reason, reason) << place;
    return reason;
  };
  EXPECT_EQ(verdict(head + "+6"), "TOKEN_MALFORMED");
  EXPECT_EQ(verdict(head + "+"), "TOKEN_MALFORMED");
  EXPECT_EQ(verdict(head + "+2", kLatest), "TOKEN_MALFORMED");
  EXPECT_EQ(verdict(head + "+2", v1::REPLAY_MODE_FULL), "TOKEN_MALFORMED");
  EXPECT_EQ(verdict(head + "+2", static_cast<v1::ReplayMode>(9)), "UNKNOWN_VALUE");
  std::string other = head;
  other[0] = other[0] == '1' ? '2' : '1';
  EXPECT_EQ(verdict(other + "+2"), "LOG_REPLACED");
  other = head;
  other.back() = other.back() == '1' ? '2' : '1';
  EXPECT_EQ(verdict(other + "+2"), "LOG_REPLACED");
  EXPECT_EQ(verdict(head.substr(0, 17) + "9" + head.substr(18) + "+2"), "POSITION_AHEAD");
  newsroom_->Publish(5, 5, 5000);
  AwaitFloorAbove(5);
  EXPECT_EQ(verdict(head + "+2"), "POSITION_EXPIRED");
}

}  // namespace
}  // namespace newswire
