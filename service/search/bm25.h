#ifndef NEWSWIRE_SERVICE_SEARCH_BM25_H_
#define NEWSWIRE_SERVICE_SEARCH_BM25_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "service/core/filter.h"
#include "service/search/index.h"
#include "service/search/ranking.h"

namespace newswire {

// What BM25 knows of all items. Kept for the pages of one list, so that an item has the same key on
// each of them, whatever has come meanwhile.
struct TextStatistics {
  std::uint64_t items = 0;                // with a text; versions that are past count as well
  std::uint64_t length_hundredths = 0;    // mean, in words
  std::vector<std::uint64_t> items_with;  // each of the words

  // Numbers with commas between them.
  std::string ToString() const;
  // nullopt when it is none, or not of so many words.
  static std::optional<TextStatistics> Parse(std::string_view text, std::size_t words);
  // What it says of an item that it has the word with this number: the rarer, the more.
  double Weight(std::size_t word) const;
  // Looks at the whole index; clauses of other facets than words will do as well.
  static absl::StatusOr<TextStatistics> Measure(const Index& index,
                                                const std::vector<Clause>& words);
};

// Clauses of words that an item must have: what a text in a filter asks for. A phrase counts as its
// words.
std::vector<Clause> WordsOf(const CompiledFilter& filter);

// By how much an item is about the words of a text: Okapi BM25 with k1 = 1.2 and b = 0.75, as in
// "The Probabilistic Relevance Framework: BM25 and Beyond" (Robertson, Zaragoza, 2009). What is
// counted: rank_terms.h.
class Bm25 final : public Ranking {
 public:
  // REQUIRES: statistics of these words.
  Bm25(std::vector<Clause> words, const TextStatistics& statistics);
  absl::Status Rate(const Segment& segment, Bitmap* matches, Keys* keys) const override;

 private:
  struct Word {
    std::vector<std::string> terms;
    std::vector<std::string> times_terms;
    float weight;
  };

  std::vector<Word> words_;
  double mean_length_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_BM25_H_
