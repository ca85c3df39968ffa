#include "service/search/bitmap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>

#include "service/search/postings.h"

namespace newswire {
namespace {

TEST(BitmapTest, TheLargestBelowIsFoundAtEveryEdge) {
  Bitmap bitmap;
  EXPECT_EQ(bitmap.Below(Bitmap::kBits), std::nullopt);
  for (const int offset : {0, 63, 64, 65, 4096, 65535})
    bitmap.Set(static_cast<std::uint16_t>(offset));
  EXPECT_EQ(bitmap.Below(Bitmap::kBits), 65535);
  EXPECT_EQ(bitmap.Below(65535), 4096);
  EXPECT_EQ(bitmap.Below(4096), 65);
  EXPECT_EQ(bitmap.Below(65), 64);
  EXPECT_EQ(bitmap.Below(64), 63);
  EXPECT_EQ(bitmap.Below(63), 0);
  EXPECT_EQ(bitmap.Below(0), std::nullopt);
  EXPECT_EQ(bitmap.Count(), 6u);
}

TEST(PostingsTest, BothFormsHoldWhatWasPutIn) {
  std::mt19937 random(7);
  for (const std::size_t count : {1u, 2u, 4095u, 4096u, 4097u, 30000u, 65536u}) {
    std::set<std::uint16_t> chosen;
    while (chosen.size() < count && count < 60000) {
      chosen.insert(static_cast<std::uint16_t>(random()));
    }
    Offsets offsets(chosen.begin(), chosen.end());
    if (count >= 60000) {
      for (std::size_t i = 0; i < count; ++i) offsets.push_back(static_cast<std::uint16_t>(i));
    }
    std::string bytes;
    AppendPostings(offsets, &bytes);
    EXPECT_LE(bytes.size(), Bitmap::kBytes);
    const auto postings = Postings::Parse(bytes);
    ASSERT_TRUE(postings.has_value());
    EXPECT_EQ(postings->count(), offsets.size());
    Bitmap bitmap;
    postings->AddTo(&bitmap);
    EXPECT_EQ(bitmap.Count(), offsets.size());
    for (const std::uint16_t offset : offsets) ASSERT_TRUE(bitmap.Has(offset));
    Bitmap even;
    for (std::size_t i = 0; i < Bitmap::kBits; i += 2) even.Set(static_cast<std::uint16_t>(i));
    Offsets visited;
    postings->VisitIn(bitmap, [&visited](std::uint16_t offset) { visited.push_back(offset); });
    EXPECT_EQ(visited, offsets);
    const auto is_even = [](std::uint16_t offset) { return offset % 2 == 0; };
    EXPECT_EQ(postings->CountIn(even),
              static_cast<std::size_t>(std::count_if(offsets.begin(), offsets.end(), is_even)));
  }
}

TEST(PostingsTest, WhatIsNoneIsRefused) {
  EXPECT_FALSE(Postings::Parse("").has_value());
  EXPECT_FALSE(Postings::Parse("odd").has_value());
  EXPECT_FALSE(Postings::Parse(std::string(Bitmap::kBytes + 2, 'x')).has_value());
}

}  // namespace
}  // namespace newswire
