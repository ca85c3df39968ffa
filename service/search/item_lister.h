#ifndef NEWSWIRE_SERVICE_SEARCH_ITEM_LISTER_H_
#define NEWSWIRE_SERVICE_SEARCH_ITEM_LISTER_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "service/core/filter.h"
#include "service/core/item_reader.h"
#include "service/search/index.h"
#include "storage/store.h"

namespace newswire {

// Lists the items that a filter wants, a page at a time: what the index knows by the index, what
// has come since then by looking at it. So a list always shows everything that is stored. Blocks on
// the disk. Any thread.
class ItemLister {
 public:
  // How many entries behind the index one page looks at, and how many that a phrase may be in.
  static constexpr int kScanMax = 10'000;

  // Borrowed.
  ItemLister(const Store* store, const Index* index) : store_(store), index_(index) {}

  struct Query {
    const CompiledFilter& filter;  // of one kind of item
    Index::Order order = Index::Order::kNewestFirst;
    std::size_t size = 0;
    std::string token;  // empty: the first page
  };
  // At most ItemReader::kPageBytesMax.
  using Page = ItemReader::Page;
  // INVALID_ARGUMENT / PAGE_TOKEN_INVALID for a token that is none or was made for another filter
  // or order.
  absl::StatusOr<Page> List(const Query& query) const;

 private:
  struct Work;

  bool Take(const EntryHead& head, const EntryPayload& payload, Work* work) const;
  absl::Status ListIndexed(Sequence from, Work* work) const;
  absl::Status ListBehindIndex(Sequence from, Work* work) const;

  const Store* const store_;
  const Index* const index_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_ITEM_LISTER_H_
