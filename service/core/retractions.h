#ifndef NEWSWIRE_SERVICE_CORE_RETRACTIONS_H_
#define NEWSWIRE_SERVICE_CORE_RETRACTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "newswire/v1/feed_service.pb.h"
#include "service/core/reader_registry.h"
#include "storage/store.h"

namespace newswire {

// What was taken back, and who has heard of it. Blocks on the disk; any thread. Requests are valid.

// One page, the oldest first. INVALID_ARGUMENT / PAGE_TOKEN_INVALID.
absl::StatusOr<v1::ListCancellationsResponse> ListCancellations(
    const Store& store, const v1::ListCancellationsRequest& request);

// The entry with must_retract that is meant: `sequence`, or the item's latest when it is 0.
// NOT_FOUND when there is no such item, FAILED_PRECONDITION / NOT_A_RETRACTION when the entry is
// another one.
absl::StatusOr<Sequence> FindRetraction(const Store& store, const std::string& name,
                                        Sequence sequence);

absl::StatusOr<v1::ListRetractionAcknowledgementsResponse> ListAcknowledgements(
    const Store& store, const ReaderRegistry& readers, const std::string& name,
    Sequence retraction);

// The row that keeps an acknowledgement.
WriteGroup::Row AcknowledgementRowOf(const v1::AcknowledgeRetractionRequest& request,
                                     absl::Time now);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_RETRACTIONS_H_
