#ifndef NEWSWIRE_SERVICE_RPC_ITEM_DIFF_H_
#define NEWSWIRE_SERVICE_RPC_ITEM_DIFF_H_

#include <string>

#include "absl/status/statusor.h"
#include "service/rpc/item_traits.h"
#include "storage/store.h"

namespace newswire {

// The serialised answer of DiffArticleRevisions or DiffRecommendationRevisions. Blocks on the disk;
// any thread.
template <typename Calls>
absl::StatusOr<std::string> DiffRevisions(const Store& store,
                                          const typename Calls::DiffRequest& request);

extern template absl::StatusOr<std::string> DiffRevisions<ArticleCalls>(
    const Store& store, const ArticleCalls::DiffRequest& request);
extern template absl::StatusOr<std::string> DiffRevisions<RecommendationCalls>(
    const Store& store, const RecommendationCalls::DiffRequest& request);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_ITEM_DIFF_H_
