#ifndef NEWSWIRE_SERVICE_CORE_FILTER_H_
#define NEWSWIRE_SERVICE_CORE_FILTER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "newswire/v1/feed.pb.h"
#include "service/core/error.h"
#include "storage/entry_frame.h"

namespace newswire {

// A checked Filter, ready to be asked about entries. Immutable; any thread.
class CompiledFilter {
 public:
  // Wants everything.
  CompiledFilter() = default;
  // Adds what is wrong under `path`; the result is then unusable.
  static CompiledFilter Compile(const v1::Filter& filter, std::string_view path,
                                Violations* violations);

  bool wants_everything() const { return kinds_ == 0 && languages_.empty() && providers_.empty(); }
  // Entries that take something back always match.
  bool Matches(const EntryHead& head) const;
  // Equal for filters that mean the same; 16 hexadecimal digits.
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  std::uint32_t kinds_ = 0;             // bit per ItemKind; 0 wants all
  std::vector<std::string> languages_;  // canonical, sorted, none covers another
  std::vector<std::string> providers_;  // lower case, sorted, unique
  std::string fingerprint_ = "0000000000000000";
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_FILTER_H_
