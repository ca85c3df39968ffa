#ifndef NEWSWIRE_SERVICE_CORE_RANK_TERMS_H_
#define NEWSWIRE_SERVICE_CORE_RANK_TERMS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace newswire {

class PayloadItem;
class WordCounts;

// What items are put in order by, as terms, so that the index holds it like everything else: facets
// of their own, with a few values that many items share.
//
// - kPublishedDay, kEventDay: the first day that the date may mean, as days since 0001-01-01. Of
//   events the one that begins first.
// - kTextLength: how many words the item's text has; of several languages, the mean.
// - kTextTimes: a word, and how often the text has it when that is more than once; of several
//   languages, the most.
//
// Lengths and times are kept as one of some 80 and of 9 levels, like the norms of Lucene.
//
// Each once, in no order. None when the item is redacted or damaged.
std::vector<std::string> RankTermsOf(const PayloadItem& item, const WordCounts& words);

// Of a term of kPublishedDay or kEventDay.
std::optional<std::uint32_t> ParseDay(std::string_view term);
// Words, of a term of kTextLength.
std::optional<double> ParseLength(std::string_view term);
// The terms that say how often a text has a word, given as a term of kText; ascending.
std::vector<std::string> TimesTerms(std::string_view word);
// Of one of them; at least 2.
std::optional<std::uint32_t> ParseTimes(std::string_view term);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_RANK_TERMS_H_
