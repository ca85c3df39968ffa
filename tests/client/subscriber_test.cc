#include "client/subscriber.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/status.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/client/scripted_feed.h"

namespace newswire {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Runs one subscriber against scripts, until they are used up or it returns by itself.
class SubscriberTest : public ::testing::Test {
 protected:
  SubscriberTest() {
    options.store = &store;
    options.start.set_earliest(true);
    options.random = [] { return 1.0; };
    callbacks.on_entry = [this](const v1::FeedEntry& entry, const std::string& position) {
      taken.push_back(entry.sequence());
      positions.push_back(position);
      saved_before_taking.push_back(store.position());
      return absl::OkStatus();
    };
  }

  absl::Status Run(std::deque<Script> scripts) {
    transport = std::make_unique<ScriptedTransport>(std::move(scripts));
    subscriber = std::make_unique<Subscriber>(options, callbacks, transport.get(), &waiter);
    transport->at_end = [this] { subscriber->Stop(); };
    return subscriber->Run();
  }

  SubscriberOptions options;
  SubscriberCallbacks callbacks;
  MemoryPositionStore store;
  RecordingWaiter waiter;
  std::unique_ptr<ScriptedTransport> transport;
  std::unique_ptr<Subscriber> subscriber;
  std::vector<std::uint64_t> taken;
  std::vector<std::string> positions;
  std::vector<std::string> saved_before_taking;
};

TEST_F(SubscriberTest, ContinuesAfterABreakWithoutLossOrRepetition) {
  const absl::Status status = Run({
      Script{.frames = {OpenedAt(0, 3), Batch({1, 2}, 2)}},
      Script{.frames = {OpenedAt(2, 3), Batch({3}, 3), CaughtUpAt(3)}},
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(taken, ElementsAre(1, 2, 3));
  EXPECT_TRUE(transport->requests[0].start().earliest());
  EXPECT_EQ(transport->requests[1].start().after_position(), At(2));
  EXPECT_EQ(store.position(), At(3));
}

TEST_F(SubscriberTest, SavesThePositionOfEveryEntryOnlyAfterItWasTaken) {
  ASSERT_TRUE(Run({Script{.frames = {OpenedAt(0, 3), Batch({1, 2, 3}, 3)}}}).ok());
  EXPECT_THAT(positions, ElementsAre(At(1), At(2), At(3)));
  EXPECT_THAT(saved_before_taking, ElementsAre(At(0), At(1), At(2)));
}

TEST_F(SubscriberTest, AnEntryThatWasNotTakenIsNotSavedAndEndsTheRun) {
  callbacks.on_entry = [](const v1::FeedEntry& entry, const std::string&) {
    return entry.sequence() == 2 ? absl::UnknownError("disk full") : absl::OkStatus();
  };
  const absl::Status status = Run({Script{.frames = {OpenedAt(0, 3), Batch({1, 2, 3}, 3)}}});
  EXPECT_EQ(status.message(), "disk full");
  EXPECT_EQ(store.position(), At(1));
}

TEST_F(SubscriberTest, BeginsAtTheSavedPositionAndNotAtTheStart) {
  store = MemoryPositionStore(At(7));
  ASSERT_TRUE(Run({Script{.frames = {OpenedAt(7, 8), Batch({8}, 8)}}}).ok());
  EXPECT_EQ(transport->requests[0].start().after_position(), At(7));
  EXPECT_THAT(taken, ElementsAre(8));
}

TEST_F(SubscriberTest, AReaderOfTheLatestKeepsItsPlaceEvenWhenNothingCame) {
  options.start.set_latest(true);
  ASSERT_TRUE(Run({
                      Script{.frames = {OpenedAt(5, 5)}},
                      Script{.frames = {OpenedAt(5, 6), Batch({6}, 6)}},
                  })
                  .ok());
  EXPECT_EQ(transport->requests[1].start().after_position(), At(5));
  EXPECT_THAT(taken, ElementsAre(6));
}

TEST_F(SubscriberTest, SilenceForThreeHeartbeatsBreaksTheStream) {
  options.heartbeat_interval = absl::Seconds(4);
  std::vector<absl::Status> breaks;
  callbacks.on_state = [&](SubscriberState state, const absl::Status& status) {
    if (state == SubscriberState::kWaiting) breaks.push_back(status);
  };
  ASSERT_TRUE(Run({Script{.frames = {OpenedAt(0, 0)}, .silent = true}}).ok());
  ASSERT_EQ(breaks.size(), 1);
  EXPECT_TRUE(absl::IsDeadlineExceeded(breaks[0])) << breaks[0];
  EXPECT_THAT(transport->read_limits, ::testing::Each(absl::Seconds(12)));
  EXPECT_EQ(transport->requests[0].heartbeat_interval().seconds(), 4);
}

TEST_F(SubscriberTest, WaitsLongerFromFailureToFailureAndShortAgainAfterSuccess) {
  std::deque<Script> scripts(9);
  scripts.push_back(Script{.frames = {OpenedAt(0, 0)}});
  ASSERT_TRUE(Run(scripts).ok());
  const auto ms = [](int count) { return absl::Milliseconds(count); };
  EXPECT_THAT(waiter.waits, ElementsAre(ms(100), ms(200), ms(400), ms(800), ms(1600), ms(3200),
                                        ms(6400), ms(10000), ms(10000), ms(100)));
}

TEST_F(SubscriberTest, StreamsThatOpenAndBringNothingAreTriedAgainMoreAndMoreSlowly) {
  std::deque<Script> scripts = {Script{.frames = {OpenedAt(0, 9), Batch({1}, 1)}}};
  for (int i = 0; i < 4; ++i) scripts.push_back(Script{.frames = {OpenedAt(1, 9)}});
  scripts.push_back(Script{.frames = {OpenedAt(1, 1), CaughtUpAt(1)}});
  scripts.push_back(Script{.frames = {OpenedAt(1, 9), Batch({2}, 2)}});
  scripts.push_back(Script{.frames = {OpenedAt(2, 9)}});
  scripts.push_back(Script{.frames = {OpenedAt(2, 9), HeartbeatAt(2)}});
  ASSERT_TRUE(Run(scripts).ok());
  const auto ms = [](int count) { return absl::Milliseconds(count); };
  EXPECT_THAT(waiter.waits, ElementsAre(ms(100), ms(200), ms(400), ms(800), ms(1600), ms(3200),
                                        ms(100), ms(200), ms(100)));
}

TEST_F(SubscriberTest, AMessageThatIsTooLargeEndsTheRunAndThePositionIsNamed) {
  const absl::Status too_large =
      absl::ResourceExhaustedError("Received message larger than max (70000000 vs. 67108864)");
  const absl::Status status =
      Run({Script{.frames = {OpenedAt(0, 9), Batch({1, 2}, 2)}, .end = too_large}});
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("after " + At(2)));
  EXPECT_THAT(std::string(status.message()), HasSubstr("70000000"));
  EXPECT_EQ(transport->requests.size(), 1);
  EXPECT_EQ(store.position(), At(2));
}

TEST_F(SubscriberTest, AServerThatIsOverloadedIsAskedAgain) {
  google::rpc::Status overloaded;
  overloaded.set_code(static_cast<int>(absl::StatusCode::kResourceExhausted));
  google::rpc::ErrorInfo info;
  info.set_reason("OVERLOADED");
  overloaded.add_details()->PackFrom(info);
  ASSERT_TRUE(Run({Script{.frames = {}, .end = FromRpcStatus(overloaded)}}).ok());
  EXPECT_EQ(transport->requests.size(), 2);
}

TEST_F(SubscriberTest, GivesUpWhenNoFirstStreamOpensAndALimitIsSet) {
  options.first_attempts_max = 2;
  EXPECT_TRUE(absl::IsUnavailable(Run(std::deque<Script>(5))));
  EXPECT_EQ(transport->requests.size(), 2);
}

TEST_F(SubscriberTest, ErrorsThatTryingAgainCannotCureAreReturned) {
  for (const absl::StatusCode code :
       {absl::StatusCode::kOutOfRange, absl::StatusCode::kDataLoss,
        absl::StatusCode::kFailedPrecondition, absl::StatusCode::kInvalidArgument}) {
    EXPECT_EQ(Run({Script{.frames = {}, .end = absl::Status(code, "no")}}).code(), code);
    EXPECT_EQ(transport->requests.size(), 1);
  }
}

TEST_F(SubscriberTest, AHoleInTheFeedIsAnError) {
  const absl::Status status = Run({Script{.frames = {OpenedAt(0, 3), Batch({1, 3}, 3)}}});
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("hole"));
  EXPECT_THAT(taken, ElementsAre(1));
  EXPECT_EQ(store.position(), At(1));
}

TEST_F(SubscriberTest, AHoleBetweenTwoStreamsIsAnError) {
  const absl::Status status = Run({
      Script{.frames = {OpenedAt(0, 3), Batch({1}, 1)}},
      Script{.frames = {OpenedAt(2, 3), Batch({3}, 3)}},
  });
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(taken, ElementsAre(1));
}

TEST_F(SubscriberTest, ARepeatedEntryIsAnError) {
  EXPECT_TRUE(absl::IsDataLoss(Run({Script{.frames = {OpenedAt(0, 3), Batch({1, 1}, 1)}}})));
}

TEST_F(SubscriberTest, AHeartbeatBeyondWhatCameIsAnErrorWithoutAFilter) {
  EXPECT_TRUE(
      absl::IsDataLoss(Run({Script{.frames = {OpenedAt(0, 3), Batch({1}, 1), HeartbeatAt(2)}}})));
}

TEST_F(SubscriberTest, AHeartbeatAtTheSameSequenceOfAnotherPastIsAnError) {
  v1::SubscribeResponse foreign;
  foreign.mutable_heartbeat()->set_position(PositionAfter(kLogId, 1, 77));
  EXPECT_TRUE(absl::IsDataLoss(Run({Script{.frames = {OpenedAt(0, 1), Batch({1}, 1), foreign}}})));
}

TEST_F(SubscriberTest, WithAFilterThePositionMovesOverWhatWasHeldBack) {
  options.filter.add_none_of()->add_places("Sahel");
  ASSERT_TRUE(
      Run({
              Script{.frames = {OpenedAt(0, 9), Batch({2, 5}, 6), HeartbeatAt(8), CaughtUpAt(9)}},
          })
          .ok());
  EXPECT_THAT(taken, ElementsAre(2, 5));
  EXPECT_EQ(store.position(), At(9));
}

TEST_F(SubscriberTest, AGapIsToldAndThenTheFeedIsDenseAgain) {
  options.allow_gap = true;
  store = MemoryPositionStore(At(3));
  v1::SubscribeResponse gap;
  gap.mutable_gap()->set_after_sequence(3);
  gap.mutable_gap()->set_resume_at_sequence(10);
  gap.mutable_gap()->set_entries(6);
  std::vector<std::uint64_t> gaps;
  callbacks.on_gap = [&](const v1::Gap& told) { gaps.push_back(told.entries()); };
  ASSERT_TRUE(Run({Script{.frames = {OpenedAt(9, 11), gap, Batch({10, 11}, 11)}}}).ok());
  EXPECT_THAT(gaps, ElementsAre(6));
  EXPECT_THAT(taken, ElementsAre(10, 11));
}

TEST_F(SubscriberTest, AGapThatNobodyToldIsAnErrorEvenWhenGapsAreAllowed) {
  options.allow_gap = true;
  store = MemoryPositionStore(At(3));
  EXPECT_TRUE(absl::IsDataLoss(Run({Script{.frames = {OpenedAt(9, 11), Batch({10}, 10)}}})));
  EXPECT_THAT(taken, IsEmpty());
}

TEST_F(SubscriberTest, StopFromACallbackKeepsWhatWasTaken) {
  callbacks.on_entry = [this](const v1::FeedEntry& entry, const std::string&) {
    if (entry.sequence() == 2) subscriber->Stop();
    return absl::OkStatus();
  };
  ASSERT_TRUE(Run({Script{.frames = {OpenedAt(0, 3), Batch({1, 2, 3}, 3)}}}).ok());
  EXPECT_EQ(store.position(), At(2));
}

TEST_F(SubscriberTest, ADamagedSavedPositionIsAnErrorAndNotANewBeginning) {
  store = MemoryPositionStore("nonsense");
  EXPECT_TRUE(absl::IsDataLoss(Run({})));
}

TEST_F(SubscriberTest, AsksForTheLanguageUnderTheReadersNameOnEveryStream) {
  options.language.emplace().add_languages("fr");
  options.reader = "my-site";
  ASSERT_TRUE(Run({Script{.frames = {OpenedAt(0, 1)}}, Script{.frames = {OpenedAt(0, 1)}}}).ok());
  for (const v1::SubscribeRequest& request : transport->requests) {
    EXPECT_THAT(request.language().languages(), ElementsAre("fr"));
    EXPECT_EQ(request.reader(), "my-site");
  }
}

TEST_F(SubscriberTest, WithoutALanguageAllOfThemCome) {
  ASSERT_TRUE(Run({Script{.frames = {OpenedAt(0, 1)}}}).ok());
  EXPECT_FALSE(transport->requests[0].has_language());
}

TEST_F(SubscriberTest, WaitsAsLongAsTheServerAsks) {
  google::rpc::Status rpc;
  rpc.set_code(static_cast<int>(absl::StatusCode::kUnavailable));
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(3);
  rpc.add_details()->PackFrom(retry);
  ASSERT_TRUE(Run({Script{.frames = {}, .end = FromRpcStatus(rpc)}}).ok());
  EXPECT_THAT(waiter.waits[0], absl::Seconds(3) + absl::Milliseconds(100));
}

}  // namespace
}  // namespace newswire
