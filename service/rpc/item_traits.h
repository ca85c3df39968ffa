#ifndef NEWSWIRE_SERVICE_RPC_ITEM_TRAITS_H_
#define NEWSWIRE_SERVICE_RPC_ITEM_TRAITS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "newswire/v1/article_service.pb.h"
#include "newswire/v1/recommendation_service.pb.h"
#include "service/core/draft.h"
#include "service/core/language.h"

namespace newswire {

// What differs between the calls about articles and those about recommendations: types and names.
struct ArticleCalls {
  using Item = v1::Article;
  using CreateRequest = v1::CreateArticleRequest;
  using UpdateRequest = v1::UpdateArticleRequest;
  using CorrectRequest = v1::CorrectArticleRequest;
  using GetRequest = v1::GetArticleRequest;
  using GetResponse = v1::GetArticleResponse;
  using BatchGetRequest = v1::BatchGetArticlesRequest;
  using BatchGetResponse = v1::BatchGetArticlesResponse;
  using ListRequest = v1::ListArticlesRequest;
  using ListResponse = v1::ListArticlesResponse;
  using SearchRequest = v1::SearchArticlesRequest;
  using SearchResponse = v1::SearchArticlesResponse;
  using Hit = v1::ArticleHit;
  using CountRequest = v1::CountArticlesRequest;
  using CountResponse = v1::CountArticlesResponse;
  using ListRevisionsRequest = v1::ListArticleRevisionsRequest;
  using ListRevisionsResponse = v1::ListArticleRevisionsResponse;
  using DiffRequest = v1::DiffArticleRevisionsRequest;
  using DiffResponse = v1::DiffArticleRevisionsResponse;

  static constexpr v1::ItemKind kKind = v1::ITEM_KIND_ARTICLE;
  static constexpr const char* kField = "article";
  // Where the items stand in the answers.
  static constexpr int kFieldOfGet = GetResponse::kArticleFieldNumber;
  static constexpr int kFieldOfList = ListResponse::kArticlesFieldNumber;
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
  static GetResponse* MutableFound(Hit* hit) { return hit->mutable_article(); }
  static std::optional<Draft> MakeDraft(Item&& item, absl::Time now, Violations* violations) {
    return DraftArticle(std::move(item), now, kField, violations);
  }
  // Articles of a list speak for themselves.
  template <typename Message>
  static void AddNotice(const v1::LanguagePreference&, Message*) {}
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
  using CorrectRequest = v1::CorrectRecommendationRequest;
  using GetRequest = v1::GetRecommendationRequest;
  using GetResponse = v1::GetRecommendationResponse;
  using BatchGetRequest = v1::BatchGetRecommendationsRequest;
  using BatchGetResponse = v1::BatchGetRecommendationsResponse;
  using ListRequest = v1::ListRecommendationsRequest;
  using ListResponse = v1::ListRecommendationsResponse;
  using SearchRequest = v1::SearchRecommendationsRequest;
  using SearchResponse = v1::SearchRecommendationsResponse;
  using Hit = v1::RecommendationHit;
  using CountRequest = v1::CountRecommendationsRequest;
  using CountResponse = v1::CountRecommendationsResponse;
  using ListRevisionsRequest = v1::ListRecommendationRevisionsRequest;
  using ListRevisionsResponse = v1::ListRecommendationRevisionsResponse;
  using DiffRequest = v1::DiffRecommendationRevisionsRequest;
  using DiffResponse = v1::DiffRecommendationRevisionsResponse;

  static constexpr v1::ItemKind kKind = v1::ITEM_KIND_RECOMMENDATION;
  static constexpr const char* kField = "recommendation";
  static constexpr int kFieldOfGet = GetResponse::kRecommendationFieldNumber;
  static constexpr int kFieldOfList = ListResponse::kRecommendationsFieldNumber;
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
  static GetResponse* MutableFound(Hit* hit) { return hit->mutable_recommendation(); }
  static std::optional<Draft> MakeDraft(Item&& item, absl::Time now, Violations* violations) {
    return DraftRecommendation(std::move(item), now, kField, violations);
  }
  // One notice for the whole list.
  template <typename Message>
  static void AddNotice(const v1::LanguagePreference& preference, Message* response) {
    std::vector<const v1::LanguageSelection*> selections;
    for (const GetResponse& found : response->recommendations()) {
      selections.push_back(&found.selection());
    }
    auto notice = SummaryNotice(preference, selections);
    if (notice) *response->mutable_notice() = *std::move(notice);
  }
  static bool Quotes(const Item& item) { return false; }
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_ITEM_TRAITS_H_
