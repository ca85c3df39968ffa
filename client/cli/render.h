#ifndef NEWSWIRE_CLIENT_CLI_RENDER_H_
#define NEWSWIRE_CLIENT_CLI_RENDER_H_

#include <string>

#include "client/cli/style.h"
#include "client/cli/written.h"
#include "newswire/v1/article_service.pb.h"
#include "newswire/v1/feed_service.pb.h"
#include "newswire/v1/recommendation_service.pb.h"

namespace newswire::cli {

// What the commands print for people. All functions are pure.

// Items as a reader would see them: notice, headline, date, text, then who and what. Of an item
// that may not be shown only the notice and since when.
std::string Render(const v1::GetArticleResponse& response, const Style& style);
std::string Render(const v1::GetRecommendationResponse& response, const Style& style);

// One line for lists.
std::string RenderLine(const v1::GetArticleResponse& response, const Style& style);
std::string RenderLine(const v1::GetRecommendationResponse& response, const Style& style);

// One line that begins with # and the sequence, then indented lines for what a reader must know
// beside it: notice, what changed and how much it matters, what to take down and why, advisories.
std::string RenderEntry(const v1::FeedEntry& entry, const Style& style);

// What became of an item; `embargo` is the one it was sent with.
std::string RenderLine(const v1::PublishResult& result, const v1::Embargo& embargo,
                       const Style& style);
std::string RenderLine(const Written& written, const std::string& verb, const Style& style);

// Where a recommendation stands and how it came there: status by status, who assessed it, who
// answered.
std::string RenderHistory(const v1::Recommendation& recommendation, const Style& style);

// What differs, field by field: paragraphs that changed, before (-) and after (+), the changed
// words in colour; long stretches without change are left out.
std::string RenderChange(const v1::FieldChange& change, const Style& style);

// A result of a search: its line, then a line for each text that holds what was looked for.
std::string RenderHit(const v1::ArticleHit& hit, const Style& style);
std::string RenderHit(const v1::RecommendationHit& hit, const Style& style);
std::string RenderRelated(const v1::RelatedArticle& related, const Style& style);
std::string RenderExplanation(const v1::ExplainFilterResponse& explained, const Style& style);
// How many of how many were shown.
std::string RenderTotal(const v1::TotalCount& total, std::uint64_t shown, const Style& style);
// The number of items, then a table for each facet.
std::string RenderCounts(const v1::TotalCount& total,
                         const google::protobuf::RepeatedPtrField<v1::FacetCounts>& facets,
                         const Style& style);

std::string RenderCancellations(
    const google::protobuf::RepeatedPtrField<v1::Cancellation>& cancellations);
std::string RenderAcknowledgements(const std::string& name,
                                   const v1::ListRetractionAcknowledgementsResponse& response,
                                   const Style& style);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_RENDER_H_
