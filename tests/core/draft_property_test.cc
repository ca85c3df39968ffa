// Random articles: drafting never crashes, never changes its mind, and the hash is equal exactly
// when the content is.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "service/core/draft.h"
#include "tests/core/sample_items.h"
#include "tests/support/seed.h"

namespace newswire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Changes a message at random: valid values, broken ones, missing ones, unknown ones.
class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::size_t Pick(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }

  void Mutate(Message* message) {
    std::vector<const FieldDescriptor*> fields;
    message->GetReflection()->ListFields(*message, &fields);
    if (fields.empty() || Pick(10) == 0) {
      return MutateField(message, message->GetDescriptor()->field(static_cast<int>(
                                      Pick(message->GetDescriptor()->field_count()))));
    }
    MutateField(message, fields[Pick(fields.size())]);
  }

 private:
  std::string AnyString() {
    static const std::vector<std::string> kStrings = {"",
                                                      "en",
                                                      "fr",
                                                      "iw",
                                                      "zh-Hant-TW",
                                                      "p1",
                                                      "o1",
                                                      "main",
                                                      "text/html",
                                                      "<p>x</p>",
                                                      "<script>",
                                                      "2031-05-04",
                                                      "2031-02-30",
                                                      "https://harbour.example/x",
                                                      "urn:newsml:harbour.example:x",
                                                      std::string("a\0b", 3),
                                                      "\xff\xfe",
                                                      "line\nbreak",
                                                      "港口会议",
                                                      "ท่าเรือ",
                                                      std::string(600, 'x'),
                                                      std::string(5000, '\xC3'),
                                                      "articles/urn:a:bc"};
    return kStrings[Pick(kStrings.size())];
  }

  void MutateField(Message* message, const FieldDescriptor* field) {
    const Reflection* reflection = message->GetReflection();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      MutateMessage(message, field);
    } else if (Pick(6) == 0) {
      reflection->ClearField(message, field);
    } else if (field->is_repeated()) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        reflection->AddString(message, field, AnyString());
      }
    } else {
      SetScalar(message, field);
    }
  }

  void MutateMessage(Message* message, const FieldDescriptor* field) {
    const Reflection* reflection = message->GetReflection();
    if (!field->is_repeated()) {
      if (Pick(6) == 0) return reflection->ClearField(message, field);
      return Mutate(reflection->MutableMessage(message, field));
    }
    const int size = reflection->FieldSize(*message, field);
    const std::size_t what = Pick(8);
    if (size == 0 || what == 0) {
      reflection->AddMessage(message, field);
    } else if (what == 1) {
      reflection->RemoveLast(message, field);
    } else if (what == 2) {
      Message* const copy = reflection->AddMessage(message, field);
      copy->CopyFrom(reflection->GetRepeatedMessage(*message, field, 0));
    } else {
      Mutate(reflection->MutableRepeatedMessage(message, field, static_cast<int>(Pick(size))));
    }
  }

  void SetScalar(Message* message, const FieldDescriptor* field) {
    const Reflection* reflection = message->GetReflection();
    const std::uint32_t numbers[] = {0, 1, 2, 3, 9, 10, 500, 100'001, UINT32_MAX};
    const std::uint32_t number = numbers[Pick(9)];
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection->SetString(message, field, AnyString());
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection->SetEnumValue(message, field, static_cast<int>(number % 12));
      case FieldDescriptor::CPPTYPE_UINT32:
        return reflection->SetUInt32(message, field, number);
      case FieldDescriptor::CPPTYPE_UINT64:
        return reflection->SetUInt64(message, field, number);
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection->SetInt32(message, field, static_cast<std::int32_t>(number));
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection->SetInt64(message, field, std::int64_t{number} << Pick(32));
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->SetBool(message, field, number % 2 == 1);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return reflection->SetDouble(message, field, number - 2.5);
      default:
        FAIL() << "the schema has a type that this test does not know: " << field->full_name();
    }
  }

  std::mt19937_64 random_;
};

// What a caller may decide about an item; two items with the same are the same content.
std::string ContentOf(v1::Article article) {
  article.clear_revision();
  article.clear_etag();
  article.clear_revision_kind();
  article.clear_create_time();
  article.clear_revision_create_time();
  article.clear_corrections();
  article.clear_embargo();
  if (article.has_integrity()) article.mutable_integrity()->clear_content_sha256();
  for (v1::Translation& translation : *article.mutable_translations()) {
    translation.clear_direction();
    translation.clear_revision();
    translation.clear_stale();
    translation.clear_pub_status();
    translation.clear_content_sha256();
    for (v1::Body& body : *translation.mutable_bodies()) {
      body.clear_char_count();
      body.clear_word_count();
    }
  }
  return article.SerializeAsString();
}

TEST(DraftPropertyTest, HashesAreEqualExactlyWhenTheContentIs) {
  const std::uint64_t seed = TestSeed();
  SCOPED_TRACE(testing::Message() << "NEWSWIRE_TEST_SEED=" << seed);
  Mutator mutator(seed);
  const v1::Article sample = SampleArticle();
  const Draft original = DraftOf(sample);
  int passed = 0;
  for (int round = 0; round < 4000; ++round) {
    v1::Article article = sample;
    for (std::size_t changes = mutator.Pick(3) + 1; changes > 0; --changes)
      mutator.Mutate(&article);
    Violations violations;
    const auto draft = DraftArticle(v1::Article(article), SampleNow(), "article", &violations);
    ASSERT_EQ(draft.has_value(), violations.empty());
    if (!draft) {
      ASSERT_FALSE(violations.ToStatus().ok());
      continue;
    }
    ++passed;
    ASSERT_EQ(draft->content_sha256 == original.content_sha256,
              ContentOf(article) == ContentOf(sample))
        << article.ShortDebugString();
    // What is stored is accepted again, as the same content.
    v1::Article stored;
    ASSERT_TRUE(stored.ParseFromString(draft->payload));
    const Draft again = DraftOf(stored);
    ASSERT_EQ(again.content_sha256, draft->content_sha256);
    ASSERT_EQ(again.payload, draft->payload);
    const auto revised = Revise(original.payload, *draft, 2, SampleNow(), nullptr);
    ASSERT_TRUE(revised.ok()) << revised.status();
    // What a reader is told about a revision agrees with the hash.
    ASSERT_EQ(revised->changed_paths.empty(), draft->content_sha256 == original.content_sha256)
        << article.ShortDebugString();
  }
  // Enough of them must get through for the test to mean something.
  EXPECT_GT(passed, 400);
}

TEST(DraftPropertyTest, NoRecommendationCrashesTheServer) {
  const std::uint64_t seed = TestSeed();
  SCOPED_TRACE(testing::Message() << "NEWSWIRE_TEST_SEED=" << seed);
  Mutator mutator(seed);
  const v1::Recommendation sample = SampleRecommendation(1);
  for (int round = 0; round < 3000; ++round) {
    v1::Recommendation recommendation = sample;
    for (std::size_t changes = mutator.Pick(4) + 1; changes > 0; --changes) {
      mutator.Mutate(&recommendation);
    }
    Violations violations;
    const auto draft = DraftRecommendation(v1::Recommendation(recommendation), SampleNow(),
                                           "recommendation", &violations);
    ASSERT_EQ(draft.has_value(), violations.empty());
    if (!draft) continue;
    v1::Recommendation stored;
    ASSERT_TRUE(stored.ParseFromString(draft->payload));
    ASSERT_EQ(DraftOf(stored).payload, draft->payload);
  }
}

}  // namespace
}  // namespace newswire
