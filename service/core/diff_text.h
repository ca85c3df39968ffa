#ifndef NEWSWIRE_SERVICE_CORE_DIFF_TEXT_H_
#define NEWSWIRE_SERVICE_CORE_DIFF_TEXT_H_

#include <cstddef>
#include <string>

#include "service/core/diff.h"

namespace newswire {

inline constexpr std::size_t kDiffTextBytesMax = 4000;

struct DiffText {
  std::string text;  // at most kDiffTextBytesMax, of whole code points
  bool cut = false;
};

// A value for people to read: texts and numbers as they are, enums by name, bytes in base64, times
// in RFC 3339, messages as JSON with the names of the schema, the order of a list as its keys.
// Empty when the value is not there.
DiffText TextOf(const DiffValue& value);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_DIFF_TEXT_H_
