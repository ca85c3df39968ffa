#include "storage/entry_frame.h"

#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <string>
#include <vector>

#include "newswire/v1/feed.pb.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire {
namespace {

constexpr std::uint32_t kSeed = 20220609;

std::string Frame(const EntryHead& head, const EntryPayload& payload) {
  std::string framed(FramedEntrySize(head, payload), '\xee');
  EXPECT_EQ(WriteFramedEntry(head, payload, framed.data()), framed.data() + framed.size());
  return framed;
}

EntryHead PlainHead() {
  EntryHead head;
  head.sequence = 7;
  head.digest = 0x1122334455667788;
  head.kind = v1::ITEM_KIND_ARTICLE;
  head.action = v1::FEED_ACTION_PUBLISH;
  head.name = "articles/example.org:1";
  head.revision = 3;
  head.pub_status = v1::PUB_STATUS_USABLE;
  head.append_time = absl::FromUnixSeconds(1654732800) + absl::Nanoseconds(5);
  head.previous_sequence = 2;
  head.languages = {"en", "fr"};
  head.provider = "example.org";
  head.content_sha256 = "0123456789abcdef0123456789abcdef";
  head.must_retract = true;
  return head;
}

// Fields of random size; every one may be absent.
class RandomHead {
 public:
  explicit RandomHead(std::mt19937_64* random) {
    auto coin = [random] { return (*random)() % 3 != 0; };
    auto number = [random] { return (*random)() >> ((*random)() % 64); };
    auto text = [this, random](std::size_t limit) -> std::string_view {
      std::string bytes((*random)() % limit, 'x');
      for (char& byte : bytes) byte = static_cast<char>('a' + (*random)() % 26);
      return texts_.emplace_back(std::move(bytes));
    };
    if (coin()) head.sequence = number();
    if (coin()) head.digest = number();
    if (coin()) head.kind = static_cast<int>((*random)() % 3);
    if (coin()) head.action = static_cast<int>((*random)() % 10);
    if (coin()) head.name = text(200);
    if (coin()) head.revision = static_cast<std::uint32_t>(number());
    if (coin()) head.pub_status = static_cast<int>((*random)() % 4);
    // Also times before 1970, whose seconds are negative.
    head.append_time = absl::FromUnixNanos(static_cast<std::int64_t>(number()) * (coin() ? 1 : -1));
    if (coin()) head.previous_sequence = number();
    for (std::size_t i = (*random)() % 5; i > 0; --i) head.languages.push_back(text(4));
    if (coin()) head.provider = text(40);
    if (coin()) head.content_sha256 = text(33);
    head.must_retract = coin();
    if (coin()) head.replaced_by = text(40);
    for (std::size_t i = (*random)() % 3; i > 0; --i) {
      v1::LangString advisory;
      advisory.set_language("en");
      advisory.set_value(std::string(text(300)));
      head.advisories.push_back(texts_.emplace_back(advisory.SerializeAsString()));
    }
    if (coin()) head.revision_kind = static_cast<int>((*random)() % 11);
    if (coin()) head.significance = static_cast<int>((*random)() % 4);
    for (std::size_t i = (*random)() % 5; i > 0; --i) head.changed_paths.push_back(text(60));
    if (coin()) head.retraction_reason = static_cast<int>((*random)() % 8);
  }
  RandomHead(const RandomHead&) = delete;
  RandomHead& operator=(const RandomHead&) = delete;

  EntryHead head;

