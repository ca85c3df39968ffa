// Chunks: memory that one writer fills and many readers share.
#include "service/fanout/chunk.h"

#include <gtest/gtest.h>

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace newswire {
namespace {

void Append(Chunk* chunk, std::string_view bytes) {
  ASSERT_TRUE(chunk->Fits(bytes.size()));
  std::memcpy(chunk->End(), bytes.data(), bytes.size());
  chunk->Append(bytes.size());
}

std::string_view View(const grpc::Slice& slice) {
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

TEST(ChunkTest, ReadersSeeWhatWasPublishedAndNothingElse) {
  Chunk chunk(7, 100);
  Append(&chunk, "one");
  EXPECT_EQ(chunk.size(), 0u);
  EXPECT_EQ(chunk.written(), 1u);
  chunk.Publish();
  Append(&chunk, "two");
  EXPECT_EQ(chunk.size(), 1u);
  EXPECT_EQ(chunk.Entry(0), "one");
  chunk.Publish();
  EXPECT_EQ(chunk.size(), 2u);
  EXPECT_EQ(chunk.Entry(1), "two");
  EXPECT_EQ(chunk.first(), 7u);
}

TEST(ChunkTest, WhatWasDroppedIsWrittenOver) {
  Chunk chunk(1, 100);
  Append(&chunk, "kept");
  chunk.Publish();
  Append(&chunk, "not stored");
  Append(&chunk, "not stored either");
  chunk.Drop();
  EXPECT_EQ(chunk.written(), 1u);
  Append(&chunk, "stored");
  chunk.Publish();
  EXPECT_EQ(chunk.Entry(0), "kept");
  EXPECT_EQ(chunk.Entry(1), "stored");
}

TEST(ChunkTest, TheLastByteCanBeUsed) {
  Chunk chunk(1, 10);
  Append(&chunk, "123456");
  EXPECT_TRUE(chunk.Fits(4));
  EXPECT_FALSE(chunk.Fits(5));
  Append(&chunk, "7890");
  EXPECT_FALSE(chunk.Fits(1));
  EXPECT_EQ(chunk.Bytes(0, 2), 10u);
}

TEST(ChunkTest, HoldsABoundedNumberOfEntries) {
  Chunk chunk(1, 1 << 20);
  for (std::uint32_t i = 0; i < Chunk::kEntriesMax; ++i) Append(&chunk, "x");
  EXPECT_FALSE(chunk.Fits(1));
  chunk.Publish();
  EXPECT_EQ(chunk.Entry(Chunk::kEntriesMax - 1), "x");
}

TEST(ChunkTest, ASharedRunIsTheChunksMemoryAndOutlivesTheChunk) {
  std::optional<Chunk> chunk(std::in_place, 1, 1000);
  const std::string first(300, 'a');
  const std::string second(300, 'b');
  Append(&*chunk, first);
  Append(&*chunk, second);
  Append(&*chunk, "third");
  chunk->Publish();
  const grpc::Slice slice = chunk->Share(0, 2);
  EXPECT_EQ(static_cast<const void*>(slice.begin()), chunk->Entry(0).data());
  chunk.reset();
  EXPECT_EQ(View(slice), first + second);
}

}  // namespace
}  // namespace newswire
