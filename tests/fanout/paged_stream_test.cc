// Streams that get a part of the past in pages: snapshots, and replays without what was overtaken.
// The test is the applier, the I/O thread and the network; only reads of the disk have threads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "newswire/v1/feed_service.pb.h"
#include "service/core/error.h"
#include "service/core/read_pool.h"
#include "service/fanout/feed_stream.h"
#include "service/fanout/replay.h"
#include "service/fanout/ring.h"
#include "service/fanout/shard.h"
#include "storage/entry_frame.h"
#include "tests/storage/store_fixture.h"
#include "tests/support/framed_entries.h"

namespace newswire {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::Duration kPatience = absl::Seconds(20);
// Two of them fit into a page.
constexpr std::size_t kLarge = 100'000;

// A message as far as these tests look at it: what it is, its entries, its place.
struct Frame {
  std::string kind;
  std::vector<Sequence> sequences;
  std::string place;
  std::uint64_t behind = 0;
};

Frame ReadFrame(const grpc::ByteBuffer& message) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(message.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  const std::vector<Sequence> sequences = TakeEntries(&bytes);
  v1::SubscribeResponse response;
  EXPECT_TRUE(response.ParseFromString(bytes));
  Frame frame{.kind = "batch", .sequences = sequences, .place = response.through()};
  if (response.has_snapshot_end()) {
    frame = {.kind = "snapshot end", .place = response.snapshot_end().position()};
  } else if (response.has_caught_up()) {
    frame = {.kind = "caught up", .place = response.caught_up().position()};
  } else if (response.has_heartbeat()) {
    frame = {.kind = "heartbeat", .place = response.heartbeat().position()};
    frame.behind = response.heartbeat().behind_entries();
  }
  return frame;
}

class FakeClock : public Clock {
 public:
  absl::Time Now() const override { return now; }
  absl::Time now = absl::FromUnixSeconds(1'700'000'000);
};

class RecordingWire : public Wire {
 public:
  void Write(const grpc::ByteBuffer& message) override {
    EXPECT_FALSE(writing) << "a second write while one is in flight";
    writing = true;
    frames.push_back(ReadFrame(message));
  }
  void Finish(const absl::Status& status, const std::string& position) override {
    EXPECT_FALSE(writing) << "Finish while a write is in flight";
    end = status;
    end_place = position;
  }
  void Cancel() override { end = absl::CancelledError(); }

  bool writing = false;
  std::vector<Frame> frames;
  std::optional<absl::Status> end;
  std::string end_place;
};

class PagedStreamTest : public ::testing::Test {
 protected:
  // The ring holds the newest megabyte.
  PagedStreamTest()
      : store_(MustOpen(SmallOptions(folder_.path()))),
        ring_(1 << 20, {store_->bounds().head.log_id, 0, 0}, [] {}),
        pool_(1, 1),
        replay_(store_.get(), &pool_, 1 << 20),
        shard_(&ring_, &replay_, store_.get(), &clock_, [this](std::function<void()> work) {
          absl::MutexLock lock(&mu_);
          posted_.push_back(std::move(work));
        }) {}
  ~PagedStreamTest() override { ReleaseReads(); }

  // Stores what was added and shows it, as the applier does.
  void Commit() {
    for (const WriteGroup::Entry& entry : builder_.group().entries) {
      std::memcpy(ring_.Reserve(entry.framed.size()), entry.framed.data(), entry.framed.size());
      ring_.Append(entry.sequence, entry.framed.size());
    }
    ASSERT_TRUE(builder_.CommitTo(store_.get()).ok());
    ring_.Publish(store_->bounds().head);
    shard_.OnNews();
    shard_.RunReady(100);
  }
  void Add(const std::string& uri, std::uint32_t revision) {
    builder_.Add(uri, revision, kLarge);
    Commit();
  }

  void Open(const Place& place, v1::ReplayMode mode) {
    stream_.emplace(&shard_, &wire_, shard_.Join(CompiledFilter()),
                    FeedStreamOptions{.cursor = place.position,
                                      .snapshot = place.snapshot,
                                      .mode = mode,
                                      .heartbeat = absl::Seconds(15)});
    shard_.Add(&*stream_);
  }
  void OpenSnapshot() { Open({head(), 0}, v1::REPLAY_MODE_CURRENT_STATE); }
  void OpenLatest() { Open({store_->bounds().floor, std::nullopt}, v1::REPLAY_MODE_LATEST); }

