#ifndef NEWSWIRE_CLIENT_CLIENT_H_
#define NEWSWIRE_CLIENT_CLIENT_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/backoff.h"
#include "newswire/v1/article_service.pb.h"
#include "newswire/v1/feed_service.pb.h"
#include "newswire/v1/recommendation_service.pb.h"

namespace grpc {
class Channel;
}

namespace newswire {

struct ClientOptions {
  // For a call with all its attempts.
  absl::Duration timeout = absl::Seconds(30);
  // How often a call is tried when the server cannot be reached. 1 is "no second time".
  int attempts_max = 4;
  BackoffOptions backoff;
};

// One method per unary call of the three services. Any thread; the calls block.
//
// A call that finds the server UNAVAILABLE is tried again. That is safe for writes too: an empty
// request_id is filled in, and a server answers the same id as it did the first time. Errors are
// the server's, with its details (client/status.h).
class Client {
 public:
  explicit Client(std::shared_ptr<grpc::Channel> channel, const ClientOptions& options = {});
  ~Client();

  absl::StatusOr<v1::CreateArticleResponse> CreateArticle(v1::CreateArticleRequest request);
  absl::StatusOr<v1::UpdateArticleResponse> UpdateArticle(v1::UpdateArticleRequest request);
  absl::StatusOr<v1::CorrectArticleResponse> CorrectArticle(v1::CorrectArticleRequest request);
  absl::StatusOr<v1::PutTranslationResponse> PutTranslation(v1::PutTranslationRequest request);
  absl::StatusOr<v1::WithholdArticleResponse> WithholdArticle(v1::WithholdArticleRequest request);
  absl::StatusOr<v1::ReinstateArticleResponse> ReinstateArticle(
      v1::ReinstateArticleRequest request);
  absl::StatusOr<v1::CancelArticleResponse> CancelArticle(v1::CancelArticleRequest request);
  absl::StatusOr<v1::ReleaseArticleResponse> ReleaseArticle(v1::ReleaseArticleRequest request);
  absl::StatusOr<v1::GetArticleResponse> GetArticle(const v1::GetArticleRequest& request);
  absl::StatusOr<v1::BatchGetArticlesResponse> BatchGetArticles(
      const v1::BatchGetArticlesRequest& request);
  absl::StatusOr<v1::ListArticlesResponse> ListArticles(const v1::ListArticlesRequest& request);
  absl::StatusOr<v1::SearchArticlesResponse> SearchArticles(
      const v1::SearchArticlesRequest& request);
  absl::StatusOr<v1::CountArticlesResponse> CountArticles(const v1::CountArticlesRequest& request);
  absl::StatusOr<v1::RelatedArticlesResponse> RelatedArticles(
      const v1::RelatedArticlesRequest& request);
  absl::StatusOr<v1::ListArticleRevisionsResponse> ListArticleRevisions(
      const v1::ListArticleRevisionsRequest& request);
  absl::StatusOr<v1::DiffArticleRevisionsResponse> DiffArticleRevisions(
      const v1::DiffArticleRevisionsRequest& request);

  absl::StatusOr<v1::CreateRecommendationResponse> CreateRecommendation(
      v1::CreateRecommendationRequest request);
  absl::StatusOr<v1::UpdateRecommendationResponse> UpdateRecommendation(
      v1::UpdateRecommendationRequest request);
  absl::StatusOr<v1::CorrectRecommendationResponse> CorrectRecommendation(
      v1::CorrectRecommendationRequest request);
  absl::StatusOr<v1::AssessRecommendationResponse> AssessRecommendation(
      v1::AssessRecommendationRequest request);
  absl::StatusOr<v1::RespondToRecommendationResponse> RespondToRecommendation(
      v1::RespondToRecommendationRequest request);
  absl::StatusOr<v1::WithholdRecommendationResponse> WithholdRecommendation(
      v1::WithholdRecommendationRequest request);
  absl::StatusOr<v1::ReinstateRecommendationResponse> ReinstateRecommendation(
      v1::ReinstateRecommendationRequest request);
  absl::StatusOr<v1::CancelRecommendationResponse> CancelRecommendation(
      v1::CancelRecommendationRequest request);
  absl::StatusOr<v1::ReleaseRecommendationResponse> ReleaseRecommendation(
      v1::ReleaseRecommendationRequest request);
  absl::StatusOr<v1::GetRecommendationResponse> GetRecommendation(
      const v1::GetRecommendationRequest& request);
  absl::StatusOr<v1::BatchGetRecommendationsResponse> BatchGetRecommendations(
      const v1::BatchGetRecommendationsRequest& request);
  absl::StatusOr<v1::ListRecommendationsResponse> ListRecommendations(
      const v1::ListRecommendationsRequest& request);
  absl::StatusOr<v1::SearchRecommendationsResponse> SearchRecommendations(
      const v1::SearchRecommendationsRequest& request);
  absl::StatusOr<v1::CountRecommendationsResponse> CountRecommendations(
      const v1::CountRecommendationsRequest& request);
  absl::StatusOr<v1::ListRecommendationRevisionsResponse> ListRecommendationRevisions(
      const v1::ListRecommendationRevisionsRequest& request);
  absl::StatusOr<v1::DiffRecommendationRevisionsResponse> DiffRecommendationRevisions(
      const v1::DiffRecommendationRevisionsRequest& request);

  absl::StatusOr<v1::PublishResponse> Publish(v1::PublishRequest request);
  absl::StatusOr<v1::ReadEntriesResponse> ReadEntries(const v1::ReadEntriesRequest& request);
  absl::StatusOr<v1::ExplainFilterResponse> ExplainFilter(const v1::ExplainFilterRequest& request);
  absl::StatusOr<v1::GetFeedStatusResponse> GetFeedStatus(
      const v1::GetFeedStatusRequest& request = {});
  absl::StatusOr<v1::ListCancellationsResponse> ListCancellations(
      const v1::ListCancellationsRequest& request);
  // The last word counts, so it may be said twice.
  absl::StatusOr<v1::AcknowledgeRetractionResponse> AcknowledgeRetraction(
      const v1::AcknowledgeRetractionRequest& request);
  absl::StatusOr<v1::ListRetractionAcknowledgementsResponse> ListRetractionAcknowledgements(
      const v1::ListRetractionAcknowledgementsRequest& request);

 private:
  class Stubs;
  const ClientOptions options_;
  const std::unique_ptr<Stubs> stubs_;
};

// 32 hexadecimal digits that no other call has.
std::string NewRequestId();

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_CLIENT_H_
