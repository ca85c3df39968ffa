#ifndef NEWSWIRE_SERVICE_SEARCH_CLAUSE_ORDER_H_
#define NEWSWIRE_SERVICE_SEARCH_CLAUSE_ORDER_H_

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace newswire {

// In which order the clauses of one question are looked up in the next segment: the rarest first,
// by what the segments before have shown. So most segments without a match cost one look-up. Not
// for several threads.
class ClauseOrder {
 public:
  explicit ClauseOrder(std::size_t clauses) : order_(clauses), seen_(clauses) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
  }

  const std::vector<std::size_t>& order() const { return order_; }
  // A segment has so many entries with the clause.
  void Add(std::size_t clause, std::size_t entries) {
    seen_[clause].entries += static_cast<double>(entries);
    seen_[clause].segments += 1;
  }
  void EndSegment() {
    std::stable_sort(order_.begin(), order_.end(), [this](std::size_t a, std::size_t b) {
      return seen_[a].Mean() < seen_[b].Mean();
    });
  }

 private:
  struct Seen {
    double entries = 0;
    double segments = 0;
    // One that was not needed so far stays behind.
    double Mean() const { return segments == 0 ? 1e9 : entries / segments; }
  };

  std::vector<std::size_t> order_;
  std::vector<Seen> seen_;  // by clause
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_CLAUSE_ORDER_H_
