#include "service/core/diff.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "service/core/diff_same.h"
#include "service/core/diff_shape.h"
#include "service/core/diff_text.h"
#include "storage/check.h"
#include "storage/strings.h"

namespace newswire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsMessage(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

// Keys of a list, in its order, and where each stands.
class KeyedList {
 public:
  // nullopt when the elements have no keys that tell them apart.
  static std::optional<KeyedList> Make(const Message& parent, const FieldDescriptor* field) {
    if (!IsMessage(field)) return std::nullopt;
    const auto key_of = DiffShapeOf(field->message_type()).key;
    if (key_of == nullptr) return std::nullopt;
    const Reflection& r = *parent.GetReflection();
    KeyedList list;
    for (int i = 0; i < r.FieldSize(parent, field); ++i) {
      std::string key = key_of(r.GetRepeatedMessage(parent, field, i));
      if (key.empty() || key.find(']') != key.npos) return std::nullopt;
      if (!list.places_.emplace(key, i).second) return std::nullopt;
      list.keys_.push_back(std::move(key));
    }
    return list;
  }

  const std::vector<std::string>& keys() const { return keys_; }
  // -1 when there is none.
  int Find(const std::string& key) const {
    const auto place = places_.find(key);
    return place == places_.end() ? -1 : place->second;
  }
  // Whether the elements that both lists have stand in the same order.
  bool SameOrder(const KeyedList& other) const {
    int last = -1;
    for (const std::string& key : keys_) {
      const int place = other.Find(key);
      if (place < 0) continue;
      if (place < last) return false;
      last = place;
    }
    return true;
  }

 private:
  std::vector<std::string> keys_;
  absl::flat_hash_map<std::string, int> places_;
};

// One comparison. Its functions return false when the visitor has had enough.
class Differ {
 public:
  Differ(DifferenceVisitor visit, const DiffSame* same) : visit_(visit), same_(same) {}

  bool Messages(const Message& before, const Message& after) {
    for (const FieldDescriptor* const field : DiffShapeOf(before.GetDescriptor()).fields) {
      if (same_->Field(before, after, field)) continue;
      const std::size_t end = path_.size();
      absl::StrAppend(&path_, end == 0 ? "" : ".", field->name());
      const bool more =
          field->is_repeated() ? Lists(before, after, field) : Singles(before, after, field);
      path_.resize(end);
      if (!more) return false;
    }
    return true;
  }

 private:
  // REQUIRES: they differ.
  bool Singles(const Message& before, const Message& after, const FieldDescriptor* field) {
    const Reflection& r = *before.GetReflection();
    const bool had = r.HasField(before, field);
    const bool has = r.HasField(after, field);
    if (had && has && IsMessage(field) && !DiffShapeOf(field->message_type()).whole) {
      return Messages(r.GetMessage(before, field), r.GetMessage(after, field));
    }
    return Report(had ? DiffValue{&before, field} : DiffValue(),
                  has ? DiffValue{&after, field} : DiffValue());
  }

  bool Lists(const Message& before, const Message& after, const FieldDescriptor* field) {
    const auto earlier = KeyedList::Make(before, field);
    const auto later = earlier ? KeyedList::Make(after, field) : std::nullopt;
    if (!later) return ListsByPlace(before, after, field);
    if (!earlier->SameOrder(*later) && !Report({&before, field}, {&after, field})) return false;
    for (std::size_t i = 0; i < earlier->keys().size(); ++i) {
      const std::string& key = earlier->keys()[i];
      const DiffValue gone_or_changed{&before, field, static_cast<int>(i)};
      if (!Elements(key, gone_or_changed, {&after, field, later->Find(key)})) return false;
    }
    for (std::size_t i = 0; i < later->keys().size(); ++i) {
      const std::string& key = later->keys()[i];
      if (earlier->Find(key) >= 0) continue;
      if (!Elements(key, {}, {&after, field, static_cast<int>(i)})) return false;
    }
    return true;
  }

  bool ListsByPlace(const Message& before, const Message& after, const FieldDescriptor* field) {
    const Reflection& r = *before.GetReflection();
    const int had = r.FieldSize(before, field);
    const int has = r.FieldSize(after, field);
    for (int i = 0; i < had || i < has; ++i) {
      const DiffValue earlier{&before, field, i < had ? i : -1};
      const DiffValue later{&after, field, i < has ? i : -1};
      if (!Elements(absl::StrCat(i), earlier, later)) return false;
    }
    return true;
  }

  // Two elements that are called the same; one of index -1 is not there.
  bool Elements(const std::string& name, const DiffValue& before, const DiffValue& after) {
    const bool both = before.index >= 0 && after.index >= 0;
    if (both && same_->Element(before, after)) return true;
    const std::size_t end = path_.size();
    absl::StrAppend(&path_, "[", name, "]");
    bool more = true;
    if (both && IsMessage(before.field)) {
      const Reflection& r = *before.parent->GetReflection();
      more = Messages(r.GetRepeatedMessage(*before.parent, before.field, before.index),
                      r.GetRepeatedMessage(*after.parent, after.field, after.index));
    } else {
      more =
          Report(before.index >= 0 ? before : DiffValue(), after.index >= 0 ? after : DiffValue());
    }
    path_.resize(end);
    return more;
  }

  bool Report(const DiffValue& before, const DiffValue& after) {
    return visit_({path_, before, after});
  }

  const DifferenceVisitor visit_;
  const DiffSame* const same_;
  std::string path_;
};

v1::FieldChange ToFieldChange(const Difference& difference) {
  v1::FieldChange change;
  change.set_path(std::string(difference.path));
  const bool had = difference.before.parent != nullptr;
  const bool has = difference.after.parent != nullptr;
  change.set_kind(had && has ? v1::CHANGE_KIND_CHANGED
                  : has      ? v1::CHANGE_KIND_ADDED
                             : v1::CHANGE_KIND_REMOVED);
  const DiffText before = TextOf(difference.before);
  const DiffText after = TextOf(difference.after);
  change.set_before(before.text);
  change.set_after(after.text);
  change.set_cut(before.cut || after.cut);
  return change;
}

}  // namespace

void VisitDifferences(const Message& before, const Message& after, DifferenceVisitor visit,
                      const DiffBytes& bytes) {
  NEWSWIRE_CHECK(before.GetDescriptor() == after.GetDescriptor());
  const DiffSame same(before, bytes);
  Differ(visit, &same).Messages(before, after);
}

std::vector<v1::FieldChange> Diff(const Message& before, const Message& after,
                                  std::size_t bytes_max) {
  // Tag and length of a change in a list.
  constexpr std::size_t kFrameBytesMax = 4;
  std::vector<v1::FieldChange> changes;
  std::size_t bytes = 0;
  VisitDifferences(before, after, [&](const Difference& difference) {
    v1::FieldChange change = ToFieldChange(difference);
    bytes += change.ByteSizeLong() + kFrameBytesMax;
    if (bytes <= bytes_max) {
      changes.push_back(std::move(change));
      return true;
    }
    v1::FieldChange& rest = changes.emplace_back();
    rest.set_path("*");
    rest.set_kind(v1::CHANGE_KIND_CHANGED);
    rest.set_cut(true);
    return false;
  });
  return changes;
}

}  // namespace newswire
