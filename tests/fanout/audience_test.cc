// Audiences: one filter, one message, however many read it; and what a message may hold.
#include "service/fanout/audience.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "tests/fanout/recording_wire.h"
#include "tests/fanout/story_log.h"

namespace newswire {
namespace {

constexpr std::uint64_t kLogId = 0xfeed;

class AudienceTest : public ::testing::Test {
 protected:
  // Adds stories to the log and to the chunk that the audiences are asked about.
  void Add(int count, const Story& story = {}) {
    for (int i = 0; i < count; ++i) {
      const LoggedStory& logged = log_.Add(story);
      ASSERT_TRUE(chunk_.Fits(logged.framed.size()));
      std::memcpy(chunk_.End(), logged.framed.data(), logged.framed.size());
      chunk_.Append(logged.framed.size());
    }
    chunk_.Publish();
  }
  static Audience Wants(const std::string& language) {
    v1::Filter filter;
    if (!language.empty()) filter.add_languages(language);
    Violations violations;
    return Audience(CompiledFilter::Compile(filter, "filter", &violations), kLogId);
  }
  static std::vector<Sequence> SequencesOf(const Batch& batch) {
    std::vector<Sequence> sequences;
    const v1::SubscribeResponse response = Parse(batch.message);
    for (const v1::FeedEntry& entry : response.entries()) sequences.push_back(entry.sequence());
    return sequences;
  }
  // The bytes of the entries from `first` to `last`.
  std::size_t BytesOf(Sequence first, Sequence last) const {
    std::size_t bytes = 0;
    for (Sequence i = first; i <= last; ++i) bytes += log_.Get(i).framed.size();
    return bytes;
  }

