// Live delivery: one write at a time, everything that gathered meanwhile in the next one.
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "service/fanout/frames.h"
#include "tests/fanout/fanout_world.h"

namespace newswire {
namespace {

// A world with nothing in it, and readers that have caught up there.
class LiveTest : public ::testing::Test {
 protected:
  Reader* CaughtUp(const v1::Filter& filter = {}) {
    Reader* const reader = world_.Open({.after = world_.log().last(), .filter = filter});
    EXPECT_TRUE(reader->wire.last().has_caught_up());
    reader->Written();
    reader->wire.messages.clear();
    return reader;
  }

  FanoutWorld world_;
};

TEST_F(LiveTest, AnEntryGoesOutAsSoonAsItIsPublished) {
  Reader* const reader = CaughtUp();
  world_.Publish(1);
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 1));
  EXPECT_EQ(reader->wire.last().through(), FormatPosition(world_.log().At(1)));
}

TEST_F(LiveTest, WhatIsNotPublishedDoesNotGoOut) {
  Reader* const reader = CaughtUp();
  world_.CommitFails(std::vector<Story>(3));
  world_.Wake();
  EXPECT_TRUE(reader->wire.messages.empty());
  world_.Commit(std::vector<Story>(3));
  world_.Wake();
  EXPECT_TRUE(reader->wire.messages.empty());
  world_.Show();
  world_.Wake();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 3));
}

TEST_F(LiveTest, DuringAWriteEntriesGatherAndTheNextMessageTakesThemAll) {
  Reader* const reader = CaughtUp();
  world_.Publish(1);
  for (int group = 0; group < 10; ++group) world_.Publish(7);
  EXPECT_EQ(reader->wire.messages.size(), 1u);
  reader->Written();
  ASSERT_EQ(reader->wire.messages.size(), 2u);
  EXPECT_EQ(SequencesIn({reader->wire.messages[1]}), Numbers(2, 71));
  reader->Written();
  EXPECT_EQ(reader->wire.messages.size(), 2u);
  EXPECT_FALSE(reader->wire.writing);
}

TEST_F(LiveTest, WhatGatheredGoesOutInMessagesOfAtMost256KiB) {
  Reader* const reader = CaughtUp();
  world_.Publish(1);
  for (int i = 0; i < 100; ++i) world_.Publish(10, {.text_bytes = 2000});
  world_.Settle();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 1001));
  EXPECT_GE(reader->wire.messages.size(), 8u);
  EXPECT_LE(reader->wire.messages.size(), 14u);
  for (const grpc::ByteBuffer& message : reader->wire.messages) {
    EXPECT_LE(message.Length(), Audience::kBatchBytesMax + 100);
  }
}

TEST_F(LiveTest, FramesGivenAtTheStartComeFirstAndOneByOne) {
  world_.Publish(3);
  v1::SubscribeResponse gap;
  gap.mutable_gap()->set_reason("RETENTION");
  Reader* const reader = world_.Open({.first = {OpenedFrame(), MakeFrame(gap)}});
  EXPECT_EQ(reader->wire.messages.size(), 1u);
  EXPECT_TRUE(reader->wire.last().has_opened());
  reader->Written();
  EXPECT_EQ(reader->wire.messages.size(), 2u);
  EXPECT_TRUE(reader->wire.last().has_gap());
  reader->Written();
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 3));
}

TEST_F(LiveTest, ReadersWithEqualFiltersShareOneMessage) {
  Reader* const first = CaughtUp(OnlyLanguage("pt-BR"));
  Reader* const second = CaughtUp(OnlyLanguage("PT-br"));
  Reader* const other = CaughtUp(OnlyLanguage("fr"));
  Reader* const everything = CaughtUp();
  world_.Publish({{.language = "pt-BR"}, {.language = "fr"}, {.language = "pt-BR"}});
  EXPECT_EQ(SequencesIn(first->wire.messages), (std::vector<Sequence>{1, 3}));
  EXPECT_EQ(SequencesIn(other->wire.messages), (std::vector<Sequence>{2}));
  EXPECT_EQ(SequencesIn(everything->wire.messages), (std::vector<Sequence>{1, 2, 3}));
  for (const Reader& reader : world_.readers()) ASSERT_EQ(reader.wire.messages.size(), 1u);
  // The position is the piece that is made for each message; the entries are in the ring only once.
  const auto pieces = Pieces(first->wire.messages[0]);
  EXPECT_EQ(Pieces(second->wire.messages[0]), pieces);
  EXPECT_NE(Pieces(other->wire.messages[0]).back(), pieces.back());
  EXPECT_NE(Pieces(everything->wire.messages[0]).back(), pieces.back());
  EXPECT_EQ(Pieces(everything->wire.messages[0]).front(), pieces.front());
}

