#ifndef NEWSWIRE_SERVICE_CORE_TEXT_QUERY_H_
#define NEWSWIRE_SERVICE_CORE_TEXT_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "service/core/analyzer.h"

namespace newswire {

// Where a text holds what a query asks for.
struct Hits {
  bool all = false;  // each phrase of the query occurs
  std::vector<ByteRange>
      ranges;  // of the phrases that occur, in order, none touches another's inside
};

// What somebody looks for: phrases that must all occur, in any order. Immutable; any thread, each
// with an analyzer of its own.
class TextQuery {
 public:
  // Words that must stand one after the other, whatever signs, line breaks and paragraphs are
  // between.
  using Phrase = std::vector<Analyzer::Alternatives>;

  // What stands between quotation marks (" “ ” „ « »; the last may be missing) is one phrase, and
  // so is any other run between white space: mostly one word, but "e-mail", "l'été", "1,000.5" and
  // a Chinese sentence are more. The words of a phrase behind the 64th are not looked at. Bounding
  // `query` is the caller's task: what follows is linear in its words. REQUIRES: as for
  // Analyzer::QueryWords.
  static TextQuery Parse(std::string_view query, const std::vector<std::string>& languages,
                         Analyzer* analyzer);

  // Asks for that phrase alone, or for nothing when it has no word.
  static TextQuery Of(Phrase phrase);

  // None when the query holds no word, and then it occurs in every text.
  const std::vector<Phrase>& phrases() const { return phrases_; }

  // REQUIRES: as for Analyzer::Terms.
  Hits Find(std::string_view text, std::string_view language, Analyzer* analyzer) const;

 private:
  class Scan;

  // Where a term stands in the query: one bit for each of the phrase's words.
  struct Mention {
    std::size_t phrase;
    std::uint64_t words;
  };

  void Add(Phrase phrase);

  std::vector<Phrase> phrases_;
  absl::flat_hash_map<std::string, std::vector<Mention>> mentions_;
};

// A piece of a text for a list of results.
struct Snippet {
  std::string text;               // at most 160 code points, line breaks and tabs made spaces
  std::vector<ByteRange> ranges;  // the hits, in `text`
  bool cut_before = false;        // the text begins before the snippet
  bool cut_after = false;         // the text goes on behind it
};

// The piece with the most hits close together, the first of several such; the beginning of the text
// when there are none. Begins and ends where words do, except inside of a word that is longer than
// the snippet. REQUIRES: as for Analyzer::Terms; the ranges are from Find on the same text.
Snippet MakeSnippet(std::string_view text, const std::vector<ByteRange>& ranges,
                    Analyzer* analyzer);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_TEXT_QUERY_H_
