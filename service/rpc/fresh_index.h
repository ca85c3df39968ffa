#ifndef NEWSWIRE_SERVICE_RPC_FRESH_INDEX_H_
#define NEWSWIRE_SERVICE_RPC_FRESH_INDEX_H_

#include <string>

#include "absl/status/status.h"
#include "service/search/index.h"

namespace newswire {

// For a question that looks at nothing but the index: takes up what is missing when it is little.
// UNAVAILABLE / INDEX_BEHIND when `min_position` is not in it then. Blocks.
absl::Status FreshIndex(Index* index, const std::string& min_position);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_FRESH_INDEX_H_
