#ifndef NEWSWIRE_SERVICE_CORE_DIFF_SAME_H_
#define NEWSWIRE_SERVICE_CORE_DIFF_SAME_H_

#include <optional>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "service/core/diff.h"

namespace newswire {

// The fields of a serialised message, by number. Views into its bytes.
class FieldBytes {
 public:
  // nullopt when the bytes are no message.
  static std::optional<FieldBytes> Split(std::string_view message);

  // Every occurrence of a field, with its tag, in order.
  struct Range {
    const std::string_view* begin = nullptr;
    const std::string_view* end = nullptr;
    int size() const { return static_cast<int>(end - begin); }
  };
  Range Of(int number) const;

 private:
  std::vector<int> numbers_;  // of values_, ascending
  std::vector<std::string_view> values_;
};

// Tells what is the same in two items, by value; output only fields do not count. What is the same
// in bytes is not looked at: that makes a comparison as cheap as what differs.
class DiffSame {
 public:
  // As in VisitDifferences.
  DiffSame(const google::protobuf::Message& before, const DiffBytes& bytes);

  // `a` and `b` are the items, or messages in the same place of both.
  bool Field(const google::protobuf::Message& a, const google::protobuf::Message& b,
             const google::protobuf::FieldDescriptor* field) const;
  // Element `i` of a list and element `j` of the other.
  bool Element(const DiffValue& a, const DiffValue& b) const;

 private:
  bool FieldBytesAgree(int number) const;
  bool ElementBytesAgree(int number, int i, int j) const;

  const google::protobuf::Message* const item_;  // the earlier one
  const std::optional<FieldBytes> before_;
  const std::optional<FieldBytes> after_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_DIFF_SAME_H_