 private:
  std::deque<std::string> texts_;
};

v1::FeedEntry ToMessage(const EntryHead& head) {
  v1::FeedEntry entry;
  entry.set_sequence(head.sequence);
  entry.set_digest(head.digest);
  entry.set_kind(static_cast<v1::ItemKind>(head.kind));
  entry.set_action(static_cast<v1::FeedAction>(head.action));
  entry.set_name(std::string(head.name));
  entry.set_revision(head.revision);
  entry.set_pub_status(static_cast<v1::PubStatus>(head.pub_status));
  const std::int64_t seconds = absl::ToUnixSeconds(head.append_time);
  entry.mutable_append_time()->set_seconds(seconds);
  entry.mutable_append_time()->set_nanos(static_cast<int>(
      absl::ToInt64Nanoseconds(head.append_time - absl::FromUnixSeconds(seconds))));
  entry.set_previous_sequence(head.previous_sequence);
  for (std::string_view language : head.languages) entry.add_languages(std::string(language));
  entry.set_provider(std::string(head.provider));
  entry.set_content_sha256(std::string(head.content_sha256));
  entry.set_must_retract(head.must_retract);
  entry.set_replaced_by(std::string(head.replaced_by));
  for (std::string_view advisory : head.advisories) {
    EXPECT_TRUE(entry.add_advisories()->ParseFromString(std::string(advisory)));
  }
  entry.set_revision_kind(static_cast<v1::RevisionKind>(head.revision_kind));
  entry.set_significance(static_cast<v1::Significance>(head.significance));
  for (std::string_view path : head.changed_paths) entry.add_changed_paths(std::string(path));
  entry.set_retraction_reason(static_cast<v1::RetractionReason>(head.retraction_reason));
  return entry;
}

void ExpectSame(const EntryHead& parsed, const EntryHead& head) {
  EXPECT_EQ(parsed.sequence, head.sequence);
  EXPECT_EQ(parsed.digest, head.digest);
  EXPECT_EQ(parsed.kind, head.kind);
  EXPECT_EQ(parsed.action, head.action);
  EXPECT_EQ(parsed.name, head.name);
  EXPECT_EQ(parsed.revision, head.revision);
  EXPECT_EQ(parsed.pub_status, head.pub_status);
  EXPECT_EQ(parsed.append_time, head.append_time);
  EXPECT_EQ(parsed.previous_sequence, head.previous_sequence);
  EXPECT_EQ(parsed.languages, head.languages);
  EXPECT_EQ(parsed.provider, head.provider);
  EXPECT_EQ(parsed.content_sha256, head.content_sha256);
  EXPECT_EQ(parsed.replaced_by, head.replaced_by);
  EXPECT_EQ(parsed.advisories, head.advisories);
  EXPECT_EQ(parsed.revision_kind, head.revision_kind);
  EXPECT_EQ(parsed.significance, head.significance);
  EXPECT_EQ(parsed.changed_paths, head.changed_paths);
  EXPECT_EQ(parsed.retraction_reason, head.retraction_reason);
  EXPECT_EQ(parsed.must_retract, head.must_retract);
}

TEST(EntryFrame, BytesAreTheBytesOfProtobufInBothDirections) {
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 2000; ++round) {
    SCOPED_TRACE(testing::Message() << "seed " << kSeed << " round " << round);
    const RandomHead random_head(&random);
    v1::FeedEntry entry = ToMessage(random_head.head);
    v1::Article article;
    article.set_name(std::string(random() % 5000, 'u'));
    *entry.mutable_article() = article;
    v1::SubscribeResponse response;
    *response.add_entries() = entry;

    const std::string item = article.SerializeAsString();
    const std::size_t cut = random() % (item.size() + 1);
    const std::string_view view = item;
    const EntryPayload payload{20, view.substr(0, cut), view.substr(cut)};
    const std::string framed = Frame(random_head.head, payload);
    ASSERT_EQ(framed, response.SerializeAsString());

    EntryPayload parsed_payload;
    const auto parsed = ParseEntryHead(framed, &parsed_payload);
    ASSERT_TRUE(parsed.has_value());
    ExpectSame(*parsed, random_head.head);
    EXPECT_EQ(parsed_payload.field, 20);
    EXPECT_EQ(parsed_payload.bytes, item);
    EXPECT_EQ(*Unframe(framed), entry.SerializeAsString());
    EXPECT_EQ(newswire::Frame(*Unframe(framed)), framed);
    EXPECT_EQ(FramedEntry(random_head.head, payload), framed);
  }
}

TEST(EntryFrame, FieldsOutsideOfTheHeadArePassedOver) {
  v1::FeedEntry entry = ToMessage(PlainHead());
  entry.mutable_redacted()->set_by_sequence(9);
  entry.mutable_selection()->set_served("en");
  v1::SubscribeResponse response;
  *response.add_entries() = entry;
  const std::string framed = response.SerializeAsString();
  EntryPayload payload;
  const auto head = ParseEntryHead(framed, &payload);
  ASSERT_TRUE(head.has_value());
  ExpectSame(*head, PlainHead());
  EXPECT_EQ(payload.field, 22);
}