  StoryLog log_{kLogId};
  Chunk chunk_{1, 8 << 20};
};

TEST_F(AudienceTest, ABatchTakesEverythingBehindThePlaceAndSaysHowFarItLooked) {
  Add(10);
  Audience all = Wants("");
  const Batch& batch = all.Next(chunk_, 4);
  EXPECT_FALSE(batch.empty);
  EXPECT_EQ(batch.after, 4u);
  EXPECT_EQ(batch.through, log_.At(10));
  EXPECT_EQ(batch.through_time, log_.Get(10).time);
  EXPECT_EQ(SequencesOf(batch), (std::vector<Sequence>{5, 6, 7, 8, 9, 10}));
  EXPECT_EQ(Parse(batch.message).through(), FormatPosition(log_.At(10)));
}

TEST_F(AudienceTest, ReadersAtOnePlaceShareOneMessage) {
  Add(10);
  Audience all = Wants("");
  const auto first = Pieces(all.Next(chunk_, 0).message);
  const auto elsewhere = Pieces(all.Next(chunk_, 5).message);
  EXPECT_EQ(Pieces(all.Next(chunk_, 0).message), first);
  EXPECT_EQ(Pieces(all.Next(chunk_, 5).message), elsewhere);
}

TEST_F(AudienceTest, AnotherAudienceHasAMessageOfItsOwn) {
  Add(1, {.language = "en"});
  Add(1, {.language = "fr"});
  Audience all = Wants("");
  Audience english = Wants("en");
  Audience french = Wants("fr");
  EXPECT_EQ(SequencesOf(all.Next(chunk_, 0)), (std::vector<Sequence>{1, 2}));
  EXPECT_EQ(SequencesOf(english.Next(chunk_, 0)), (std::vector<Sequence>{1}));
  EXPECT_EQ(SequencesOf(french.Next(chunk_, 0)), (std::vector<Sequence>{2}));
  // The position is what only this message holds; the entries are the chunk's in all of them.
  const auto of_all = Pieces(all.Next(chunk_, 0).message);
  const auto of_english = Pieces(english.Next(chunk_, 0).message);
  EXPECT_NE(of_all.back(), of_english.back());
  EXPECT_EQ(of_all.front(), chunk_.Entry(0).data());
  EXPECT_EQ(of_english.front(), chunk_.Entry(0).data());
}

TEST_F(AudienceTest, ABatchHoldsAtMost256KiB) {
  Add(1000, {.text_bytes = 1000});
  Audience all = Wants("");
  Sequence after = 0;
  std::vector<Sequence> seen;
  while (after < 1000) {
    const Batch& batch = all.Next(chunk_, after);
    const Sequence through = batch.through.sequence;
    EXPECT_LE(BytesOf(after + 1, through), Audience::kBatchBytesMax);
    // And one more would not have fitted.
    if (through < 1000) EXPECT_GT(BytesOf(after + 1, through + 1), Audience::kBatchBytesMax);
    for (const Sequence sequence : SequencesOf(batch)) seen.push_back(sequence);
    after = through;
  }
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(std::set<Sequence>(seen.begin(), seen.end()).size(), 1000u);
}

TEST_F(AudienceTest, AnEntryLargerThanTheBoundGoesAlone) {
  Add(1);
  Add(1, {.text_bytes = 2 * Audience::kBatchBytesMax});
  Add(1);
  Audience all = Wants("");
  EXPECT_EQ(SequencesOf(all.Next(chunk_, 0)), (std::vector<Sequence>{1}));
  EXPECT_EQ(SequencesOf(all.Next(chunk_, 1)), (std::vector<Sequence>{2}));
  EXPECT_EQ(SequencesOf(all.Next(chunk_, 2)), (std::vector<Sequence>{3}));
}

TEST_F(AudienceTest, AFilteredBatchOfManySmallRunsHasAtMost64Pieces) {
  for (int i = 0; i < 200; ++i) {
    Add(1, {.language = "en"});
    Add(1, {.language = "fr"});
  }
  Audience english = Wants("en");
  Sequence after = 0;
  Sequence expected = 1;
  int batches = 0;
  while (after < 400) {
    const Batch& batch = english.Next(chunk_, after);
    // The position is one piece more.
    EXPECT_LE(Pieces(batch.message).size(), Audience::kSlicesMax + 1);
    for (const Sequence sequence : SequencesOf(batch)) {
      EXPECT_EQ(sequence, expected);
      expected += 2;
    }
    after = batch.through.sequence;
    ++batches;
  }
  EXPECT_EQ(expected, 401u);
  EXPECT_EQ(batches, 4);  // 200 runs, 64 at a time
}

TEST_F(AudienceTest, NeighboursThatPassTheFilterAreOnePiece) {
  Add(3, {.language = "fr"});
  Add(50, {.language = "en"});
  Add(3, {.language = "fr"});
  Audience english = Wants("en");
  const Batch& batch = english.Next(chunk_, 0);
  EXPECT_EQ(Pieces(batch.message).size(), 2u);
  EXPECT_EQ(SequencesOf(batch).size(), 50u);
  EXPECT_EQ(batch.through, log_.At(56));
}

TEST_F(AudienceTest, WhenNothingPassesTheFilterTheBatchIsEmptyAndMovesOn) {
  Add(3000, {.language = "fr"});
  Audience english = Wants("en");
  const Batch& batch = english.Next(chunk_, 0);
  EXPECT_TRUE(batch.empty);
  EXPECT_EQ(batch.through, log_.At(3000));
}

TEST_F(AudienceTest, AShortBatchIsNotReusedWhenMuchMoreIsThere) {
  Add(4);
  Audience all = Wants("");
  EXPECT_EQ(all.Next(chunk_, 0).through.sequence, 4u);
  Add(4);
  // Half of what is there: the second reader shares it and takes the rest in its next message.
  EXPECT_EQ(all.Next(chunk_, 0).through.sequence, 4u);
  Add(1);
  EXPECT_EQ(all.Next(chunk_, 0).through.sequence, 9u);
}

TEST_F(AudienceTest, AFullBatchIsReusedHoweverMuchMoreIsThere) {
  Add(300, {.text_bytes = 1000});
  Audience all = Wants("");
  const Sequence through = all.Next(chunk_, 0).through.sequence;
  const auto pieces = Pieces(all.Next(chunk_, 0).message);
  EXPECT_LT(through, 300u);
  Add(2000, {.text_bytes = 1000});
  EXPECT_EQ(Pieces(all.Next(chunk_, 0).message), pieces);
}

// The memory of batches is a ring of its own; many places in turn push the oldest out.
TEST_F(AudienceTest, AForgottenBatchIsBuiltAgainTheSame) {
  Add(100);
  Audience all = Wants("");
  const std::string first = Flatten(all.Next(chunk_, 0).message);
  for (Sequence after = 1; after < 100; ++after) {
    EXPECT_EQ(SequencesOf(all.Next(chunk_, after)).front(), after + 1);
  }
  EXPECT_EQ(Flatten(all.Next(chunk_, 0).message), first);
}

}  // namespace
}  // namespace newswire
