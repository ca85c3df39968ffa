// The stored state and what a group lays over it.
#include "service/core/group_state.h"

#include <gmock/gmock.h>

#include "tests/core/desk.h"

namespace newswire {
namespace {

using testing::Desk;
using testing::DeskSink;
using ::testing::ElementsAre;
using testing::MakeArticle;
using ::testing::Pair;

const std::string kUri(UriOf(MakeArticle("a", "").name()));

class GroupStateTest : public ::testing::Test {
 protected:
  // Entry 1 is stored.
  GroupStateTest() { desk_.Put(MakeArticle("a", "One")); }

  storage::HeldRow HeldUntil(std::int64_t due_us, std::uint32_t urgency) {
    storage::HeldRow row;
    row.set_due_us(due_us);
    row.set_urgency(urgency);
    return row;
  }
  static std::vector<std::string> DueUris(const GroupState& state) {
    std::vector<std::string> uris;
    for (const auto& [key, value] :
         state.RowsWithPrefix(Table::kHeld, std::string(keys::kDuePrefix))) {
      uris.emplace_back(keys::ParseDue(key)->uri);
    }
    return uris;
  }
  Position Append(GroupState* state) {
    EntryHead head;
    head.kind = v1::ITEM_KIND_ARTICLE;
    head.action = v1::FEED_ACTION_UPDATE;
    const std::string name = "articles/" + kUri;
    head.name = name;
    return state->Append(&head, {20, "", {}});
  }

  Desk desk_;
  DeskSink sink_;
};

TEST_F(GroupStateTest, FeedTimeIsTheClockButNeverBeforeTheNewestEntry) {
  GroupState state(desk_.store(), &sink_);
  state.Advance(desk_.now - absl::Hours(1));
  EXPECT_EQ(state.time(), desk_.now);
  state.Advance(desk_.now + absl::Hours(1));
  EXPECT_EQ(state.time(), desk_.now + absl::Hours(1));
  state.Advance(desk_.now);  // nothing was written: no trace
  EXPECT_EQ(state.time(), desk_.now);
}

TEST_F(GroupStateTest, WhatIsDueIsAskedOfTheClockAndNotOfFeedTime) {
  GroupState state(desk_.store(), &sink_);
  const std::int64_t now_us = absl::ToUnixMicros(desk_.now);
  state.Advance(desk_.now - absl::Hours(1));
  EXPECT_FALSE(state.IsDue(now_us));
  state.Advance(desk_.now);
  EXPECT_TRUE(state.IsDue(now_us));
  EXPECT_FALSE(state.IsDue(now_us + 1));
  EXPECT_FALSE(state.IsDue(std::numeric_limits<std::int64_t>::max()));
}

TEST_F(GroupStateTest, HeldItemsAreInTheOrderOfTimeUrgencyAndUri) {
  GroupState state(desk_.store(), &sink_);
  state.SetHeld("urn:x:b", HeldUntil(5, 3));
  state.SetHeld("urn:x:a", HeldUntil(5, 3));
  state.SetHeld("urn:x:none", HeldUntil(5, 0));
  state.SetHeld("urn:x:urgent", HeldUntil(5, 1));
  state.SetHeld("urn:x:first", HeldUntil(4, 9));
  EXPECT_THAT(DueUris(state),
              ElementsAre("urn:x:first", "urn:x:urgent", "urn:x:a", "urn:x:b", "urn:x:none"));
  state.SetHeld("urn:x:a", HeldUntil(9, 3));
  state.SetHeld("urn:x:b", std::nullopt);
  EXPECT_THAT(DueUris(state), ElementsAre("urn:x:first", "urn:x:urgent", "urn:x:none", "urn:x:a"));
  EXPECT_FALSE(state.FindHeld("urn:x:b").has_value());
}

TEST_F(GroupStateTest, RowsOfTheGroupHideAndJoinStoredOnes) {
  WriteGroup stored;
  stored.head = desk_.store()->head();
  for (const char* key : {"k1", "k2", "k3"}) stored.rows.push_back({Table::kRecords, key, "old"});
  ASSERT_TRUE(desk_.store()->Commit(stored).ok());
  GroupState state(desk_.store(), &sink_);
  state.SetRow(Table::kRecords, "k1", std::nullopt);
  state.SetRow(Table::kRecords, "k2", "new");
  state.SetRow(Table::kRecords, "k25", "new");
  EXPECT_THAT(state.RowsWithPrefix(Table::kRecords, "k"),
              ElementsAre(Pair("k2", "new"), Pair("k25", "new"), Pair("k3", "old")));
  EXPECT_THAT(state.RowsBetween(Table::kRecords, "k", "l", 1), ElementsAre(Pair("k2", "new")));
  EXPECT_THAT(state.RowsBetween(Table::kRecords, "k25", "k3", 9), ElementsAre(Pair("k25", "new")));
  GroupState trial(&state, &sink_);
  trial.SetRow(Table::kRecords, "k25", std::nullopt);
  EXPECT_THAT(trial.RowsBetween(Table::kRecords, "k", "l", 2),
              ElementsAre(Pair("k2", "new"), Pair("k3", "old")));
  EXPECT_EQ(state.FindRow(Table::kRecords, "k25"), "new");
}

TEST_F(GroupStateTest, AnOverwrittenEntryIsSeenAtOnceAndKeepsTheCountOfBytes) {
  GroupState state(desk_.store(), &sink_);
  state.Advance(desk_.now);
  ASSERT_EQ(Append(&state).sequence, 2u);
  const std::uint64_t before = state.writes().head.total_bytes();
  const std::size_t sizes = state.FrameAt(1)->size() + state.FrameAt(2)->size();
  state.Overwrite(1, "short");
  state.Overwrite(2, "shorter");
  EXPECT_EQ(state.FrameAt(1), "short");
  EXPECT_EQ(state.FrameAt(2), "shorter");
  EXPECT_EQ(state.writes().head.total_bytes(), before - sizes + 12);
  // The older one is an overwrite, the one of this group is written once.
  ASSERT_EQ(state.writes().overwrites.size(), 1u);
  EXPECT_EQ(state.writes().overwrites[0].sequence, 1u);
  EXPECT_EQ(state.writes().entries[0].framed, "shorter");
  EXPECT_THAT(sink_.replaced, ElementsAre(Pair(1, "short"), Pair(2, "shorter")));
}

TEST_F(GroupStateTest, ATrialChangesNothingBelowIt) {
  GroupState state(desk_.store(), &sink_);
  state.Advance(desk_.now);
  Append(&state);
  GroupState trial(&state, &sink_);
  trial.Advance(desk_.now);
  EXPECT_EQ(Append(&trial).sequence, 3u);
  trial.Overwrite(2, "other");
  trial.CountItem(v1::ITEM_KIND_ARTICLE, -1);
  EXPECT_EQ(state.head().sequence, 2u);
  EXPECT_NE(state.FrameAt(2), "other");
  EXPECT_EQ(state.writes().head.articles(), 1u);
}

TEST_F(GroupStateTest, EveryErasureHasARowOfItsOwn) {
  GroupState state(desk_.store(), &sink_);
  storage::ErasureRow erasure;
  erasure.set_uri(kUri);
  state.EraseLater(erasure);
  state.EraseLater(erasure);
  EXPECT_EQ(state.RowsWithPrefix(Table::kRecords, std::string(keys::kErasurePrefix)).size(), 2u);
}

}  // namespace
}  // namespace newswire
