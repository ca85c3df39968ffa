// Frames: what is put together from shared memory is what protobuf would have written.
#include "service/fanout/frames.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "tests/fanout/recording_wire.h"
#include "tests/fanout/story_log.h"

namespace newswire {
namespace {

TEST(FramesTest, AFrameWithoutEntriesIsItself) {
  v1::SubscribeResponse frame;
  frame.mutable_gap()->set_after_sequence(7);
  frame.mutable_gap()->set_reason("RETENTION");
  EXPECT_EQ(Flatten(MakeFrame(frame)), frame.SerializeAsString());
}

TEST(FramesTest, ABatchIsItsEntriesAndThePositionBehindThem) {
  StoryLog log(0xfeed);
  std::vector<grpc::Slice> slices;
  v1::SubscribeResponse expected;
  for (int i = 0; i < 3; ++i) {
    const LoggedStory& story = log.Add({});
    slices.emplace_back(story.framed);
    v1::SubscribeResponse one;
    ASSERT_TRUE(one.ParseFromString(story.framed));
    *expected.add_entries() = one.entries(0);
  }
  expected.set_through(FormatPosition(log.At(3)));
  const grpc::ByteBuffer batch = MakeBatch(slices, log.At(3));
  EXPECT_EQ(Flatten(batch), expected.SerializeAsString());
  EXPECT_EQ(Parse(batch).entries(2).name(), "articles/story-3");
}

TEST(FramesTest, ABatchCopiesNoEntry) {
  const grpc::Slice first(std::string(1000, 'a'));
  const grpc::Slice second(std::string(1000, 'b'));
  const std::vector<const void*> pieces = Pieces(MakeBatch({first, second}, Position{1, 2, 3}));
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_EQ(pieces[0], first.begin());
  EXPECT_EQ(pieces[1], second.begin());
}

// The length of the position takes one byte only as long as it is below 128.
TEST(FramesTest, TheLongestPositionFits) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  const Position longest{kMax, kMax, kMax};
  EXPECT_EQ(Parse(MakeBatch({}, longest)).through(), FormatPosition(longest));
}

}  // namespace
}  // namespace newswire
