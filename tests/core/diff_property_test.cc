// Random edits whose effect is known: the difference tells exactly them.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/json_util.h"
#include "service/core/diff.h"
#include "tests/core/sample_items.h"
#include "tests/support/seed.h"

namespace newswire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

// What the contract says about names and output only fields, written down a second time.
const std::map<std::string, std::string> kKeyFields = {{"LangString", "language"},
                                                       {"Translation", "language"},
                                                       {"Headline", "role"},
                                                       {"Description", "role"},
                                                       {"Body", "role"},
                                                       {"AltId", "role"},
                                                       {"Entity", "id"},
                                                       {"Event", "id"},
                                                       {"SourceDocument", "id"},
                                                       {"Rendition", "name"},
                                                       {"Addressee", "entity"},
                                                       {"RecommendationText", "language"},
                                                       {"RecommendationRef", "recommendation"}};
const std::set<std::string> kOutputOnly = {"Article.revision",
                                           "Article.etag",
                                           "Article.revision_kind",
                                           "Article.create_time",
                                           "Article.corrections",
                                           "Article.revision_create_time",
                                           "Translation.direction",
                                           "Translation.revision",
                                           "Translation.stale",
                                           "Translation.content_sha256",
                                           "Translation.pub_status",
                                           "Body.char_count",
                                           "Body.word_count",
                                           "Integrity.content_sha256",
                                           "Recommendation.revision",
                                           "Recommendation.etag",
                                           "Recommendation.revision_kind",
                                           "Recommendation.create_time",
                                           "Recommendation.revision_create_time",
                                           "Recommendation.corrections",
                                           "Recommendation.status_history",
                                           "Recommendation.reported_in",
                                           "RecommendationText.direction",
                                           "RecommendationText.stale"};

bool IsMessage(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}
bool IsOutputOnly(const FieldDescriptor* field) {
  return kOutputOnly.count(field->containing_type()->name() + "." + field->name()) > 0;
}
// Whether an element is called by it.
bool IsKey(const FieldDescriptor* field) {
  const auto key = kKeyFields.find(field->containing_type()->name());
  const bool second = field->full_name() == "newswire.v1.RecommendationText.textuality";
  return second || (key != kKeyFields.end() && key->second == field->name());
}

std::string ElementName(const Message& element, int place) {
  if (const auto* text = dynamic_cast<const v1::RecommendationText*>(&element)) {
    return text->language() + "/" +
           v1::Textuality_Name(text->textuality()).substr(std::string("TEXTUALITY_").size());
  }
  if (const auto* addressee = dynamic_cast<const v1::Addressee*>(&element)) {
    return addressee->entity().id();
  }
  const auto key = kKeyFields.find(element.GetDescriptor()->name());
  if (key == kKeyFields.end()) return absl::StrCat(place);
  return element.GetReflection()->GetString(element,
                                            element.GetDescriptor()->FindFieldByName(key->second));
}

std::string Json(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &json, options).ok());
  return json;
}

// A field that can be edited; lists as a whole and every value in them.
struct Place {
  Message* parent = nullptr;
  const FieldDescriptor* field = nullptr;
  std::string path;
  bool compared = true;
};

// Every field of the item that is set, with the path it should have.
void Collect(Message* message, const std::string& prefix, bool compared, std::vector<Place>* out) {
  std::vector<const FieldDescriptor*> fields;
  const Reflection* const r = message->GetReflection();
  r->ListFields(*message, &fields);
  for (const FieldDescriptor* const field : fields) {
    if (IsKey(field) && field->name() != "entity") continue;
    const std::string path = prefix + (prefix.empty() ? "" : ".") + field->name();
    const bool here = compared && !IsOutputOnly(field);
    const bool is_entity_of_addressee = IsKey(field);
    if (!is_entity_of_addressee) out->push_back({message, field, path, here});
    if (!IsMessage(field) || field->message_type() == Timestamp::descriptor()) continue;
    if (!field->is_repeated()) {
      Collect(r->MutableMessage(message, field), path, here, out);
      continue;
    }
    for (int i = 0; i < r->FieldSize(*message, field); ++i) {
      Message* const element = r->MutableRepeatedMessage(message, field, i);
      Collect(element, absl::StrCat(path, "[", ElementName(*element, i), "]"), here, out);
    }
  }
}

struct Expected {
  v1::ChangeKind kind;
  std::string before;
  std::string after;
};

// Edits an item and keeps a record of what a difference must say.
class Editor {
 public:
  Editor(Message* item, std::uint64_t seed) : item_(item), random_(seed) {}

  void Edit() {
    std::vector<Place> places;
    Collect(item_, "", true, &places);
    const Place& place = places[Pick(places.size())];
    if (Touched(place.path)) return;
    record_ = place.compared;
    Apply(place);
    touched_.insert(place.path);
  }

