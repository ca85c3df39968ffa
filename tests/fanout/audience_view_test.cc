// Audiences that asked for a language: what they encode, once for all their members, and how much
// memory that takes.
#include <grpc/byte_buffer.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "newswire/v1/feed_service.pb.h"
#include "service/fanout/audience.h"
#include "tests/core/language_items.h"

namespace newswire {
namespace {

constexpr std::uint64_t kLogId = 0xfeed;

std::vector<grpc::Slice> SlicesOf(const grpc::ByteBuffer& message) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(message.Dump(&slices).ok());
  return slices;
}

// Where the bytes of a message are; equal for messages that share them.
std::vector<const void*> PlacesOf(const Batch& batch) {
  std::vector<const void*> places;
  for (const grpc::Slice& slice : SlicesOf(batch.message)) places.push_back(slice.begin());
  return places;
}

v1::SubscribeResponse Parse(const Batch& batch) {
  std::string bytes;
  for (const grpc::Slice& slice : SlicesOf(batch.message)) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  v1::SubscribeResponse response;
  EXPECT_TRUE(response.ParseFromString(bytes));
  return response;
}

class AudienceViewTest : public ::testing::Test {
 protected:
  // Adds articles to the log, each language with a body of that many bytes.
  void Add(int count, const Tags& languages, std::size_t body_bytes = 40) {
    v1::Article article = ArticleIn(languages);
    for (v1::Translation& translation : *article.mutable_translations()) {
      translation.mutable_bodies(0)->mutable_value()->resize(body_bytes, 'x');
    }
    for (int i = 0; i < count; ++i) {
      v1::SubscribeResponse response;
      v1::FeedEntry* const entry = response.add_entries();
      entry->set_sequence(++last_);
      entry->set_digest(last_);
      entry->set_kind(v1::ITEM_KIND_ARTICLE);
      entry->set_name(article.name());
      for (const std::string& language : languages) entry->add_languages(language);
      entry->mutable_append_time()->set_seconds(static_cast<std::int64_t>(last_));
      *entry->mutable_article() = article;
      const std::string framed = response.SerializeAsString();
      ASSERT_TRUE(chunk_.Fits(framed.size()));
      std::memcpy(chunk_.End(), framed.data(), framed.size());
      chunk_.Append(framed.size());
    }
    chunk_.Publish();
  }

  static Audience Wants(const Tags& languages, const v1::Filter& filter = {}) {
    Violations violations;
    return {CompiledFilter::Compile(filter, "filter", &violations), kLogId,
            EntryView(CompiledPreference(Wanting(languages)))};
  }

  Chunk chunk_{1, 16 << 20};
  Sequence last_ = 0;
};

TEST_F(AudienceViewTest, EveryEntryIsInTheChosenLanguageAndInOrder) {
  Add(3, {"en", "fr"});
  Add(2, {"en"});
  Audience french = Wants({"fr"});
  const Batch& batch = french.Next(chunk_, 1);
  EXPECT_EQ(batch.through, (Position{kLogId, 5, 5}));
  const v1::SubscribeResponse response = Parse(batch);
  ASSERT_EQ(response.entries_size(), 4);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(response.entries(i).sequence(), static_cast<Sequence>(i + 2));
    EXPECT_EQ(response.entries(i).selection().served(), i < 2 ? "fr" : "en");
  }
  EXPECT_EQ(response.through(), FormatPosition(batch.through));
}

TEST_F(AudienceViewTest, MembersAtOnePlaceShareOneMessage) {
  Add(10, {"en", "fr"});
  Audience french = Wants({"fr"});
  french.members = 2;
  const auto first = PlacesOf(french.Next(chunk_, 0));
  const auto elsewhere = PlacesOf(french.Next(chunk_, 5));
  EXPECT_EQ(PlacesOf(french.Next(chunk_, 0)), first);
  EXPECT_EQ(PlacesOf(french.Next(chunk_, 5)), elsewhere);
}

