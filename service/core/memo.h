#ifndef NEWSWIRE_SERVICE_CORE_MEMO_H_
#define NEWSWIRE_SERVICE_CORE_MEMO_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "storage/strings.h"

namespace newswire {

// Remembers what a pure function of a text answered. ICU needs microseconds where an item asks for
// the same few languages fifty times. Emptied when full, so that nobody can fill the memory from
// outside. Not for several threads: meant to be thread_local.
template <typename Value>
class Memo {
 public:
  explicit Memo(std::size_t entries_max = 512) : entries_max_(entries_max) {}

  // The answer lives until the next call.
  template <typename Compute>
  const Value& Get(std::string_view key, Compute compute) {
    const auto found = known_.find(View(key));
    if (found != known_.end()) return found->second;
    if (known_.size() >= entries_max_) known_.clear();
    return known_.emplace(std::string(key), compute(key)).first->second;
  }

 private:
  const std::size_t entries_max_;
  absl::flat_hash_map<std::string, Value> known_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_MEMO_H_
