#ifndef NEWSWIRE_CLIENT_STRINGS_H_
#define NEWSWIRE_CLIENT_STRINGS_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace newswire {

// Debian's Abseil has its own string_view; this is the bridge, as storage/strings.h is for the
// server (the client sees nothing of the server but proto/).
inline absl::string_view AbslView(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_STRINGS_H_
