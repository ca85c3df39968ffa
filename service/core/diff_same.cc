#include "service/core/diff_same.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <numeric>
#include <string>

#include "service/core/diff_shape.h"
#include "storage/check.h"
#include "storage/wire_reader.h"

namespace newswire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Bits, because that is what is stored: -0 is not 0 there.
bool SameDouble(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool SameScalar(const Message& a, const Message& b, const FieldDescriptor* field) {
  const Reflection& r = *a.GetReflection();
  std::string buffer_a;
  std::string buffer_b;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return r.GetStringReference(a, field, &buffer_a) == r.GetStringReference(b, field, &buffer_b);
    case FieldDescriptor::CPPTYPE_ENUM:
      return r.GetEnumValue(a, field) == r.GetEnumValue(b, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return r.GetBool(a, field) == r.GetBool(b, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return r.GetInt32(a, field) == r.GetInt32(b, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return r.GetInt64(a, field) == r.GetInt64(b, field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return r.GetUInt32(a, field) == r.GetUInt32(b, field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return r.GetUInt64(a, field) == r.GetUInt64(b, field);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return SameDouble(r.GetDouble(a, field), r.GetDouble(b, field));
    default:
      NEWSWIRE_CHECK(false);
      return false;
  }
}

bool SameMessage(const Message& a, const Message& b);

bool SameElement(const Message& a, int i, const Message& b, int j, const FieldDescriptor* field) {
  const Reflection& r = *a.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return SameMessage(r.GetRepeatedMessage(a, field, i), r.GetRepeatedMessage(b, field, j));
  }
  std::string buffer_a;
  std::string buffer_b;
  return r.GetRepeatedStringReference(a, field, i, &buffer_a) ==
         r.GetRepeatedStringReference(b, field, j, &buffer_b);
}

bool SameSingle(const Message& a, const Message& b, const FieldDescriptor* field) {
  const Reflection& r = *a.GetReflection();
  const bool has = r.HasField(a, field);
  if (has != r.HasField(b, field)) return false;
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return SameScalar(a, b, field);
  return !has || SameMessage(r.GetMessage(a, field), r.GetMessage(b, field));
}

bool SameMessage(const Message& a, const Message& b) {
  const Reflection& r = *a.GetReflection();
  for (const FieldDescriptor* const field : DiffShapeOf(a.GetDescriptor()).fields) {
    if (!field->is_repeated()) {
      if (!SameSingle(a, b, field)) return false;
      continue;
    }
    const int size = r.FieldSize(a, field);
    if (size != r.FieldSize(b, field)) return false;
    for (int i = 0; i < size; ++i) {
      if (!SameElement(a, i, b, i, field)) return false;
    }
  }
  return true;
}

}  // namespace

std::optional<FieldBytes> FieldBytes::Split(std::string_view message) {
  std::vector<int> numbers;
  std::vector<std::string_view> values;
  WireReader reader(message);
  while (!reader.done()) {
    const std::string_view rest = reader.rest();
    int number = 0;
    int type = 0;
    if (!reader.Tag(&number, &type) || !reader.Skip(type)) return std::nullopt;
    numbers.push_back(number);
    values.push_back(rest.substr(0, rest.size() - reader.rest().size()));
  }
  FieldBytes fields;
  if (std::is_sorted(numbers.begin(), numbers.end())) {
    fields.numbers_ = std::move(numbers);
    fields.values_ = std::move(values);
    return fields;
  }
  // What the applier appended stands behind the rest.
  std::vector<std::size_t> order(numbers.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return numbers[i] < numbers[j]; });
  for (const std::size_t i : order) {
    fields.numbers_.push_back(numbers[i]);
    fields.values_.push_back(values[i]);
  }
  return fields;
}

FieldBytes::Range FieldBytes::Of(int number) const {
  const auto [begin, end] = std::equal_range(numbers_.begin(), numbers_.end(), number);
  return {values_.data() + (begin - numbers_.begin()), values_.data() + (end - numbers_.begin())};
}

DiffSame::DiffSame(const Message& before, const DiffBytes& bytes)
    : item_(&before),
      before_(FieldBytes::Split(bytes.before)),
      after_(FieldBytes::Split(bytes.after)) {}

bool DiffSame::FieldBytesAgree(int number) const {
  if (!before_ || !after_) return false;
  const FieldBytes::Range a = before_->Of(number);
  const FieldBytes::Range b = after_->Of(number);
  // When there is none the bytes may simply not have been given.
  return a.size() > 0 && std::equal(a.begin, a.end, b.begin, b.end);
}

bool DiffSame::ElementBytesAgree(int number, int i, int j) const {
  if (!before_ || !after_) return false;
  const FieldBytes::Range a = before_->Of(number);
  const FieldBytes::Range b = after_->Of(number);
  return i < a.size() && j < b.size() && a.begin[i] == b.begin[j];
}

bool DiffSame::Field(const Message& a, const Message& b, const FieldDescriptor* field) const {
  const bool in_item = &a == item_;
  if (in_item && FieldBytesAgree(field->number())) return true;
  if (!field->is_repeated()) return SameSingle(a, b, field);
  const Reflection& r = *a.GetReflection();
  const int size = r.FieldSize(a, field);
  if (size != r.FieldSize(b, field)) return false;
  for (int i = 0; i < size; ++i) {
    if (!Element({&a, field, i}, {&b, field, i})) return false;
  }
  return true;
}

bool DiffSame::Element(const DiffValue& a, const DiffValue& b) const {
  if (a.parent == item_ && ElementBytesAgree(a.field->number(), a.index, b.index)) return true;
  return SameElement(*a.parent, a.index, *b.parent, b.index, a.field);
}

}  // namespace newswire