  const std::map<std::string, Expected>& expected() const { return expected_; }

 private:
  std::size_t Pick(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  std::string Fresh() { return absl::StrCat(" édité-", ++edits_, "-港"); }

  // Whether the place, or one above or below of it, was edited before.
  bool Touched(const std::string& path) const {
    return std::any_of(touched_.begin(), touched_.end(), [&](const std::string& known) {
      const std::string& shorter = known.size() < path.size() ? known : path;
      const std::string& longer = &shorter == &path ? known : path;
      return longer.compare(0, shorter.size(), shorter) == 0;
    });
  }
  void Expect(const std::string& path, Expected change) {
    touched_.insert(path);
    if (record_) expected_[path] = std::move(change);
  }

  void Apply(const Place& place) {
    const Reflection* const r = place.parent->GetReflection();
    if (place.field->is_repeated()) return Grow(place);
    const std::string before = Text(*place.parent, place.field);
    // An original without its kind and the like are no items any more; that is not compared here.
    if (Pick(4) == 0) {
      r->ClearField(place.parent, place.field);
      return Expect(place.path, {v1::CHANGE_KIND_REMOVED, before, ""});
    }
    if (IsMessage(place.field) && place.field->message_type() != Timestamp::descriptor()) return;
    Change(place.parent, place.field);
    if (!r->HasField(*place.parent, place.field)) {
      return Expect(place.path, {v1::CHANGE_KIND_REMOVED, before, ""});
    }
    Expect(place.path, {v1::CHANGE_KIND_CHANGED, before, Text(*place.parent, place.field)});
  }

  // Takes the last element of a list away or adds one behind it.
  void Grow(const Place& place) {
    const Reflection* const r = place.parent->GetReflection();
    const int size = r->FieldSize(*place.parent, place.field);
    if (!IsMessage(place.field)) {
      const std::string text = Fresh();
      r->AddString(place.parent, place.field, text);
      return Expect(absl::StrCat(place.path, "[", size, "]"), {v1::CHANGE_KIND_ADDED, "", text});
    }
    if (Pick(2) == 0 && size > 0) {
      const Message& last = r->GetRepeatedMessage(*place.parent, place.field, size - 1);
      const std::string path = absl::StrCat(place.path, "[", ElementName(last, size - 1), "]");
      Expect(path, {v1::CHANGE_KIND_REMOVED, Json(last), ""});
      return r->RemoveLast(place.parent, place.field);
    }
    Message* const added = r->AddMessage(place.parent, place.field);
    SetKey(added);
    Expect(absl::StrCat(place.path, "[", ElementName(*added, size), "]"),
           {v1::CHANGE_KIND_ADDED, "", Json(*added)});
  }

  void SetKey(Message* element) {
    if (auto* addressee = dynamic_cast<v1::Addressee*>(element)) {
      return addressee->mutable_entity()->set_id(Fresh());
    }
    if (auto* text = dynamic_cast<v1::RecommendationText*>(element)) {
      text->set_textuality(v1::TEXTUALITY_SUMMARY);
    }
    const auto key = kKeyFields.find(element->GetDescriptor()->name());
    if (key == kKeyFields.end()) return;
    element->GetReflection()->SetString(
        element, element->GetDescriptor()->FindFieldByName(key->second), Fresh());
  }

  // Gives a field another value.
  void Change(Message* parent, const FieldDescriptor* field) {
    const Reflection* const r = parent->GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return r->SetString(parent, field, Fresh());
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int count = field->enum_type()->value_count();
        const int number = r->GetEnumValue(*parent, field);
        return r->SetEnumValue(parent, field, (number + 1 + Pick(count - 1)) % count);
      }
      case FieldDescriptor::CPPTYPE_UINT32:
        return r->SetUInt32(parent, field, r->GetUInt32(*parent, field) + 1 + Pick(5));
      case FieldDescriptor::CPPTYPE_UINT64:
        return r->SetUInt64(parent, field, r->GetUInt64(*parent, field) + 1 + Pick(5));
      case FieldDescriptor::CPPTYPE_BOOL:
        return r->SetBool(parent, field, !r->GetBool(*parent, field));
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return r->SetDouble(parent, field, r->GetDouble(*parent, field) + 0.25);
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        auto* time = static_cast<Timestamp*>(r->MutableMessage(parent, field));
        return time->set_seconds(time->seconds() + 1 + Pick(1000));
      }
      default:
        FAIL() << "the schema has a type that this test does not know: " << field->full_name();
    }
  }

  // The text of a value, by other means than the code under test where there are any.
  static std::string Text(const Message& parent, const FieldDescriptor* field) {
    const Reflection* const r = parent.GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string text = r->GetString(parent, field);
        return field->type() == FieldDescriptor::TYPE_BYTES ? absl::Base64Escape(text) : text;
      }
      case FieldDescriptor::CPPTYPE_ENUM:
        return r->GetEnum(parent, field)->name();
      case FieldDescriptor::CPPTYPE_UINT32:
        return std::to_string(r->GetUInt32(parent, field));
      case FieldDescriptor::CPPTYPE_UINT64:
        return std::to_string(r->GetUInt64(parent, field));
      case FieldDescriptor::CPPTYPE_BOOL:
        return r->GetBool(parent, field) ? "true" : "false";
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return absl::StrCat(r->GetDouble(parent, field));
      default:
        break;
    }
    const Message& message = r->GetMessage(parent, field);
    const auto* const time = dynamic_cast<const Timestamp*>(&message);
    if (time == nullptr) return Json(message);
    return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(time->seconds()),
                            absl::UTCTimeZone());
  }

  Message* const item_;
  std::mt19937_64 random_;
  std::map<std::string, Expected> expected_;
  std::set<std::string> touched_;  // also what is not compared
  int edits_ = 0;
  bool record_ = true;
};

