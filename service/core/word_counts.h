#ifndef NEWSWIRE_SERVICE_CORE_WORD_COUNTS_H_
#define NEWSWIRE_SERVICE_CORE_WORD_COUNTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace newswire {

class PayloadItem;
struct ItemText;

// The words of an item's texts, each text read once: which, and how often. None when the item is
// redacted or damaged. Not for several threads.
class WordCounts {
 public:
  // A word of a headline counts as much as three others: the weighted fields of "Simple BM25
  // Extension to Multiple Weighted Fields" (Robertson, Zaragoza, Taylor, 2004).
  static constexpr std::uint32_t kHeadlineTimes = 3;

  explicit WordCounts(const PayloadItem& item);

  // As terms of Facet::kText; sorted, each once.
  std::vector<std::string> Terms() const;
  // Words in the text; of several languages, the mean. 0 when there is none.
  double length() const { return languages_ == 0 ? 0 : static_cast<double>(words_) / languages_; }
  // Calls `visit` with each word, as Analyzer makes it, and how often the text has it; of several
  // languages, the most.
  template <typename Visitor>
  void Visit(Visitor visit) const {
    for (const auto& [word, count] : counts_) visit(word, count.most);
  }

 private:
  struct Count {
    std::uint32_t language = 0;  // of `times`
    std::uint32_t times = 0;
    std::uint32_t most = 0;  // of any language
  };
  void Add(const ItemText& text);

  std::string language_;  // of the text before
  std::uint32_t languages_ = 0;
  std::uint64_t words_ = 0;
  absl::flat_hash_map<std::string, Count> counts_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_WORD_COUNTS_H_
