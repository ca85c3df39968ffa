// Questions that only one of the services answers.
#include "service/rpc/query_calls.h"

#include <string>
#include <utility>

#include "newswire/v1/article_reads.pb.h"
#include "newswire/v1/explain.pb.h"
#include "service/core/draft.h"
#include "service/core/error.h"
#include "service/core/filter.h"
#include "service/core/item_reader.h"
#include "service/core/language.h"
#include "service/rpc/fresh_index.h"
#include "service/rpc/item_queries.h"
#include "service/rpc/item_traits.h"
#include "service/rpc/min_position.h"
#include "service/rpc/page_size.h"
#include "service/search/explain.h"
#include "service/search/likeness.h"
#include "storage/entry_frame.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

constexpr PageSizes kRelatedSizes = {.standard = 10, .max = 100};

absl::StatusOr<std::string> RelatedArticles(const ServerContextData& data,
                                            const v1::RelatedArticlesRequest& request) {
  Violations violations;
  const auto uri = ParseItemName(request.name(), v1::ITEM_KIND_ARTICLE, "name", &violations);
  const std::size_t size = PageSize(request.page_size(), kRelatedSizes, "page_size", &violations);
  const CompiledFilter filter =
      CompiledFilter::Compile(request.filter(), "filter", &violations, v1::ITEM_KIND_ARTICLE);
  const auto shape = ItemShape::Of<v1::Article>(request, v1::ITEM_VIEW_BASIC, &violations);
  ValidatePreference(request.language(), "language", &violations);
  if (!violations.empty()) return violations.ToStatus();
  NEWSWIRE_ASSIGN_OR_RETURN(const std::string stored,
                            ItemReader(data.store).Read(v1::ITEM_KIND_ARTICLE, *uri, 0));
  v1::Article article;
  if (!article.ParseFromString(stored)) return DamagedItem();
  NEWSWIRE_RETURN_IF_ERROR(FreshIndex(data.index, request.min_position()));
  NEWSWIRE_ASSIGN_OR_RETURN(const Likeness likeness, Likeness::To(article, *data.index));
  const ItemLister lister(data.store, data.index);
  Rank after = kFirstRank;
  bool more = false;
  // The article itself is the likest of all.
  NEWSWIRE_ASSIGN_OR_RETURN(
      const ItemReader::Page page,
      lister.ListBy({.filter = filter, .size = size + 1}, likeness, &after, &more));
  const ItemQueries<ArticleCalls> queries(&data);
  v1::RelatedArticlesResponse response;
  for (const std::string& bytes : page.items) {
    v1::RelatedArticle related;
    v1::Article* const found = related.mutable_article()->mutable_article();
    if (!found->ParseFromString(bytes)) return DamagedItem();
    if (found->name() == article.name()) continue;
    if (static_cast<std::size_t>(response.articles_size()) == size) break;
    for (v1::SharedValue& shared : likeness.SharedBy(*found)) {
      related.set_score(related.score() + shared.weight());
      *related.add_shared() = std::move(shared);
    }
    NEWSWIRE_ASSIGN_OR_RETURN(const bool wanted,
                              queries.Show(request.language(), shape, related.mutable_article()));
    if (wanted) *response.add_articles() = std::move(related);
  }
  return response.SerializeAsString();
}

absl::StatusOr<std::string> Explain(const ServerContextData& data,
                                    const v1::ExplainFilterRequest& request) {
  Violations violations;
  CompiledFilter::Compile(request.filter(), "filter", &violations);
  if (request.through_sequence() != 0 && request.through_sequence() < request.after_sequence()) {
    violations.Add("through_sequence", "OUT_OF_RANGE", "must not be smaller than after_sequence");
  }
  if (!violations.empty()) return violations.ToStatus();
  NEWSWIRE_RETURN_IF_ERROR(FreshIndex(data.index, request.min_position()));
  NEWSWIRE_ASSIGN_OR_RETURN(const auto response, ExplainFilter(request, *data.index, *data.store));
  return response.SerializeAsString();
}

}  // namespace

void AddQueryCalls(const ServerContextData* data, HandlerTable* table) {
  (*table)["RelatedArticles"] = ReadAtPosition<v1::RelatedArticlesRequest>(
      data, [data](const auto& request) { return RelatedArticles(*data, request); });
  (*table)["ExplainFilter"] = ReadAtPosition<v1::ExplainFilterRequest>(
      data, [data](const auto& request) { return Explain(*data, request); });
}

}  // namespace newswire
