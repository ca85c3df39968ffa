// A subscriber that begins with a snapshot, or leaves out what was overtaken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/subscriber.h"
#include "tests/client/scripted_feed.h"

namespace newswire {
namespace {

using ::testing::ElementsAre;

// A place in the snapshot of `moment`.
std::string In(std::uint64_t moment, std::uint64_t done) {
  return absl::StrCat(At(moment), "+", done);
}

v1::SubscribeResponse OpenedIn(std::uint64_t moment, std::uint64_t done) {
  v1::SubscribeResponse frame = OpenedAt(moment, moment);
  frame.mutable_opened()->set_position(In(moment, done));
  return frame;
}

v1::SubscribeResponse State(const std::vector<std::uint64_t>& sequences, std::uint64_t moment,
                            std::uint64_t done) {
  v1::SubscribeResponse frame = Batch(sequences, moment);
  frame.set_through(In(moment, done));
  return frame;
}

v1::SubscribeResponse SnapshotEndAt(std::uint64_t moment) {
  v1::SubscribeResponse frame;
  frame.mutable_snapshot_end()->set_position(At(moment));
  return frame;
}

class SnapshotSubscriberTest : public ::testing::Test {
 protected:
  SnapshotSubscriberTest() {
    options_.mode = v1::REPLAY_MODE_CURRENT_STATE;
    options_.start.set_earliest(true);
    options_.store = &store_;
    callbacks_.on_entry = [this](const v1::FeedEntry& entry, const std::string& position) {
      told_.push_back(absl::StrCat("entry ", entry.sequence()));
      positions_.push_back(position);
      return absl::OkStatus();
    };
    callbacks_.on_snapshot_end = [this](const v1::SnapshotEnd& end) {
      told_.push_back("end");
      saved_at_end_ = store_.position();
      ended_at_ = end.position();
    };
  }

  absl::Status Run(std::deque<Script> scripts) {
    transport_ = std::make_unique<ScriptedTransport>(std::move(scripts));
    subscriber_ = std::make_unique<Subscriber>(options_, callbacks_, transport_.get(), &waiter_);
    transport_->at_end = [this] { subscriber_->Stop(); };
    return subscriber_->Run();
  }
  const v1::StartAt& Asked(int stream) const { return transport_->requests.at(stream).start(); }

