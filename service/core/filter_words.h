#ifndef NEWSWIRE_SERVICE_CORE_FILTER_WORDS_H_
#define NEWSWIRE_SERVICE_CORE_FILTER_WORDS_H_

#include <string>
#include <vector>

#include "newswire/v1/feed.pb.h"
#include "newswire/v1/query.pb.h"

namespace newswire {

// One condition of a filter, which holds or does not hold whatever the others say.
struct FilterPart {
  v1::Filter filter;         // it alone, not negated
  bool negated = false;      // what matches it is left out
  std::string meaning = {};  // in English
  // What its values are counted by, when they are names; and each of them by itself.
  v1::Facet facet = v1::FACET_UNSPECIFIED;
  struct Value {
    std::string text;
    v1::Filter filter;
  };
  std::vector<Value> values = {};
};

// In the order of the fields; a filter matches what all of them allow. Pure; any thread.
std::vector<FilterPart> PartsOf(const v1::Filter& filter);

// The whole filter as one sentence.
std::string MeaningOf(const std::vector<FilterPart>& parts);

// At most `count` of the candidates that are spelled much like the value, the likest first: at
// least half of their pairs of letters are the same (the coefficient of Dice, 1945, on bigrams),
// without regard to case.
std::vector<std::string> Nearest(const std::string& value,
                                 const std::vector<std::string>& candidates, std::size_t count);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_FILTER_WORDS_H_
