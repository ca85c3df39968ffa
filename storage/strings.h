#ifndef NEWSWIRE_STORAGE_STRINGS_H_
#define NEWSWIRE_STORAGE_STRINGS_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace newswire {

// Debian's Abseil is built for C++14: its string_view is not the standard one, and neither converts
// to the other by itself. Our code speaks std::string_view; this is the bridge into Abseil.
inline absl::string_view View(std::string_view text) {
  return {text.data(), text.size()};
}
// And the way back.
inline std::string_view StdView(absl::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_STRINGS_H_