TEST_F(LiveTest, AnAudienceLastsAsLongAsItHasReaders) {
  Reader* const first = CaughtUp(OnlyLanguage("en"));
  Reader* const second = CaughtUp(OnlyLanguage("en"));
  EXPECT_EQ(first->stream.audience(), second->stream.audience());
  EXPECT_EQ(first->stream.audience()->members, 2);
  world_.Close(first);
  EXPECT_EQ(second->stream.audience()->members, 1);
  world_.Close(second);
  EXPECT_EQ(CaughtUp(OnlyLanguage("en"))->stream.audience()->members, 1);
}

TEST_F(LiveTest, OnlyReadersWhoseFilterMatchesAreWoken) {
  Reader* const english = CaughtUp(OnlyLanguage("en"));
  Reader* const french = CaughtUp(OnlyLanguage("fr"));
  const Sequence before = world_.log().last();
  world_.Commit(std::vector<Story>(5, {.language = "en"}));
  world_.Show();
  world_.shard().OnNews();
  EXPECT_FALSE(english->stream.queued);
  while (world_.shard().RunReady(0)) {
    if (english->stream.queued) break;
  }
  EXPECT_TRUE(english->stream.queued);
  EXPECT_FALSE(french->stream.queued);
  world_.Settle();
  EXPECT_EQ(english->stream.through(), before + 5);
  // Its position waits for the next heartbeat.
  EXPECT_EQ(french->stream.through(), before);
  world_.Tick(absl::Seconds(15));
  EXPECT_EQ(french->stream.through(), before + 5);
}

TEST_F(LiveTest, AReaderThatLagsBehindMoreMatchesThanAreRememberedMissesNone) {
  Reader* const reader = CaughtUp(OnlyLanguage("en"));
  const Sequence before = world_.log().last();
  const std::size_t already = SequencesIn(reader->wire.messages).size();
  const int count = 2 * static_cast<int>(LiveMatches::kMatchesMax) + 100;
  for (int i = 0; i < count; ++i) world_.Publish({{.language = "en"}, {.language = "fr"}});
  world_.Settle();
  std::vector<Sequence> expected;
  for (int i = 0; i < count; ++i) expected.push_back(before + 1 + 2 * static_cast<Sequence>(i));
  std::vector<Sequence> got = SequencesIn(reader->wire.messages);
  got.erase(got.begin(), got.begin() + static_cast<std::ptrdiff_t>(already));
  EXPECT_EQ(got, expected);
}

TEST_F(LiveTest, AnEntryThatMustBeRetractedPassesEveryFilter) {
  Reader* const reader = CaughtUp(OnlyLanguage("fr"));
  world_.Publish({{.language = "en"}, {.language = "en", .must_retract = true}});
  EXPECT_EQ(SequencesIn(reader->wire.messages), (std::vector<Sequence>{2}));
}

TEST_F(LiveTest, OnlySoManyReadersSendInOneRound) {
  std::vector<Reader*> readers;
  for (int i = 0; i < 10; ++i) readers.push_back(CaughtUp());
  world_.Commit(std::vector<Story>(1));
  world_.Show();
  world_.shard().OnNews();
  EXPECT_TRUE(world_.shard().RunReady(4));
  int sent = 0;
  for (Reader* reader : readers) sent += reader->wire.writing;
  EXPECT_EQ(sent, 4);
  EXPECT_TRUE(world_.shard().RunReady(4));
  EXPECT_FALSE(world_.shard().RunReady(4));
  for (Reader* reader : readers) EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 1));
}

TEST_F(LiveTest, NewsAgainBeforeAReaderWasServedIsServedOnce) {
  Reader* const reader = CaughtUp();
  for (int i = 0; i < 5; ++i) {
    world_.Commit(std::vector<Story>(1));
    world_.Show();
    world_.shard().OnNews();
  }
  EXPECT_FALSE(world_.shard().RunReady(1));
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(1, 5));
}

// Without that, one reader whose filter passes nothing would hold the thread for a whole ring.
TEST_F(LiveTest, AReaderWhoseFilterPassesNothingLetsOthersHaveTheirTurn) {
  Reader* const reader = CaughtUp(OnlyLanguage("fr"));
  // Each in a chunk of its own.
  world_.Commit(std::vector<Story>(40, {.language = "en", .text_bytes = 1 << 20}));
  world_.Show();
  world_.shard().OnNews();
  int rounds = 1;
  while (world_.shard().RunReady(1)) ++rounds;
  EXPECT_EQ(rounds, 3);
  EXPECT_TRUE(reader->wire.messages.empty());
  world_.Publish({{.language = "fr"}});
  EXPECT_EQ(SequencesIn(reader->wire.messages), Numbers(41, 41));
}

TEST_F(LiveTest, AReaderRemovedWhileItIsReadyIsNotTouched) {
  Reader* const gone = CaughtUp();
  Reader* const stays = CaughtUp();
  world_.Commit(std::vector<Story>(1));
  world_.Show();
  world_.shard().OnNews();
  world_.Close(gone);  // its memory too: the address sanitizer watches
  EXPECT_EQ(world_.shard().size(), 1u);
  while (world_.shard().RunReady(1)) {
  }
  EXPECT_EQ(SequencesIn(stays->wire.messages), Numbers(1, 1));
}

}  // namespace
}  // namespace newswire
