#ifndef NEWSWIRE_STORAGE_INDEX_STORE_H_
#define NEWSWIRE_STORAGE_INDEX_STORE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/store.h"

namespace newswire {

// Rows of the search index, in a database of their own beside the log's: `{path}/index`. All of it
// can be made again from the log, so it has no write-ahead log, is never synced with a publish, and
// when it cannot be opened it is removed and begun anew.
//
// A row is written whole or not at all, and rows written together in one call are there together.
// Any thread.
class IndexStore {
 public:
  using Rows = std::vector<std::pair<std::string, std::string>>;

  // Opens it, or makes it. `options.cache_bytes` is its own cache. UNAVAILABLE when the folder
  // cannot be written.
  static absl::StatusOr<std::unique_ptr<IndexStore>> Open(const StoreOptions& options);
  virtual ~IndexStore() = default;

  virtual absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const = 0;
  // Rows with begin <= key < end, in order. False ends the scan.
  using RowVisitor = std::function<bool(std::string_view key, std::string_view value)>;
  virtual absl::Status Scan(std::string_view begin, std::string_view end,
                            const RowVisitor& visitor) const = 0;
  // Puts rows in the place of everything that begins with `prefix`, on disk when it returns.
  virtual absl::Status Replace(std::string_view prefix, const Rows& rows) = 0;
  // Makes what was replaced or removed under the prefix leave the disk.
  virtual absl::Status Compact(std::string_view prefix) = 0;
};

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_INDEX_STORE_H_
