#ifndef NEWSWIRE_SERVICE_RPC_ITEM_TRAITS_H_
#define NEWSWIRE_SERVICE_RPC_ITEM_TRAITS_H_

#include <optional>
#include <string>

#include "newswire/v1/article_service.pb.h"
#include "newswire/v1/recommendation_service.pb.h"
#include "service/core/draft.h"

namespace newswire {

// What differs between the calls about articles and those about recommendations: types and names.
struct ArticleCalls {
  using Item = v1::Article;
  using CreateRequest = v1::CreateArticleRequest;
  using UpdateRequest = v1::UpdateArticleRequest;
  using GetRequest = v1::GetArticleRequest;
  using GetResponse = v1::GetArticleResponse;
  using BatchGetRequest = v1::BatchGetArticlesRequest;
  using BatchGetResponse = v1::BatchGetArticlesResponse;
  using ListRequest = v1::ListArticlesRequest;
  using ListResponse = v1::ListArticlesResponse;
  using ListRevisionsRequest = v1::ListArticleRevisionsRequest;
  using ListRevisionsResponse = v1::ListArticleRevisionsResponse;

  static constexpr v1::ItemKind kKind = v1::ITEM_KIND_ARTICLE;
  static constexpr const char* kField = "article";
  static constexpr const char* kSingular = "Article";

  template <typename Message>
  static bool Has(const Message& message) {
    return message.has_article();
  }
  template <typename Message>
  static Item* Mutable(Message* message) {
    return message->mutable_article();
  }
  template <typename Message>
  static auto* Add(Message* message) {
    return message->add_articles();
  }
  static std::optional<Draft> MakeDraft(Item item, absl::Time now, Violations* violations) {
    return DraftArticle(std::move(item), now, kField, violations);
  }
  static bool Quotes(const Item& item) {
    for (const v1::RecommendationRef& ref : item.recommendations()) {
      if (ref.spans_size() > 0) return true;
    }
    return false;
  }
};

struct RecommendationCalls {
  using Item = v1::Recommendation;
  using CreateRequest = v1::CreateRecommendationRequest;
  using UpdateRequest = v1::UpdateRecommendationRequest;
  using GetRequest = v1::GetRecommendationRequest;
  using GetResponse = v1::GetRecommendationResponse;
  using BatchGetRequest = v1::BatchGetRecommendationsRequest;
  using BatchGetResponse = v1::BatchGetRecommendationsResponse;
  using ListRequest = v1::ListRecommendationsRequest;
  using ListResponse = v1::ListRecommendationsResponse;
  using ListRevisionsRequest = v1::ListRecommendationRevisionsRequest;
  using ListRevisionsResponse = v1::ListRecommendationRevisionsResponse;

  static constexpr v1::ItemKind kKind = v1::ITEM_KIND_RECOMMENDATION;
  static constexpr const char* kField = "recommendation";
  static constexpr const char* kSingular = "Recommendation";

  template <typename Message>
  static bool Has(const Message& message) {
    return message.has_recommendation();
  }
  template <typename Message>
  static Item* Mutable(Message* message) {
    return message->mutable_recommendation();
  }
  template <typename Message>
  static auto* Add(Message* message) {
    return message->add_recommendations();
  }
  static std::optional<Draft> MakeDraft(Item item, absl::Time now, Violations* violations) {
    return DraftRecommendation(std::move(item), now, kField, violations);
  }
  static bool Quotes(const Item& item) { return false; }
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_ITEM_TRAITS_H_
