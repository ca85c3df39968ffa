#ifndef NEWSWIRE_SERVICE_CORE_DAY_RANGE_H_
#define NEWSWIRE_SERVICE_CORE_DAY_RANGE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "service/core/dates.h"

namespace newswire {
namespace v1 {
class PartialDate;
}

// Days from `first` to `last`, both included. REQUIRES everywhere: years 1 to 9999.
struct DayRange {
  absl::CivilDay first;
  absl::CivilDay last;
};

// The days that a date may mean.
DayRange DaysOf(const PrintedDate& date);
// nullopt when it says nothing, or nothing that can be read.
std::optional<DayRange> DaysOf(const v1::PartialDate& date);

// Ranges as words that are compared for equality alone. A range is covered by whole centuries,
// decades, years, months and days ("20", "202", "2022", "2022-06", "2022-06-09"), the largest that
// fit. Two ranges overlap exactly when one of the one's pieces holds one of the other's, that is,
// when RangesToAsk of one and RangesToKeep of the other have a word in common.
//
// The hierarchy is the one of range queries by prefix terms (Lucene's NumericRangeQuery, 2009,
// called it "trie range"), with calendar units in place of bits.
std::vector<std::string> RangesToKeep(const DayRange& days);
std::vector<std::string> RangesToAsk(const DayRange& days);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_DAY_RANGE_H_
