#ifndef NEWSWIRE_SERVICE_CORE_MEMO_H_
#define NEWSWIRE_SERVICE_CORE_MEMO_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

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
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
    if (known_.size() >= entries_max_) known_.clear();
    return known_.emplace(std::string(key), compute(key)).first->second;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  const std::size_t entries_max_;
  std::unordered_map<std::string, Value, Hash, std::equal_to<>> known_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_MEMO_H_
