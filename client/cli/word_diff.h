#ifndef NEWSWIRE_CLIENT_CLI_WORD_DIFF_H_
#define NEWSWIRE_CLIENT_CLI_WORD_DIFF_H_

#include <string>
#include <vector>

namespace newswire::cli {

// A stretch of text that both versions have, or one of them alone.
struct Piece {
  enum Kind { kSame, kRemoved, kAdded };
  Kind kind;
  std::string text;
};

// What words of `before` became what words of `after`; words by the rules of the language, so that
// Chinese and Thai are not one word. The pieces in order, without the added ones, are `before`, and
// without the removed ones `after`. Texts that are too long to compare word by word (some ten
// thousand words with little in common) come as one removed and one added piece. Pure.
std::vector<Piece> WordDiff(const std::string& before, const std::string& after);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_WORD_DIFF_H_
