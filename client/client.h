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
// A call that finds the server UNAVAILABLE is tried again. That is safe for writes too: one without
// a request_id is given one, and a server answers the same id as it did the first time. Errors are
// the server's, with its details (client/status.h).
class Client {
 public:
  explicit Client(std::shared_ptr<grpc::Channel> channel, const ClientOptions& options = {});
  ~Client();

  absl::StatusOr<v1::CreateArticleResponse> CreateArticle(v1::CreateArticleRequest request);
  absl::StatusOr<v1::UpdateArticleResponse> UpdateArticle(v1::UpdateArticleRequest request);
  absl::StatusOr<v1::GetArticleResponse> GetArticle(const v1::GetArticleRequest& request);
  absl::StatusOr<v1::BatchGetArticlesResponse> BatchGetArticles(
      const v1::BatchGetArticlesRequest& request);
  absl::StatusOr<v1::ListArticlesResponse> ListArticles(const v1::ListArticlesRequest& request);
  absl::StatusOr<v1::ListArticleRevisionsResponse> ListArticleRevisions(
      const v1::ListArticleRevisionsRequest& request);

  absl::StatusOr<v1::CreateRecommendationResponse> CreateRecommendation(
      v1::CreateRecommendationRequest request);
  absl::StatusOr<v1::UpdateRecommendationResponse> UpdateRecommendation(
      v1::UpdateRecommendationRequest request);
  absl::StatusOr<v1::GetRecommendationResponse> GetRecommendation(
      const v1::GetRecommendationRequest& request);
  absl::StatusOr<v1::BatchGetRecommendationsResponse> BatchGetRecommendations(
      const v1::BatchGetRecommendationsRequest& request);
  absl::StatusOr<v1::ListRecommendationsResponse> ListRecommendations(
      const v1::ListRecommendationsRequest& request);
  absl::StatusOr<v1::ListRecommendationRevisionsResponse> ListRecommendationRevisions(
      const v1::ListRecommendationRevisionsRequest& request);

  absl::StatusOr<v1::PublishResponse> Publish(v1::PublishRequest request);
  absl::StatusOr<v1::ReadEntriesResponse> ReadEntries(const v1::ReadEntriesRequest& request);
  absl::StatusOr<v1::GetFeedStatusResponse> GetFeedStatus(
      const v1::GetFeedStatusRequest& request = {});

 private:
  class Stubs;
  const ClientOptions options_;
  const std::unique_ptr<Stubs> stubs_;
};

// 32 hexadecimal digits that no other call has.
std::string NewRequestId();

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_CLIENT_H_
