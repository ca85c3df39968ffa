#ifndef NEWSWIRE_SERVICE_CORE_ANALYZER_H_
#define NEWSWIRE_SERVICE_CORE_ANALYZER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"

namespace newswire {

// Bytes `begin` to `end` of a text.
struct ByteRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// One entry that a word makes in an index.
struct Term {
  std::string_view text;  // bytes to compare, not to show; lives for the call
  std::uint32_t place;    // number of the word in the text, from 0
  ByteRange word;         // in the text
  bool folded;            // without diacritics; comes after the term with them, at the same place
};

// The words of a text as a search index sees them, and the terms by which a word of a query finds
// them. Not for several threads: it keeps ICU iterators, stemmers and a memo (24,576 words, about
// 6 MB, 30 MB at worst), so make one for each thread and keep it.
//
// A query has no language, a text has one. So the index holds a word's stem in the language of the
// text, marked with that language ("en:recommend"), and a word of a query means its stem in each
// language that it may be read in. A word has no mark and no stem, but its form as it is (case
// folded and normalised), when Snowball does not know the language, when the language is not
// written in the word's script, or when it begins with a digit. A word whose form has diacritics
// makes a second, folded term without them, unless the stem has lost them anyway (German); a query
// means its form as it was typed. Thus one term a word, two for some, and never a miss: a query
// word finds each text word of which it is the form or the folded form, in whatever language. The
// price is paid by the query: 21 look-ups for a word in Latin letters, 1 to 3 for others, fewer
// when languages are named. Had stems no mark, there would be fewer, but "news", whose French stem
// is "new", would find every English "new".
//
// False hits that remain: stems that a language gives to two words (universe, university); a word
// that means something else in another language ("die"); a query word with diacritics whose stem
// has lost them.
//
// Misses that remain: a word in a script with a dictionary is found where the text around it lets
// the dictionary cut the same words; inflections where Snowball knows none, Korean particles among
// them, or where it needs the diacritics that a query leaves out.
class Analyzer {
 public:
  using Visitor = absl::FunctionRef<void(const Term&)>;

  Analyzer();
  ~Analyzer();

  // Visits the terms of a text in the order of its words (see word_breaks.h). Words longer than 64
  // code points are cut in their terms, not in their ranges. Linear time. `visit` must not use the
  // analyzer.
  // REQUIRES: CountCodePoints has accepted the text; below 2 GiB; `language` is canonical or empty.
  void Terms(std::string_view text, std::string_view language, Visitor visit);

  // The terms that a word of a query means, sorted: any of them is a hit.
  using Alternatives = std::vector<std::string>;
  // For the words of a text, in order. `languages`: canonical tags of the texts that are searched;
  // all when there is none. REQUIRES: as for Terms.
  std::vector<Alternatives> QueryWords(std::string_view text,
                                       const std::vector<std::string>& languages = {});

  // Changes when the terms of a text may have changed: an index that is kept must then be built
  // anew. Names our own rules and ICU's version; Snowball's cannot be asked.
  static std::string Version();

 private:
  struct Tools;

  const std::unique_ptr<Tools> tools_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ANALYZER_H_
