#ifndef NEWSWIRE_TESTS_SUPPORT_FILTER_ORACLE_H_
#define NEWSWIRE_TESTS_SUPPORT_FILTER_ORACLE_H_

#include "newswire/v1/feed.pb.h"

namespace newswire::testing {

// What the contract says of a filter and an entry, read off the messages field by field: no terms,
// no index, nothing of the server. Knows ASCII names alone, and languages without scripts.
bool OracleMatches(const v1::Filter& filter, const v1::FeedEntry& entry);

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_FILTER_ORACLE_H_
