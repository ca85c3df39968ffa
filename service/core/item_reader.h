#ifndef NEWSWIRE_SERVICE_CORE_ITEM_READER_H_
#define NEWSWIRE_SERVICE_CORE_ITEM_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "newswire/v1/feed.pb.h"
#include "storage/store.h"

namespace newswire {

// An item as readers may see it.
struct StoredItem {
  std::string bytes;  // serialised; when redacted only name, revision, etag and status
  std::optional<v1::Redacted> redacted;
};

// Takes the item out of a framed entry. DATA_LOSS when it is damaged.
absl::StatusOr<StoredItem> ItemOf(std::string_view framed);

// The name in a serialised item, a view into it; empty when there is none.
std::string_view NameIn(std::string_view item);

// Reads items out of the store. Blocks on the disk. Any thread; the store is borrowed.
//
// Items come as serialised Article or Recommendation messages, by kind, so that this code is the
// same for both.
class ItemReader {
 public:
  // A page holds at most this many bytes, so that an answer stays below 4 MiB.
  static constexpr std::size_t kPageBytesMax = 3 << 20;

  explicit ItemReader(const Store* store) : store_(store) {}

  // Revision 0 is the current one. NOT_FOUND: ITEM_NOT_FOUND, REVISION_NOT_FOUND.
  absl::StatusOr<StoredItem> ReadStored(v1::ItemKind kind, std::string_view uri,
                                        std::uint32_t revision) const;
  // The same, only content. FAILED_PRECONDITION / ITEM_WITHHELD, ITEM_CANCELED when there is none
  // to be shown.
  absl::StatusOr<std::string> Read(v1::ItemKind kind, std::string_view uri,
                                   std::uint32_t revision) const;

  struct Page {
    std::vector<std::string> items;
    std::string next_token;  // empty on the last page
  };
  // Revisions of an item that are kept, newest first; redacted ones as in StoredItem. NOT_FOUND as
  // Read.
  absl::StatusOr<Page> Revisions(v1::ItemKind kind, std::string_view uri, std::size_t size,
                                 const std::string& token) const;
  // Names of the published articles that report a recommendation, in order.
  absl::StatusOr<std::vector<std::string>> Reporters(std::string_view uri) const;

 private:
  absl::StatusOr<storage::ItemRow> FindRow(v1::ItemKind kind, std::string_view uri) const;

  const Store* const store_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ITEM_READER_H_
