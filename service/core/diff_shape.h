#ifndef NEWSWIRE_SERVICE_CORE_DIFF_SHAPE_H_
#define NEWSWIRE_SERVICE_CORE_DIFF_SHAPE_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace newswire {

// How messages of one type are compared.
struct DiffShape {
  // All but the output only ones, in the order of the schema.
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  // What names an element of a list of them; null where nothing does.
  std::string (*key)(const google::protobuf::Message&) = nullptr;
  // It is one value, like a time.
  bool whole = false;
};

// REQUIRES: the type stands in an article or a recommendation. Any thread.
const DiffShape& DiffShapeOf(const google::protobuf::Descriptor* type);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_DIFF_SHAPE_H_