std::vector<std::string> PathsOf(const Message& before, const Message& after,
                                 const DiffBytes& bytes) {
  std::vector<std::string> paths;
  const auto visit = [&](const Difference& difference) {
    paths.emplace_back(difference.path);
    return true;
  };
  VisitDifferences(before, after, visit, bytes);
  return paths;
}

// The bytes only make it quicker. They may come with a tail, as they are stored.
template <typename Item>
void CheckBytesChangeNothing(const Item& sample, const Item& edited) {
  Item tail;
  tail.set_revision(sample.revision());
  tail.set_etag("1-00000000");
  const std::string before = sample.SerializeAsString() + tail.SerializeAsString();
  const std::string after = edited.SerializeAsString();
  ASSERT_EQ(PathsOf(sample, edited, {before, after}), PathsOf(sample, edited, {}));
}

template <typename Item>
void CheckRandomEdits(const Item& sample, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::size_t seen = 0;
  for (int round = 0; round < 1500; ++round) {
    Item edited = sample;
    Editor editor(&edited, random());
    for (std::size_t edits = random() % 6; edits > 0; --edits) editor.Edit();
    std::map<std::string, Expected> found;
    for (const v1::FieldChange& change : Diff(sample, edited)) {
      const bool fresh =
          found.emplace(change.path(), Expected{change.kind(), change.before(), change.after()})
              .second;
      ASSERT_TRUE(fresh) << change.path() << " is told twice";
      ASSERT_FALSE(change.cut()) << change.path();
    }
    for (const auto& [path, expected] : editor.expected()) {
      ASSERT_EQ(found.count(path), 1u) << path << " is not told";
      ASSERT_EQ(found[path].kind, expected.kind) << path;
      ASSERT_EQ(found[path].before, expected.before) << path;
      ASSERT_EQ(found[path].after, expected.after) << path;
    }
    for (const auto& [path, change] : found) {
      ASSERT_EQ(editor.expected().count(path), 1u) << path << " was not edited";
    }
    ASSERT_EQ(Diff(edited, edited).size(), 0u);
    CheckBytesChangeNothing(sample, edited);
    seen += found.size();
  }
  // Enough of them must differ for the test to mean something.
  EXPECT_GT(seen, 1500u);
}

TEST(DiffPropertyTest, ADifferenceTellsExactlyWhatWasEditedInAnArticle) {
  const std::uint64_t seed = TestSeed();
  SCOPED_TRACE(testing::Message() << "NEWSWIRE_TEST_SEED=" << seed);
  v1::Article stored;
  ASSERT_TRUE(stored.ParseFromString(DraftOf(SampleArticle()).payload));
  stored.set_revision(1);
  stored.mutable_create_time()->set_seconds(1);
  stored.add_corrections()->set_revision(1);
  CheckRandomEdits(stored, seed);
}

TEST(DiffPropertyTest, ADifferenceTellsExactlyWhatWasEditedInARecommendation) {
  const std::uint64_t seed = TestSeed();
  SCOPED_TRACE(testing::Message() << "NEWSWIRE_TEST_SEED=" << seed);
  v1::Recommendation stored;
  ASSERT_TRUE(stored.ParseFromString(DraftOf(SampleRecommendation(1)).payload));
  stored.set_revision(1);
  stored.add_status_history()->set_revision(1);
  stored.add_reported_in("articles/urn:a:bc");
  CheckRandomEdits(stored, seed);
}

}  // namespace
}  // namespace newswire