  // Gives the answer of a read to its stream.
  void AwaitRead() {
    std::function<void()> work;
    {
      absl::MutexLock lock(&mu_);
      const auto is_here = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return !posted_.empty(); };
      ASSERT_TRUE(mu_.AwaitWithTimeout(absl::Condition(&is_here), kPatience));
      work = std::move(posted_.front());
      posted_.pop_front();
    }
    work();
  }
  void Written() {
    wire_.writing = false;
    stream_->OnWritten(true);
  }
  // Reads and writes until a frame of this kind is out.
  void RunUntil(const std::string& kind) {
    for (int i = 0; i < 100; ++i) {
      if (wire_.writing && wire_.frames.back().kind == kind) return Written();
      if (wire_.writing) {
        Written();
      } else {
        AwaitRead();
      }
    }
    FAIL() << "no " << kind;
  }
  // No read runs until ReleaseReads.
  void HoldReads() {
    gate_ = std::make_shared<Gate>();
    ASSERT_TRUE(pool_.Run([gate = gate_] {
      gate->reached.Notify();
      gate->open.WaitForNotification();
    }));
    gate_->reached.WaitForNotification();
  }
  void ReleaseReads() {
    if (gate_ && !gate_->open.HasBeenNotified()) gate_->open.Notify();
  }

  Position head() const { return store_->bounds().head; }
  std::string InSnapshot(const Position& moment, Sequence done) const {
    return FormatPlace({moment, done});
  }
  std::vector<std::string> Kinds() const {
    std::vector<std::string> kinds;
    for (const Frame& frame : wire_.frames) kinds.push_back(frame.kind);
    return kinds;
  }
  std::vector<Sequence> Delivered() const {
    std::vector<Sequence> all;
    for (const Frame& frame : wire_.frames) {
      all.insert(all.end(), frame.sequences.begin(), frame.sequences.end());
    }
    return all;
  }

  struct Gate {
    absl::Notification reached;
    absl::Notification open;
  };

