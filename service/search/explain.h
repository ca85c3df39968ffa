#ifndef NEWSWIRE_SERVICE_SEARCH_EXPLAIN_H_
#define NEWSWIRE_SERVICE_SEARCH_EXPLAIN_H_

#include "absl/status/statusor.h"
#include "newswire/v1/explain.pb.h"
#include "service/search/index.h"
#include "storage/store.h"

namespace newswire {

// What a filter means and how much it finds. Blocks on the disk; any thread. REQUIRES: the filter
// has been compiled without a fault. Errors as Index::Count.
absl::StatusOr<v1::ExplainFilterResponse> ExplainFilter(const v1::ExplainFilterRequest& request,
                                                        const Index& index, const Store& store);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_EXPLAIN_H_