TEST_F(AudienceViewTest, AMessageIsFullAt256KiBAndItsLastEntryMayPassThat) {
  Add(600, {"en", "fr"}, 1000);
  Audience french = Wants({"fr"});
  Sequence after = 0;
  Sequence seen = 0;
  while (after < last_) {
    const Batch& batch = french.Next(chunk_, after);
    const v1::SubscribeResponse response = Parse(batch);
    std::size_t bytes = batch.message.Length();
    for (const v1::FeedEntry& entry : response.entries()) EXPECT_EQ(entry.sequence(), ++seen);
    const std::size_t last = response.entries(response.entries_size() - 1).ByteSizeLong();
    EXPECT_LT(bytes - last, Audience::kBatchBytesMax + 100);
    after = batch.through.sequence;
    if (after < last_) EXPECT_GE(bytes, Audience::kBatchBytesMax);
  }
  EXPECT_EQ(seen, last_);
}

TEST_F(AudienceViewTest, AFullMessageServesTheNextMemberHoweverMuchMoreIsThere) {
  // One entry that is larger than the bound.
  Add(1, {"en", "fr"});
  Add(1, {"en", "fr"}, 2 * Audience::kBatchBytesMax);
  Add(300, {"en", "fr"}, 1000);
  Audience french = Wants({"fr"});
  french.members = 3;
  const Batch& batch = french.Next(chunk_, 0);
  EXPECT_EQ(batch.through.sequence, 2u);
  const auto places = PlacesOf(batch);
  Add(300, {"en", "fr"}, 1000);
  EXPECT_EQ(PlacesOf(french.Next(chunk_, 0)), places);
}

TEST_F(AudienceViewTest, ALongMessageIsReusedAlsoWhenTheStoredEntriesAreShort) {
  // What is stored is short; encoded it is mostly selection.
  Add(350, {"en"}, 1);
  Audience french = Wants({"fr"});
  french.members = 2;
  const Batch& batch = french.Next(chunk_, 0);
  ASSERT_GT(2 * batch.message.Length(), Audience::kBatchBytesMax);
  ASSERT_LT(2 * chunk_.Bytes(0, 350), Audience::kBatchBytesMax);
  const auto places = PlacesOf(batch);
  Add(1000, {"en"}, 1);
  EXPECT_EQ(PlacesOf(french.Next(chunk_, 0)), places);
}

TEST_F(AudienceViewTest, OneMemberHasOneMessage) {
  Add(10, {"en", "fr"});
  Audience french = Wants({"fr"});
  french.members = 1;
  // Held, so that its memory is not given to the next one.
  const grpc::Slice first = SlicesOf(french.Next(chunk_, 0).message).front();
  EXPECT_EQ(PlacesOf(french.Next(chunk_, 0)).front(), first.begin());
  french.Next(chunk_, 1);
  EXPECT_NE(PlacesOf(french.Next(chunk_, 0)).front(), first.begin());
}

TEST_F(AudienceViewTest, ManyMembersHaveOneMessageForEachOfTheirPlacesAndItGoesWithThem) {
  Add(10, {"en", "fr"});
  Audience french = Wants({"fr"});
  french.members = 100;
  std::vector<grpc::Slice> slices;
  for (Sequence after = 0; after < 10; ++after) {
    slices.push_back(SlicesOf(french.Next(chunk_, after).message).front());
  }
  for (Sequence after = 0; after < 10; ++after) {
    EXPECT_EQ(PlacesOf(french.Next(chunk_, after)).front(), slices[after].begin());
  }
  french.members = 1;
  Add(1, {"en", "fr"});
  french.Next(chunk_, 10);
  for (Sequence after = 0; after < 10; ++after) {
    EXPECT_NE(PlacesOf(french.Next(chunk_, after)).front(), slices[after].begin());
  }
}

TEST_F(AudienceViewTest, TheFilterIsAskedBeforeAnythingIsEncoded) {
  Add(2, {"en"});
  Add(1, {"en", "fr"});
  Add(2, {"en"});
  v1::Filter filter;
  filter.add_languages("fr");
  Audience french = Wants({"fr"}, filter);
  const Batch& batch = french.Next(chunk_, 0);
  EXPECT_EQ(batch.through.sequence, 5u);
  ASSERT_EQ(Parse(batch).entries_size(), 1);
  EXPECT_TRUE(french.Next(chunk_, 3).empty);
}

TEST_F(AudienceViewTest, WithoutAViewTheBytesAreTheChunks) {
  Add(3, {"en", "fr"});
  Audience all(CompiledFilter(), kLogId);
  const auto places = PlacesOf(all.Next(chunk_, 0));
  ASSERT_EQ(places.size(), 2u);
  EXPECT_EQ(places.front(), chunk_.Entry(0).data());
}

}  // namespace
}  // namespace newswire
