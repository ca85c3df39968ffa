// Where a reader may begin, by its mode; and the verdict on every place in a snapshot.
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "service/core/error.h"
#include "service/core/start.h"
#include "tests/storage/store_fixture.h"

namespace newswire {
namespace {

constexpr auto kFull = v1::REPLAY_MODE_FULL;
constexpr auto kLatest = v1::REPLAY_MODE_LATEST;
constexpr auto kCurrentState = v1::REPLAY_MODE_CURRENT_STATE;

class ReplayStartTest : public ::testing::Test {
 protected:
  ReplayStartTest() : store_(MustOpen(SmallOptions(folder_.path()))) {
    for (std::uint32_t i = 1; i <= 6; ++i) builder_.Add("a", i);
    EXPECT_TRUE(builder_.CommitTo(store_.get()).ok());
  }

  Position At(Sequence sequence) const {
    return {store_->bounds().head.log_id, sequence, *store_->DigestAt(sequence)};
  }
  void TrimTo(Sequence floor) {
    const Sequence entries = floor - store_->bounds().floor.sequence;
    ASSERT_EQ(*store_->Trim({.bytes = 1}, absl::UnixEpoch(), entries), entries);
  }
  absl::StatusOr<ResolvedStart> Resume(const std::string& place, v1::ReplayMode mode,
                                       bool allow_gap = false) const {
    v1::StartAt start;
    start.set_after_position(place);
    return ResolveStart(*store_, start, allow_gap, mode);
  }
  std::string Verdict(const Place& place, bool allow_gap = false) const {
    const auto start = Resume(FormatPlace(place), kCurrentState, allow_gap);
    return start.ok() ? "OK" : ReasonOf(start.status());
  }

  const TempFolder folder_;
  const std::unique_ptr<Store> store_;
  GroupBuilder builder_;
};

TEST_F(ReplayStartTest, EarliestBeginsASnapshotOfNowOrTheOldestEntry) {
  TrimTo(2);
  v1::StartAt start;
  start.set_earliest(true);
  EXPECT_EQ(ResolveStart(*store_, start, false, kCurrentState)->place(), (Place{At(6), 0}));
  for (const v1::ReplayMode mode : {kFull, kLatest, v1::REPLAY_MODE_UNSPECIFIED}) {
    EXPECT_EQ(ResolveStart(*store_, start, false, mode)->place(), (Place{At(2), std::nullopt}));
  }
}

TEST_F(ReplayStartTest, AnyOtherStartHasNoSnapshotBeforeTheLog) {
  v1::StartAt start;
  start.set_latest(true);
  EXPECT_EQ(ResolveStart(*store_, start, false, kCurrentState)->place(),
            (Place{At(6), std::nullopt}));
  start.set_after_sequence(3);
  EXPECT_EQ(ResolveStart(*store_, start, false, kCurrentState)->place(),
            (Place{At(3), std::nullopt}));
  EXPECT_EQ(Resume(FormatPosition(At(4)), kCurrentState)->place(), (Place{At(4), std::nullopt}));
}

TEST_F(ReplayStartTest, AnUnfinishedSnapshotGoesOnWhereItWas) {
  for (const Sequence done : {0, 3, 5}) {
    const Place place{At(5), done};
    EXPECT_EQ(Resume(FormatPlace(place), kCurrentState)->place(), place);
  }
  TrimTo(5);
  EXPECT_EQ(Verdict({At(5), 2}), "OK") << "the log behind the moment is still there";
}

TEST_F(ReplayStartTest, OnlyTheModeThatGaveItTakesAPlaceInASnapshot) {
  const std::string place = FormatPlace({At(5), 3});
  for (const v1::ReplayMode mode : {kFull, kLatest, v1::REPLAY_MODE_UNSPECIFIED}) {
    const auto start = Resume(place, mode);
    EXPECT_EQ(start.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(start.status()), "TOKEN_MALFORMED");
  }
}

TEST_F(ReplayStartTest, ABrokenPlaceIsMalformed) {
  const std::string moment = FormatPosition(At(5));
  for (const char* end : {"+", "+6", "+03", "+x", "+3+3", " +3"}) {
    EXPECT_EQ(ReasonOf(Resume(moment + end, kCurrentState).status()), "TOKEN_MALFORMED") << end;
  }
}

TEST_F(ReplayStartTest, TheMomentOfASnapshotIsCheckedAsAPositionIs) {
  Position moment = At(5);
  moment.log_id ^= 1;
  EXPECT_EQ(Verdict({moment, 3}), "LOG_REPLACED");
  moment = At(5);
  moment.digest ^= 1;
  EXPECT_EQ(Verdict({moment, 3}), "LOG_REPLACED");
  moment = At(5);
  moment.sequence = 7;
  EXPECT_EQ(Verdict({moment, 3}), "POSITION_AHEAD");
}

TEST_F(ReplayStartTest, ASnapshotThatRetentionHasPassedMustBeBegunAnewWhateverGapsAreAllowed) {
  const Place place{At(3), 2};
  TrimTo(4);
  for (const bool allow_gap : {false, true}) {
    const auto start = Resume(FormatPlace(place), kCurrentState, allow_gap);
    EXPECT_EQ(start.status().code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(ReasonOf(start.status()), "POSITION_EXPIRED");
    EXPECT_NE(start.status().message().find("begin a new one"), absl::string_view::npos);
  }
  EXPECT_TRUE(Resume(FormatPosition(place.position), kCurrentState, true)->gap.has_value());
}

TEST_F(ReplayStartTest, AModeThatIsNoneIsAnUnknownValue) {
  Violations violations;
  CheckReplayMode(v1::REPLAY_MODE_UNSPECIFIED, &violations);
  CheckReplayMode(kCurrentState, &violations);
  EXPECT_TRUE(violations.empty());
  CheckReplayMode(static_cast<v1::ReplayMode>(4), &violations);
  ASSERT_EQ(violations.list().size(), 1u);
  EXPECT_EQ(violations.list()[0].reason, "UNKNOWN_VALUE");
}

}  // namespace
}  // namespace newswire
