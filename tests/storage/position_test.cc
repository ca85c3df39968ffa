#include "storage/position.h"

#include <gtest/gtest.h>

#include <string>

namespace newswire {
namespace {

constexpr Position kMoment{0x0123456789abcdef, 42, 0xfedcba9876543210};
const std::string kText = "0123456789abcdef-42-fedcba9876543210";

TEST(PositionTest, TheTextFormIsReadBack) {
  EXPECT_EQ(FormatPosition(kMoment), kText);
  EXPECT_EQ(ParsePosition(kText), kMoment);
  const Position largest{UINT64_MAX, UINT64_MAX, UINT64_MAX};
  EXPECT_EQ(ParsePosition(FormatPosition(largest)), largest);
}

TEST(PositionTest, AnyOtherSpellingIsNoPosition) {
  for (const std::string& text :
       {std::string(), kText.substr(1), kText + "0", " " + kText.substr(1), "+" + kText.substr(1),
        kText.substr(0, 17) + "042" + kText.substr(19),
        kText.substr(0, 17) + "+42" + kText.substr(19), "0123456789ABCDEF" + kText.substr(16),
        kText.substr(0, 17) + kText.substr(19)}) {
    EXPECT_EQ(ParsePosition(text), std::nullopt) << text;
  }
}

TEST(PlaceTest, InTheLogItIsThePosition) {
  EXPECT_EQ(FormatPlace({kMoment, std::nullopt}), kText);
  EXPECT_EQ(ParsePlace(kText), (Place{kMoment, std::nullopt}));
}

TEST(PlaceTest, InASnapshotTheSequenceFollowsTheMoment) {
  for (const Sequence sequence : {0, 7, 42}) {
    const std::string text = kText + "+" + std::to_string(sequence);
    EXPECT_EQ(FormatPlace({kMoment, sequence}), text);
    EXPECT_EQ(ParsePlace(text), (Place{kMoment, sequence}));
  }
  const Position largest{UINT64_MAX, UINT64_MAX, UINT64_MAX};
  EXPECT_EQ(ParsePlace(FormatPlace({largest, UINT64_MAX})), (Place{largest, UINT64_MAX}));
}

TEST(PlaceTest, AnyOtherSpellingIsNoPlace) {
  for (const char* end : {"+", "+43", "+07", "+ 7", "+7 ", "+-7", "++7", "+7+7", "+0x7", "+7.",
                          "+18446744073709551616", "-7", " +7"}) {
    EXPECT_EQ(ParsePlace(kText + end), std::nullopt) << end;
  }
  EXPECT_EQ(ParsePlace(""), std::nullopt);
  EXPECT_EQ(ParsePlace("+7"), std::nullopt);
  EXPECT_EQ(ParsePlace("yesterday+7"), std::nullopt);
}

}  // namespace
}  // namespace newswire
