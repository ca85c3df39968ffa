#ifndef NEWSWIRE_SERVICE_CORE_DIFF_H_
#define NEWSWIRE_SERVICE_CORE_DIFF_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "newswire/v1/feed.pb.h"

namespace newswire {

// What differs between two revisions of an item, field by field. Pure and deterministic; any
// thread.
//
// Paths are those of FieldChange.path. The elements of a list are named by their keys when every
// element of both revisions has one, no two of a revision have the same, and none holds a `]`;
// otherwise by place. Keys: language (translations and all texts in a language), role (headlines,
// descriptions, bodies, alt ids), id (entities, events, source documents; addressees: that of their
// entity), name (renditions), recommendation (references to one), and `{language}/{textuality}` for
// the texts of a recommendation, for example `texts[fr/TRANSLATION].value`.
//
// A message that only one revision has is one difference, however much is in it. When the elements
// that both revisions have stand in another order, the list itself differs. Output only fields are
// not compared. What a revision does not have has no value, so a number that becomes 0 is removed.

// A value of one revision. Points into the item.
struct DiffValue {
  const google::protobuf::Message* parent = nullptr;  // null: it is not there
  const google::protobuf::FieldDescriptor* field = nullptr;
  int index = -1;  // in a list; -1 in a list is the order of its keys
};

struct Difference {
  std::string_view path;  // until the visit ends
  DiffValue before;
  DiffValue after;
};

// The items, serialised, when they are at hand: what is the same there need not be looked at, and
// that is nearly all. They may differ from the items in output only fields. Views.
struct DiffBytes {
  std::string_view before;
  std::string_view after;
};

// Calls `visit` for each difference, in the order of the fields, until it returns false. The
// elements of a list come in the order of the earlier revision, then those that are new.
// REQUIRES: both are articles, or both are recommendations.
using DifferenceVisitor = absl::FunctionRef<bool(const Difference&)>;
void VisitDifferences(const google::protobuf::Message& before,
                      const google::protobuf::Message& after, DifferenceVisitor visit,
                      const DiffBytes& bytes = {});

// All differences with their values. When they would take more than `bytes_max`, what was left out
// is one change of the path `*` at the end.
inline constexpr std::size_t kDiffBytesMax = 3 << 20;
std::vector<v1::FieldChange> Diff(const google::protobuf::Message& before,
                                  const google::protobuf::Message& after,
                                  std::size_t bytes_max = kDiffBytesMax);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_DIFF_H_