  SubscriberOptions options_;
  SubscriberCallbacks callbacks_;
  MemoryPositionStore store_;
  RecordingWaiter waiter_;
  std::unique_ptr<ScriptedTransport> transport_;
  std::unique_ptr<Subscriber> subscriber_;
  std::vector<std::string> told_;
  std::vector<std::string> positions_;
  std::string saved_at_end_;
  std::string ended_at_;
};

TEST_F(SnapshotSubscriberTest, TellsTheStateThenItsEndThenTheLog) {
  const absl::Status status =
      Run({Script{.frames = {OpenedIn(9, 0), State({2, 5}, 9, 6), State({9}, 9, 9),
                             SnapshotEndAt(9), Batch({10, 11}, 11), CaughtUpAt(11)}}});
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(told_, ElementsAre("entry 2", "entry 5", "entry 9", "end", "entry 10", "entry 11"));
  EXPECT_THAT(positions_, ElementsAre(In(9, 2), In(9, 5), In(9, 9), At(10), At(11)));
  EXPECT_EQ(transport_->requests[0].mode(), v1::REPLAY_MODE_CURRENT_STATE);
  EXPECT_EQ(ended_at_, At(9));
  EXPECT_EQ(saved_at_end_, In(9, 9)) << "saved before it was told";
  EXPECT_EQ(store_.position(), At(11));
}

TEST_F(SnapshotSubscriberTest, ABreakInTheMiddleGoesOnThere) {
  const absl::Status status = Run({
      Script{.frames = {OpenedIn(9, 0)}},
      Script{.frames = {OpenedIn(9, 0), State({2, 5}, 9, 6)}},
      Script{.frames = {OpenedIn(9, 6), State({9}, 9, 9)}},
      Script{.frames = {OpenedIn(9, 9), SnapshotEndAt(9)}},
      Script{.frames = {OpenedAt(9, 10), Batch({10}, 10)}},
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(told_, ElementsAre("entry 2", "entry 5", "entry 9", "end", "entry 10"));
  EXPECT_TRUE(Asked(0).earliest());
  EXPECT_EQ(Asked(1).after_position(), In(9, 0));
  EXPECT_EQ(Asked(2).after_position(), In(9, 6));
  EXPECT_EQ(Asked(3).after_position(), In(9, 9));
  EXPECT_EQ(Asked(4).after_position(), At(9));
}

TEST_F(SnapshotSubscriberTest, AnotherProcessGoesOnInTheMiddle) {
  store_ = MemoryPositionStore(In(9, 6));
  ASSERT_TRUE(Run({Script{.frames = {OpenedIn(9, 6), State({9}, 9, 9), SnapshotEndAt(9)}}}).ok());
  EXPECT_EQ(Asked(0).after_position(), In(9, 6));
  EXPECT_THAT(told_, ElementsAre("entry 9", "end"));
  EXPECT_EQ(store_.position(), At(9));
}

TEST_F(SnapshotSubscriberTest, AHeartbeatMovesThePlaceInTheSnapshot) {
  v1::SubscribeResponse beat;
  beat.mutable_heartbeat()->set_position(In(9, 7));
  ASSERT_TRUE(Run({Script{.frames = {OpenedIn(9, 0), State({2}, 9, 2), beat}}}).ok());
  EXPECT_EQ(store_.position(), In(9, 7));
}

// Each of these would lose or repeat items without a word.
TEST_F(SnapshotSubscriberTest, ASnapshotThatIsLeftOrMixedUpIsAnError) {
  v1::SubscribeResponse beat;
  beat.mutable_heartbeat()->set_position(At(9));
  const std::vector<std::vector<v1::SubscribeResponse>> wrong = {
      {OpenedIn(9, 0), State({5, 2}, 9, 9)},                                  // not ascending
      {OpenedIn(9, 0), State({10}, 9, 9)},                                    // behind its moment
      {OpenedIn(9, 0), State({2}, 8, 2)},                                     // of another moment
      {OpenedIn(9, 0), beat},                                                 // in the log already
      {OpenedIn(9, 0), SnapshotEndAt(8)},                                     // of another moment
      {OpenedAt(9, 9), SnapshotEndAt(9)},                                     // not in a snapshot
      {OpenedIn(9, 0), State({2}, 9, 9), SnapshotEndAt(9), Batch({11}, 11)},  // a hole behind it
  };
  for (const auto& frames : wrong) {
    store_ = MemoryPositionStore();
    const absl::Status status = Run({Script{.frames = frames}});
    EXPECT_TRUE(absl::IsDataLoss(status)) << status << frames.back().ShortDebugString();
  }
}

TEST_F(SnapshotSubscriberTest, AnEntryBehindTheMomentIsNotToldAsState) {
  EXPECT_TRUE(absl::IsDataLoss(Run({Script{.frames = {OpenedIn(9, 0), State({2, 10}, 9, 9)}}})));
  EXPECT_THAT(told_, ElementsAre("entry 2"));
  EXPECT_EQ(store_.position(), In(9, 2));
}

TEST_F(SnapshotSubscriberTest, AServerThatDoesNotGoOnInTheSnapshotIsAnErrorWhateverGapsAreAllowed) {
  options_.allow_gap = true;
  for (const v1::SubscribeResponse& opened : {OpenedAt(9, 9), OpenedIn(9, 0), OpenedIn(8, 6)}) {
    store_ = MemoryPositionStore(In(9, 6));
    EXPECT_TRUE(absl::IsDataLoss(Run({Script{.frames = {opened}}})));
    EXPECT_EQ(store_.position(), In(9, 6));
  }
}

TEST_F(SnapshotSubscriberTest, ALatestReaderIsNotDense) {
  options_.mode = v1::REPLAY_MODE_LATEST;
  ASSERT_TRUE(
      Run({Script{.frames = {OpenedAt(0, 9), Batch({2, 5}, 9), CaughtUpAt(9), Batch({10}, 10)}}})
          .ok());
  EXPECT_THAT(told_, ElementsAre("entry 2", "entry 5", "entry 10"));
  EXPECT_EQ(store_.position(), At(10));
}

}  // namespace
}  // namespace newswire
