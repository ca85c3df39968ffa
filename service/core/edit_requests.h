#ifndef NEWSWIRE_SERVICE_CORE_EDIT_REQUESTS_H_
#define NEWSWIRE_SERVICE_CORE_EDIT_REQUESTS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "newswire/v1/article_service.pb.h"
#include "newswire/v1/recommendation_service.pb.h"
#include "service/core/draft.h"
#include "service/core/item_edit.h"

namespace newswire {

// The calls that change a part of an item, each in three functions, all pure: what is wrong with
// the request whatever it meets; what it does to the item, with the names of the fields it touched,
// and what is wrong with it for that item; why the revision is made. A part that the request must
// hold and does not is left alone.

void CheckRequest(const v1::PutTranslationRequest& request, Violations* violations);
// FAILED_PRECONDITION: ORIGINAL_NEEDED; ITEM_WITHHELD or ITEM_CANCELED when that translation is not
// usable. Violation: OUT_OF_RANGE for a revision that its source has not reached.
absl::StatusOr<FieldNames> Apply(const v1::PutTranslationRequest& request, v1::Article* article,
                                 Violations* violations);
std::shared_ptr<const Change> ChangeOf(const v1::PutTranslationRequest& request);

void CheckRequest(const v1::AssessRecommendationRequest& request, Violations* violations);
absl::StatusOr<FieldNames> Apply(const v1::AssessRecommendationRequest& request,
                                 v1::Recommendation* recommendation, Violations* violations);
std::shared_ptr<const Change> ChangeOf(const v1::AssessRecommendationRequest& request);

void CheckRequest(const v1::RespondToRecommendationRequest& request, Violations* violations);
// NOT_FOUND / ADDRESSEE_NOT_FOUND.
absl::StatusOr<FieldNames> Apply(const v1::RespondToRecommendationRequest& request,
                                 v1::Recommendation* recommendation, Violations* violations);
std::shared_ptr<const Change> ChangeOf(const v1::RespondToRecommendationRequest& request);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_EDIT_REQUESTS_H_
