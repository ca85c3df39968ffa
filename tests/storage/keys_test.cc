#include "storage/keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "storage/strings.h"

namespace newswire::keys {
namespace {

std::string Hex(std::string_view bytes) {
  return absl::BytesToHexString(View(bytes));
}

// These bytes are on disks: a change here is a new format.
TEST(Keys, BytesAreGolden) {
  EXPECT_EQ(Hex(SequenceKey(0x0102030405060708).view()), "0102030405060708");
  EXPECT_EQ(Hex(RevisionKey("a:b", 1)), "613a6200fffffffe");
  EXPECT_EQ(Hex(RequestKey("r1")), "697231");
  EXPECT_EQ(Hex(RequestTimeKey(1, "r1")), "7480000000000000017231");
  EXPECT_EQ(Hex(RequestTimeKey(-1, "")), "747fffffffffffffff");
  EXPECT_EQ(Hex(AnchorKey(4096)), "616e63686f720000000000001000");
  EXPECT_EQ(kHead, "head");
  EXPECT_EQ(kFloor, "floor");
  EXPECT_EQ(kLog, "log");
}

TEST(Keys, ParsedIsWhatWasWritten) {
  for (Sequence sequence : {Sequence{0}, Sequence{1}, Sequence{1} << 40, ~Sequence{0}}) {
    EXPECT_EQ(ParseSequence(SequenceKey(sequence).view()), sequence);
  }
  for (std::uint32_t revision : {0u, 1u, 77u, UINT32_MAX}) {
    EXPECT_EQ(ParseRevision(RevisionKey("uri", revision), "uri"), revision);
  }
  for (std::int64_t time_us : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
    const std::string key = RequestTimeKey(time_us, "id");
    const auto parsed = ParseRequestTime(key);
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->time_us, time_us);
    EXPECT_EQ(parsed->id, "id");
  }
}

TEST(Keys, ForeignKeysAreNotParsed) {
  EXPECT_FALSE(ParseSequence("1234567"));
  EXPECT_FALSE(ParseSequence("123456789"));
  EXPECT_FALSE(ParseRevision(RevisionKey("uri2", 1), "uri"));
  EXPECT_FALSE(ParseRevision(RevisionKey("ur", 1), "uri"));
  EXPECT_FALSE(ParseRevision("", "uri"));
  EXPECT_FALSE(ParseRequestTime(RequestKey("123456789")));
  EXPECT_FALSE(ParseRequestTime("t1234567"));
}

TEST(Keys, ByteOrderIsTheOrderOfWhatTheyMean) {
  const std::vector<std::string> revisions = {RevisionKey("a", 2), RevisionKey("a", 1),
                                              RevisionKey("a-", 9), RevisionKey("aa", 1)};
  EXPECT_TRUE(std::is_sorted(revisions.begin(), revisions.end()));
  const std::vector<std::string> times = {RequestTimeKey(-5, "z"), RequestTimeKey(0, "b"),
                                          RequestTimeKey(255, "a"), RequestTimeKey(256, "a")};
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
  EXPECT_LT(SequenceKey(255).view(), SequenceKey(256).view());
  // Requests by id never mix with requests by time.
  EXPECT_LT(RequestKey("\xff\xff"), RequestTimeKey(INT64_MIN, ""));
}

}  // namespace
}  // namespace newswire::keys
