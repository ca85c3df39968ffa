#ifndef NEWSWIRE_TESTS_SUPPORT_LOAD_H_
#define NEWSWIRE_TESTS_SUPPORT_LOAD_H_

#include <string>

#include "absl/status/status.h"

namespace newswire::testing {

// Articles of `bytes` each, named `{id}-0` and so on.
struct Load {
  std::string id;
  int articles = 0;
  std::size_t bytes = 1 << 10;
};

// Publishes them over one stream and waits for every answer. The first refusal is the status.
absl::Status PublishLoad(const std::string& address, const Load& load);

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_LOAD_H_
