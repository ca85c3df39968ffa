#include "client/client.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/status.h"
#include "newswire/v1/article_service.grpc.pb.h"
#include "newswire/v1/feed_service.grpc.pb.h"
#include "newswire/v1/recommendation_service.grpc.pb.h"

namespace newswire {
namespace {

// Calls `method` of `stub` until it succeeds, fails for good, or time or attempts are used up.
template <typename Response, typename Stub, typename Request>
absl::StatusOr<Response> Call(const ClientOptions& options, grpc::Channel* channel, Stub* stub,
                              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                           Response*),
                              const Request& request) {
  const absl::Time deadline = absl::Now() + options.timeout;
  Backoff backoff(options.backoff);
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(deadline));
    Response response;
    const grpc::Status status = (stub->*method)(&context, request, &response);
    if (status.ok()) return response;
    absl::Status error = FromGrpcStatus(status);
    if (!absl::IsUnavailable(error) || attempt >= options.attempts_max) return error;
    const absl::Duration wait = DetailsOf(error).retry_delay.value_or(backoff.Next());
    if (absl::Now() + wait >= deadline) return error;
    // The wait must poll the channel, or nobody notices that the server is back.
    const absl::Time next = absl::Now() + wait;
    channel->WaitForConnected(absl::ToChronoTime(next));
    absl::SleepFor(next - absl::Now());
  }
}

template <typename Request>
void EnsureRequestId(Request* request) {
  if (request->request_id().empty()) request->set_request_id(NewRequestId());
}

}  // namespace

class Client::Stubs {
 public:
  explicit Stubs(std::shared_ptr<grpc::Channel> to)
      : channel(std::move(to)), articles(channel), recommendations(channel), feed(channel) {}

  const std::shared_ptr<grpc::Channel> channel;
  v1::ArticleService::Stub articles;
  v1::RecommendationService::Stub recommendations;
  v1::FeedService::Stub feed;
};

Client::Client(std::shared_ptr<grpc::Channel> channel, const ClientOptions& options)
    : options_(options), stubs_(std::make_unique<Stubs>(std::move(channel))) {}

Client::~Client() = default;

std::string NewRequestId() {
  std::random_device random;
  const auto word = [&] { return (std::uint64_t{random()} << 32) | random(); };
  return absl::StrCat(absl::Hex(word(), absl::kZeroPad16), absl::Hex(word(), absl::kZeroPad16));
}

// The same three lines for every call; the table of calls is what a reader wants to see.
#define NEWSWIRE_READ_CALL(stub, Service, Method)                                           \
  absl::StatusOr<v1::Method##Response> Client::Method(const v1::Method##Request& request) { \
    return Call<v1::Method##Response>(options_, stubs_->channel.get(), &stubs_->stub,       \
                                      &v1::Service::Stub::Method, request);                 \
  }
#define NEWSWIRE_WRITE_CALL(stub, Service, Method)                                    \
  absl::StatusOr<v1::Method##Response> Client::Method(v1::Method##Request request) {  \
    EnsureRequestId(&request);                                                        \
    return Call<v1::Method##Response>(options_, stubs_->channel.get(), &stubs_->stub, \
                                      &v1::Service::Stub::Method, request);           \
  }

NEWSWIRE_WRITE_CALL(articles, ArticleService, CreateArticle)
NEWSWIRE_WRITE_CALL(articles, ArticleService, UpdateArticle)
NEWSWIRE_WRITE_CALL(articles, ArticleService, CorrectArticle)
NEWSWIRE_WRITE_CALL(articles, ArticleService, PutTranslation)
NEWSWIRE_WRITE_CALL(articles, ArticleService, WithholdArticle)
NEWSWIRE_WRITE_CALL(articles, ArticleService, ReinstateArticle)
NEWSWIRE_WRITE_CALL(articles, ArticleService, CancelArticle)
NEWSWIRE_WRITE_CALL(articles, ArticleService, ReleaseArticle)
NEWSWIRE_READ_CALL(articles, ArticleService, GetArticle)
NEWSWIRE_READ_CALL(articles, ArticleService, BatchGetArticles)
NEWSWIRE_READ_CALL(articles, ArticleService, ListArticles)
NEWSWIRE_READ_CALL(articles, ArticleService, SearchArticles)
NEWSWIRE_READ_CALL(articles, ArticleService, CountArticles)
NEWSWIRE_READ_CALL(articles, ArticleService, RelatedArticles)
NEWSWIRE_READ_CALL(articles, ArticleService, ListArticleRevisions)
NEWSWIRE_READ_CALL(articles, ArticleService, DiffArticleRevisions)

NEWSWIRE_WRITE_CALL(recommendations, RecommendationService, CreateRecommendation)
NEWSWIRE_WRITE_CALL(recommendations, RecommendationService, UpdateRecommendation)
NEWSWIRE_WRITE_CALL(recommendations, RecommendationService, CorrectRecommendation)
NEWSWIRE_WRITE_CALL(recommendations, RecommendationService, AssessRecommendation)
NEWSWIRE_WRITE_CALL(recommendations, RecommendationService, RespondToRecommendation)
NEWSWIRE_WRITE_CALL(recommendations, RecommendationService, WithholdRecommendation)
NEWSWIRE_WRITE_CALL(recommendations, RecommendationService, ReinstateRecommendation)
NEWSWIRE_WRITE_CALL(recommendations, RecommendationService, CancelRecommendation)
NEWSWIRE_WRITE_CALL(recommendations, RecommendationService, ReleaseRecommendation)
NEWSWIRE_READ_CALL(recommendations, RecommendationService, GetRecommendation)
NEWSWIRE_READ_CALL(recommendations, RecommendationService, BatchGetRecommendations)
NEWSWIRE_READ_CALL(recommendations, RecommendationService, ListRecommendations)
NEWSWIRE_READ_CALL(recommendations, RecommendationService, SearchRecommendations)
NEWSWIRE_READ_CALL(recommendations, RecommendationService, CountRecommendations)
NEWSWIRE_READ_CALL(recommendations, RecommendationService, ListRecommendationRevisions)
NEWSWIRE_READ_CALL(recommendations, RecommendationService, DiffRecommendationRevisions)

NEWSWIRE_WRITE_CALL(feed, FeedService, Publish)
NEWSWIRE_READ_CALL(feed, FeedService, ReadEntries)
NEWSWIRE_READ_CALL(feed, FeedService, ExplainFilter)
NEWSWIRE_READ_CALL(feed, FeedService, GetFeedStatus)
NEWSWIRE_READ_CALL(feed, FeedService, ListCancellations)
NEWSWIRE_READ_CALL(feed, FeedService, AcknowledgeRetraction)
NEWSWIRE_READ_CALL(feed, FeedService, ListRetractionAcknowledgements)

#undef NEWSWIRE_READ_CALL
#undef NEWSWIRE_WRITE_CALL

}  // namespace newswire
