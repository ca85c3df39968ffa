#ifndef NEWSWIRE_SERVICE_SEARCH_ITEM_LISTER_H_
#define NEWSWIRE_SERVICE_SEARCH_ITEM_LISTER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/core/filter.h"
#include "service/core/item_reader.h"
#include "service/search/index.h"
#include "storage/store.h"

namespace newswire {

// Pages of current, usable items. Blocks on the disk. Any thread; what it asks is borrowed.
class ItemLister {
 public:
  // Of entries that the index does not hold yet a page looks at most at this many; it may then be
  // short, and the next one goes on.
  static constexpr int kScanMax = 10'000;

  ItemLister(const Store* store, const Index* index) : store_(store), index_(index) {}

  // At most ItemReader::kPageBytesMax.
  using Page = ItemReader::Page;
  // Items of the kind that the filter was compiled for, most recently changed first.
  // INVALID_ARGUMENT / PAGE_TOKEN_INVALID for a token that is none or was made for another filter.
  absl::StatusOr<Page> List(const CompiledFilter& filter, std::size_t size,
                            const std::string& token) const;

 private:
  struct Work;

  bool Take(const EntryHead& head, const EntryPayload& payload, Work* work) const;
  absl::Status ListBehindIndex(Sequence from, Sequence indexed, Work* work) const;
  absl::Status ListIndexed(Sequence from, Work* work) const;

  const Store* const store_;
  const Index* const index_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_ITEM_LISTER_H_
