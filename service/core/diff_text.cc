#include "service/core/diff_text.h"

#include <charconv>
#include <iterator>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/json_util.h"
#include "service/core/diff_shape.h"
#include "service/core/text.h"
#include "storage/check.h"

namespace newswire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string Json(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  // What passed the rules can be written; a damaged one is still better shown than hidden.
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) {
    return message.ShortDebugString();
  }
  // A time is a string there.
  if (json.size() >= 2 && json.front() == '"') return json.substr(1, json.size() - 2);
  return json;
}

std::string EnumName(const FieldDescriptor* field, int number) {
  const auto* const value = field->enum_type()->FindValueByNumber(number);
  return value == nullptr ? absl::StrCat(number) : value->name();
}

// The shortest text that reads back as the same number.
std::string DoubleText(double number) {
  char buffer[32];
  const auto end = std::to_chars(std::begin(buffer), std::end(buffer), number);
  return std::string(buffer, end.ptr);
}

std::string StringText(const FieldDescriptor* field, const std::string& text) {
  return field->type() == FieldDescriptor::TYPE_BYTES ? absl::Base64Escape(text) : text;
}

std::string SingleText(const Message& parent, const FieldDescriptor* field) {
  const Reflection& r = *parent.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Json(r.GetMessage(parent, field));
    case FieldDescriptor::CPPTYPE_STRING:
      return StringText(field, r.GetString(parent, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumName(field, r.GetEnumValue(parent, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return r.GetBool(parent, field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(r.GetUInt32(parent, field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(r.GetUInt64(parent, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return DoubleText(r.GetDouble(parent, field));
    default:
      NEWSWIRE_CHECK(false);
      return "";
  }
}

std::string OrderText(const Message& parent, const FieldDescriptor* field) {
  const auto key_of = DiffShapeOf(field->message_type()).key;
  std::vector<std::string> keys;
  for (int i = 0; i < parent.GetReflection()->FieldSize(parent, field); ++i) {
    keys.push_back(key_of(parent.GetReflection()->GetRepeatedMessage(parent, field, i)));
  }
  return absl::StrJoin(keys, ", ");
}

std::string WholeText(const DiffValue& value) {
  const Reflection& r = *value.parent->GetReflection();
  if (!value.field->is_repeated()) return SingleText(*value.parent, value.field);
  if (value.index < 0) return OrderText(*value.parent, value.field);
  if (value.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return Json(r.GetRepeatedMessage(*value.parent, value.field, value.index));
  }
  return StringText(value.field, r.GetRepeatedString(*value.parent, value.field, value.index));
}

}  // namespace

DiffText TextOf(const DiffValue& value) {
  DiffText result;
  if (value.parent == nullptr) return result;
  result.text = WholeText(value);
  if (result.text.size() <= kDiffTextBytesMax) return result;
  result.text.resize(CutBytes(result.text, kDiffTextBytesMax).size());
  result.cut = true;
  return result;
}

}  // namespace newswire