TEST(EntryFrame, AnyCutIsDamage) {
  const std::string framed = Frame(PlainHead(), {20, "item", ""});
  for (std::size_t size = 0; size < framed.size(); ++size) {
    EXPECT_FALSE(ParseEntryHead(std::string_view(framed).substr(0, size)).has_value()) << size;
    EXPECT_FALSE(Unframe(std::string_view(framed).substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(ParseEntryHead(framed + "x").has_value());
}

// The length of the frame is made to fit the cut, so that the walk over the fields itself is
// tested. A cut between two fields is a valid shorter entry; all others are damage.
TEST(EntryFrame, CutsInsideOfTheEntryNeverReadOutOfBounds) {
  v1::FeedEntry entry = ToMessage(PlainHead());
  entry.mutable_article()->set_name("u");
  const std::string body = entry.SerializeAsString();
  ASSERT_LT(body.size(), 0x3fffu);
  for (std::size_t size = 0; size <= body.size(); ++size) {
    // A heap block of exactly this size, so that a sanitizer sees one byte too many.
    std::vector<char> framed = {0x0a, static_cast<char>(size | 0x80), static_cast<char>(size >> 7)};
    framed.insert(framed.end(), body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));
    v1::FeedEntry oracle;
    EXPECT_EQ(ParseEntryHead({framed.data(), framed.size()}).has_value(),
              oracle.ParseFromString(body.substr(0, size)))
        << size;
  }
}

TEST(EntryFrame, RandomDamageIsNeverFollowedOutOfBounds) {
  std::mt19937_64 random(kSeed);
  const std::string good = Frame(PlainHead(), {20, "item", "tail"});
  for (int round = 0; round < 200'000; ++round) {
    std::string bad = good;
    for (int i = 0; i < 3; ++i) bad[random() % bad.size()] = static_cast<char>(random());
    EntryPayload payload;
    const auto head = ParseEntryHead(bad, &payload);
    if (!head) continue;
    const std::string_view whole = bad;
    for (std::string_view view : {head->name, head->provider, payload.bytes}) {
      if (view.empty()) continue;
      ASSERT_GE(view.data(), whole.data()) << "seed " << kSeed << " round " << round;
      ASSERT_LE(view.data() + view.size(), whole.data() + whole.size());
    }
  }
}

TEST(EntryFrame, ForeignWireTypesAndGroupsAreDamage) {
  EXPECT_FALSE(ParseEntryHead(std::string_view("\x0a\x02\x08\x01", 4)));  // sequence as a varint
  EXPECT_FALSE(ParseEntryHead(std::string_view("\x0a\x02\x28\x01", 4)));  // name as a varint
  EXPECT_FALSE(ParseEntryHead(std::string_view("\x0a\x02\x7b\x7c", 4)));  // a group
  EXPECT_FALSE(ParseEntryHead(std::string_view("\x0a\x02\x00\x01", 4)));  // field 0
  // Two items in one entry: article and recommendation, both empty.
  EXPECT_FALSE(ParseEntryHead(std::string_view("\x0a\x06\xa2\x01\x00\xaa\x01\x00", 8)));
  EXPECT_FALSE(ParseEntryHead(std::string_view("\x0b\x00", 2)));
  EXPECT_TRUE(ParseEntryHead(std::string_view("\x0a\x00", 2)));
}

TEST(EntryFrame, ConcatenatedFramesAreASubscribeResponse) {
  std::string stream;
  for (int i = 0; i < 100; ++i) {
    EntryHead head = PlainHead();
    head.sequence = static_cast<Sequence>(i) + 1;
    stream += Frame(head, {});
  }
  v1::SubscribeResponse response;
  ASSERT_TRUE(response.ParseFromString(stream));
  ASSERT_EQ(response.entries_size(), 100);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(response.entries(i).sequence(), i + 1u);
}

// Computed by hand with sha256sum over the bytes that feed.proto names.
TEST(EntryFrame, DigestIsTheOneThatTheContractNames) {
  EntryHead head;
  head.sequence = 1;
  head.action = v1::FEED_ACTION_PUBLISH;
  head.revision = 1;
  head.name = "articles/a";
  head.content_sha256 = "x";
  const std::uint64_t first = NextDigest(0, head);
  EXPECT_EQ(first, 0x74cae6822ea202c5u);
  head.sequence = 2;
  EXPECT_EQ(NextDigest(first, head), 0xd0e1955107551e5cu);
}

TEST(EntryFrame, DigestDependsOnEveryFieldItCovers) {
  const std::uint64_t digest = NextDigest(1, PlainHead());
  EXPECT_NE(digest, NextDigest(2, PlainHead()));
  EntryHead head = PlainHead();
  head.sequence++;
  EXPECT_NE(digest, NextDigest(1, head));
  head = PlainHead();
  head.action++;
  EXPECT_NE(digest, NextDigest(1, head));
  head = PlainHead();
  head.revision++;
  EXPECT_NE(digest, NextDigest(1, head));
  head = PlainHead();
  head.name = "articles/example.org:2";
  EXPECT_NE(digest, NextDigest(1, head));
  head = PlainHead();
  head.content_sha256 = "";
  EXPECT_NE(digest, NextDigest(1, head));
}

}  // namespace
}  // namespace newswire
