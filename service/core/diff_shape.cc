#include "service/core/diff_shape.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/timestamp.pb.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "storage/check.h"

namespace newswire {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Shapes = absl::flat_hash_map<const Descriptor*, DiffShape>;

// REQUIRES: `message` is one; the table below says so.
template <typename Type>
const Type& As(const Message& message) {
  return static_cast<const Type&>(message);
}

template <typename Type>
std::string LanguageKey(const Message& message) {
  return As<Type>(message).language();
}
template <typename Type>
std::string RoleKey(const Message& message) {
  return As<Type>(message).role();
}
template <typename Type>
std::string IdKey(const Message& message) {
  return As<Type>(message).id();
}

std::string TextKey(const Message& message) {
  const auto& text = As<v1::RecommendationText>(message);
  return absl::StrCat(text.language(), "/",
                      absl::StripPrefix(v1::Textuality_Name(text.textuality()), "TEXTUALITY_"));
}

using KeyTable = std::vector<std::pair<const Descriptor*, std::string (*)(const Message&)>>;
KeyTable Keys() {
  return {
      {v1::LangString::descriptor(), LanguageKey<v1::LangString>},
      {v1::Translation::descriptor(), LanguageKey<v1::Translation>},
      {v1::Headline::descriptor(), RoleKey<v1::Headline>},
      {v1::Description::descriptor(), RoleKey<v1::Description>},
      {v1::Body::descriptor(), RoleKey<v1::Body>},
      {v1::AltId::descriptor(), RoleKey<v1::AltId>},
      {v1::Entity::descriptor(), IdKey<v1::Entity>},
      {v1::Event::descriptor(), IdKey<v1::Event>},
      {v1::SourceDocument::descriptor(), IdKey<v1::SourceDocument>},
      {v1::Addressee::descriptor(),
       [](const Message& message) { return As<v1::Addressee>(message).entity().id(); }},
      {v1::RecommendationRef::descriptor(),
       [](const Message& message) { return As<v1::RecommendationRef>(message).recommendation(); }},
      {v1::Rendition::descriptor(),
       [](const Message& message) { return As<v1::Rendition>(message).name(); }},
      {v1::RecommendationText::descriptor(), TextKey},
  };
}

// What ClearOutputOnly in draft.cc clears, and the etag.
std::vector<const FieldDescriptor*> OutputOnlyFields() {
  using Numbers = std::vector<int>;
  const std::pair<const Descriptor*, Numbers> table[] = {
      {v1::Article::descriptor(),
       {v1::Article::kRevisionFieldNumber, v1::Article::kEtagFieldNumber,
        v1::Article::kRevisionKindFieldNumber, v1::Article::kCreateTimeFieldNumber,
        v1::Article::kRevisionCreateTimeFieldNumber, v1::Article::kCorrectionsFieldNumber}},
      {v1::Translation::descriptor(),
       {v1::Translation::kDirectionFieldNumber, v1::Translation::kRevisionFieldNumber,
        v1::Translation::kPubStatusFieldNumber, v1::Translation::kStaleFieldNumber,
        v1::Translation::kContentSha256FieldNumber}},
      {v1::Body::descriptor(), {v1::Body::kCharCountFieldNumber, v1::Body::kWordCountFieldNumber}},
      {v1::Integrity::descriptor(), {v1::Integrity::kContentSha256FieldNumber}},
      {v1::Recommendation::descriptor(),
       {v1::Recommendation::kRevisionFieldNumber, v1::Recommendation::kEtagFieldNumber,
        v1::Recommendation::kRevisionKindFieldNumber, v1::Recommendation::kCreateTimeFieldNumber,
        v1::Recommendation::kRevisionCreateTimeFieldNumber,
        v1::Recommendation::kStatusHistoryFieldNumber, v1::Recommendation::kReportedInFieldNumber,
        v1::Recommendation::kCorrectionsFieldNumber}},
      {v1::RecommendationText::descriptor(),
       {v1::RecommendationText::kDirectionFieldNumber, v1::RecommendationText::kStaleFieldNumber}}};
  std::vector<const FieldDescriptor*> fields;
  for (const auto& [type, numbers] : table) {
    for (const int number : numbers) fields.push_back(type->FindFieldByNumber(number));
  }
  return fields;
}

// Shapes of a type and of all that stand in it.
void AddShapes(const Descriptor* type, const std::vector<const FieldDescriptor*>& output_only,
               Shapes* shapes) {
  if (!shapes->emplace(type, DiffShape()).second) return;
  DiffShape shape;
  shape.whole = type == google::protobuf::Timestamp::descriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* const field = type->field(i);
    if (std::find(output_only.begin(), output_only.end(), field) != output_only.end()) continue;
    const bool message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    // The comparison knows lists of messages and of strings, and no maps.
    NEWSWIRE_CHECK(!field->is_map() && (!field->is_repeated() || message ||
                                        field->cpp_type() == FieldDescriptor::CPPTYPE_STRING));
    shape.fields.push_back(field);
    if (message) AddShapes(field->message_type(), output_only, shapes);
  }
  (*shapes)[type] = std::move(shape);
}

Shapes AllShapes() {
  const std::vector<const FieldDescriptor*> output_only = OutputOnlyFields();
  Shapes shapes;
  AddShapes(v1::Article::descriptor(), output_only, &shapes);
  AddShapes(v1::Recommendation::descriptor(), output_only, &shapes);
  for (const auto& [type, key] : Keys()) shapes[type].key = key;
  return shapes;
}

}  // namespace

const DiffShape& DiffShapeOf(const Descriptor* type) {
  static const Shapes* const shapes = new Shapes(AllShapes());
  const auto shape = shapes->find(type);
  NEWSWIRE_CHECK(shape != shapes->end());
  return shape->second;
}

}  // namespace newswire