  const TempFolder folder_;
  FakeClock clock_;
  const std::unique_ptr<Store> store_;
  GroupBuilder builder_;
  Ring ring_;
  absl::Mutex mu_;
  std::deque<std::function<void()>> posted_ ABSL_GUARDED_BY(mu_);
  std::shared_ptr<Gate> gate_;
  ReadPool pool_;
  Replay replay_;
  Shard shard_;
  RecordingWire wire_;
  std::optional<FeedStream> stream_;
};

TEST_F(PagedStreamTest, ASnapshotComesInPagesThenItsEndThenTheLog) {
  for (const char* uri : {"a", "b", "c"}) Add(uri, 1);
  Add("a", 2);
  const Position moment = head();
  OpenSnapshot();
  Add("b", 2);
  RunUntil("caught up");
  EXPECT_THAT(Kinds(), ElementsAre("batch", "batch", "snapshot end", "batch", "caught up"));
  EXPECT_THAT(wire_.frames[0].sequences, ElementsAre(2, 3));
  EXPECT_EQ(wire_.frames[0].place, InSnapshot(moment, 3));
  EXPECT_THAT(wire_.frames[1].sequences, ElementsAre(4));
  EXPECT_EQ(wire_.frames[1].place, InSnapshot(moment, 4));
  EXPECT_EQ(wire_.frames[2].place, FormatPosition(moment));
  EXPECT_THAT(wire_.frames[3].sequences, ElementsAre(5));
  EXPECT_EQ(wire_.frames[3].place, FormatPosition(head()));
}

TEST_F(PagedStreamTest, ASnapshotGoesOnBehindItsPlaceAlsoAtItsVeryEnd) {
  for (const char* uri : {"a", "b", "c"}) Add(uri, 1);
  const Position moment = head();
  Add("d", 1);
  Open({moment, 2}, v1::REPLAY_MODE_CURRENT_STATE);
  RunUntil("caught up");
  EXPECT_THAT(Delivered(), ElementsAre(3, 4));
  shard_.Remove(&*stream_);
  wire_.frames.clear();
  Open({moment, 3}, v1::REPLAY_MODE_CURRENT_STATE);
  RunUntil("caught up");
  EXPECT_THAT(Kinds(), ElementsAre("snapshot end", "batch", "caught up"));
}

TEST_F(PagedStreamTest, ASnapshotOfAnEmptyLogIsOnlyItsEnd) {
  OpenSnapshot();
  RunUntil("caught up");
  EXPECT_THAT(Kinds(), ElementsAre("snapshot end", "caught up"));
}

TEST_F(PagedStreamTest, OnePageIsReadAheadAndNoMore) {
  for (const char* uri : {"a", "b", "c", "d", "e", "f"}) Add(uri, 1);
  OpenSnapshot();
  AwaitRead();
  ASSERT_TRUE(wire_.writing);
  AwaitRead();
  HoldReads();  // whatever is asked for from now on waits
  Written();
  EXPECT_THAT(Delivered(), ElementsAre(1, 2, 3, 4)) << "the second page was there already";
  absl::MutexLock lock(&mu_);
  EXPECT_THAT(posted_, IsEmpty());
}

TEST_F(PagedStreamTest, AHeartbeatInASnapshotTellsThePlaceInIt) {
  for (const char* uri : {"a", "b", "c"}) Add(uri, 1);
  const Position moment = head();
  Add("a", 2);
  HoldReads();
  Open({moment, 2}, v1::REPLAY_MODE_CURRENT_STATE);
  clock_.now += absl::Seconds(15);
  stream_->Tick(clock_.now);
  ASSERT_THAT(Kinds(), ElementsAre("heartbeat"));
  EXPECT_EQ(wire_.frames[0].place, InSnapshot(moment, 2));
  EXPECT_EQ(wire_.frames[0].behind, 2u);
}

TEST_F(PagedStreamTest, ADrainInASnapshotTellsThePlaceInIt) {
  for (const char* uri : {"a", "b", "c"}) Add(uri, 1);
  OpenSnapshot();
  AwaitRead();
  shard_.EndAll(absl::UnavailableError("draining"));
  EXPECT_FALSE(wire_.end.has_value()) << "a write is in flight";
  Written();
  EXPECT_TRUE(absl::IsUnavailable(*wire_.end));
  EXPECT_EQ(wire_.end_place, InSnapshot(head(), 2));
}

// All of it was sent but the word that it is complete: the reader must hear that from the next
// stream.
TEST_F(PagedStreamTest, ADrainBeforeSnapshotEndIsStillInTheSnapshot) {
  Add("a", 1);
  OpenSnapshot();
  AwaitRead();
  shard_.EndAll(absl::UnavailableError("draining"));
  Written();
  EXPECT_EQ(wire_.end_place, InSnapshot(head(), 1));
}

TEST_F(PagedStreamTest, WhenTooManyReadsWaitTheNextTickAsksAgain) {
  Add("a", 1);
  HoldReads();
  ASSERT_TRUE(pool_.Run([] {}));  // the queue is full
  OpenSnapshot();
  AwaitRead();
  EXPECT_THAT(wire_.frames, IsEmpty());
  ReleaseReads();
  // The pool's thread empties the queue in its own time.
  const absl::Time patience = absl::Now() + absl::Seconds(20);
  while (wire_.frames.empty() && absl::Now() < patience) {
    std::this_thread::yield();
    stream_->Tick(clock_.now);
    AwaitRead();
  }
  EXPECT_THAT(Delivered(), ElementsAre(1));
}

TEST_F(PagedStreamTest, ASnapshotWhoseMomentRetentionPassesEndsAndSaysSo) {
  for (const char* uri : {"a", "b", "c"}) Add(uri, 1);
  const Position moment = head();
  Add("d", 1);
  HoldReads();
  Open({moment, 0}, v1::REPLAY_MODE_CURRENT_STATE);
  ASSERT_EQ(*store_->Trim({.bytes = 1}, absl::UnixEpoch(), 4), 4u);
  ReleaseReads();
  AwaitRead();
  ASSERT_TRUE(wire_.end.has_value());
  EXPECT_EQ(ReasonOf(*wire_.end), "POSITION_EXPIRED");
  EXPECT_NE(wire_.end->message().find("begin a new one"), absl::string_view::npos);
  EXPECT_EQ(wire_.end_place, InSnapshot(moment, 0));
}

TEST_F(PagedStreamTest, ALatestReaderGetsNothingThatWasOvertakenAndThenEverything) {
  Add("a", 1);
  Add("b", 1);
  Add("a", 2);
  OpenLatest();
  RunUntil("caught up");
  EXPECT_THAT(Delivered(), ElementsAre(2, 3));
  EXPECT_EQ(wire_.frames[0].place, FormatPosition(head()));
  builder_.Add("b", 2, kLarge).Add("b", 3, kLarge);
  Commit();
  Written();
  EXPECT_THAT(Delivered(), ElementsAre(2, 3, 4, 5));
}

TEST_F(PagedStreamTest, ALatestReaderMissesNothingBetweenTheLastPageAndTheRing) {
  Add("a", 1);
  OpenLatest();
  AwaitRead();
  ASSERT_TRUE(wire_.writing);
  builder_.Add("a", 2, kLarge).Add("a", 3, kLarge);
  Commit();
  RunUntil("caught up");
  EXPECT_THAT(Delivered(), ElementsAre(1, 2, 3));
}

TEST_F(PagedStreamTest, ALatestReaderThatFellOutOfTheRingLeavesOutWhatWasOvertakenMeanwhile) {
  OpenLatest();
  RunUntil("caught up");
  Add("a", 1);
  ASSERT_TRUE(wire_.writing);
  // The write of the first takes so long that the ring moves on. The stream pins the chunk it is
  // in, which has one entry.
  for (std::uint32_t i = 2; i <= 30; ++i) Add("b", i);
  Add("c", 1);
  ASSERT_EQ(ring_.Find(11), nullptr);
  RunUntil("caught up");
  EXPECT_THAT(Delivered(), ElementsAre(1, 30, 31));
}

}  // namespace
}  // namespace newswire
