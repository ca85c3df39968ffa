#ifndef NEWSWIRE_SERVICE_SEARCH_ITEM_LISTER_H_
#define NEWSWIRE_SERVICE_SEARCH_ITEM_LISTER_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "newswire/v1/query.pb.h"
#include "service/core/filter.h"
#include "service/core/item_reader.h"
#include "service/search/index.h"
#include "storage/store.h"

namespace newswire {

// Lists the items that a filter wants, a page at a time. In the orders of the feed: what the index
// knows by the index, what has come since then by looking at it, so that a list always shows
// everything that is stored. In ranked orders: what the index knows. Blocks on the disk. Any
// thread.
class ItemLister {
 public:
  // How many entries behind the index one page looks at, and how many that a phrase may be in.
  static constexpr int kScanMax = 10'000;

  // Borrowed.
  ItemLister(const Store* store, const Index* index) : store_(store), index_(index) {}

  struct Query {
    const CompiledFilter& filter;  // of one kind of item
    v1::ItemOrder order = v1::ITEM_ORDER_NEWEST_FIRST;
    std::size_t size = 0;
    std::string token = {};  // empty: the first page
  };
  // At most ItemReader::kPageBytesMax.
  using Page = ItemReader::Page;
  // True for the orders that the index alone knows: they show what it has taken up.
  static bool IsRanked(v1::ItemOrder order);
  // INVALID_ARGUMENT / PAGE_TOKEN_INVALID for a token that is none or was made for another filter
  // or order; of a ranked order as Index::RankItems.
  absl::StatusOr<Page> List(const Query& query) const;
  // What stands behind `*after` in the order of a ranking, without a token; moves `*after` to the
  // last that was looked at. False in `*more` when there is nothing behind it.
  absl::StatusOr<Page> ListBy(const Query& query, const Ranking& ranking, Rank* after,
                              bool* more) const;

 private:
  // One page while it is being filled.
  struct Work {
    const Query& query;
    const Sequence indexed;  // what follows is looked at, not looked up
    Page page = {};
    std::size_t bytes = 0;
    Sequence next = 0;  // where the next page begins; 0 when there is none
  };

  bool Take(const EntryHead& head, const EntryPayload& payload, Work* work) const;
  absl::Status ListIndexed(Sequence from, Work* work) const;
  absl::Status ListBehindIndex(Sequence from, Work* work) const;
  absl::StatusOr<Page> ListByFeed(const Query& query) const;
  absl::StatusOr<Page> ListRanked(const Query& query) const;

  const Store* const store_;
  const Index* const index_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_ITEM_LISTER_H_
