#ifndef NEWSWIRE_SERVICE_CORE_FILTER_TABLE_H_
#define NEWSWIRE_SERVICE_CORE_FILTER_TABLE_H_

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/functional/function_ref.h"
#include "service/core/asked_entry.h"
#include "service/core/filter.h"

namespace newswire {

// Many filters, asked about one entry at once. An item that matches has a term of each clause, so
// each filter waits under the terms of its most telling clause, and an entry looks up its own
// terms: the work grows with the filters that may match, not with those that there are. Not for
// several threads.
class FilterTable {
 public:
  using Filter = const CompiledFilter*;

  // Borrowed until Remove. REQUIRES: it is not there.
  void Add(Filter filter);
  void Remove(Filter filter);
  bool empty() const { return filters_.empty(); }

  // Each filter that matches, once, in no order (CompiledFilter::Matches).
  void Match(const EntryHead& head, const EntryPayload& payload,
             absl::FunctionRef<void(Filter)> visit);

 private:
  struct Waiting {
    const Clause* lead;           // null: it waits under no term
    std::uint64_t looked_at = 0;  // the round in which it was asked last
  };
  using Filters = std::vector<Filter>;

  void Ask(const Filters& filters, AskedEntry* entry, absl::FunctionRef<void(Filter)> visit);
  void AskUnder(const std::vector<std::string>& terms, AskedEntry* entry,
                absl::FunctionRef<void(Filter)> visit);

  std::unordered_map<Filter, Waiting> filters_;
  std::unordered_map<std::string, Filters> by_term_;
  Filters others_;  // without a lead
  // Leads that need the item, or its texts, to be read.
  std::size_t item_leads_ = 0;
  std::size_t text_leads_ = 0;
  std::uint64_t round_ = 0;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_FILTER_TABLE_H_
