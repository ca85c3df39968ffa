#include "service/rpc/item_queries.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/core/facet_values.h"
#include "service/core/filter.h"
#include "service/core/item_texts.h"
#include "service/core/language.h"
#include "service/core/text_query.h"
#include "service/rpc/item_traits.h"
#include "service/rpc/page_size.h"
#include "service/rpc/snippets.h"
#include "storage/entry_frame.h"

namespace newswire {
namespace {

constexpr PageSizes kListSizes = {.standard = 50, .max = 1000};
constexpr PageSizes kSearchSizes = {.standard = 20, .max = 100};
constexpr PageSizes kValueCounts = {.standard = 10, .max = 1000};
constexpr int kFacetsMax = 16;
constexpr std::size_t kTotalMax = 10'000;
// What a count takes up itself: some 100 ms of work.
constexpr std::size_t kFreshenMax = 2'000;

Index::Order OrderOf(v1::ItemOrder order, Violations* violations) {
  if (!v1::ItemOrder_IsValid(order)) {
    violations->Add("order", "UNKNOWN_VALUE",
                    absl::StrCat("this server does not know the value ", static_cast<int>(order)));
  }
  return order == v1::ITEM_ORDER_OLDEST_FIRST ? Index::Order::kOldestFirst
                                              : Index::Order::kNewestFirst;
}

template <typename Numbers>
std::vector<Facet> FacetsOf(const Numbers& asked, Violations* violations) {
  std::vector<Facet> facets;
  if (asked.size() > kFacetsMax) {
    violations->Add("facets", "TOO_MANY",
                    absl::StrCat("at most ", kFacetsMax, "; ", asked.size(), " were sent"));
    return facets;
  }
  for (int i = 0; i < asked.size(); ++i) {
    const std::string path = absl::StrCat("facets[", i, "]");
    if (asked[i] == v1::FACET_UNSPECIFIED) {
      violations->Add(path, "FIELD_REQUIRED", "must be set");
    } else if (!v1::Facet_IsValid(asked[i])) {
      violations->Add(path, "UNKNOWN_VALUE",
                      absl::StrCat("this server does not know the value ", asked[i]));
    } else if (std::find(asked.begin(), asked.begin() + i, asked[i]) != asked.begin() + i) {
      violations->Add(path, "VALUE_DUPLICATE", "stands there twice");
    } else {
      facets.push_back(CountedFacet(static_cast<v1::Facet>(asked[i])));
    }
  }
  return facets;
}

// Numbers of enums by their names, as JSON has them.
std::string PrintedValue(v1::Facet facet, const std::string& value) {
  if (facet == v1::FACET_PRIORITY) return value == "1" ? "true" : "false";
  if (facet == v1::FACET_STATUS) {
    return v1::RecommendationStatus_Name(static_cast<v1::RecommendationStatus>(std::stoi(value)));
  }
  if (facet == v1::FACET_RESPONSE) {
    return v1::AddresseeResponse_Name(static_cast<v1::AddresseeResponse>(std::stoi(value)));
  }
  return value;
}

}  // namespace

template <typename Calls>
absl::StatusOr<std::string> ItemQueries<Calls>::List(
    const typename Calls::ListRequest& request) const {
  Violations violations;
  const std::size_t size = PageSize(request.page_size(), kListSizes, "page_size", &violations);
  const CompiledFilter filter =
      CompiledFilter::Compile(request.filter(), "filter", &violations, Calls::kKind);
  const Index::Order order = OrderOf(request.order(), &violations);
  const auto shape =
      ItemShape::Of(request, v1::ITEM_VIEW_FULL, typename Calls::Item(), &violations);
  ValidatePreference(request.language(), "language", &violations);
  if (!violations.empty()) return violations.ToStatus();
  NEWSWIRE_ASSIGN_OR_RETURN(const ItemReader::Page page,
                            lister_.List({filter, order, size, request.page_token()}));
  typename Calls::ListResponse response;
  for (const std::string& stored : page.items) {
    typename Calls::GetResponse found;
    const absl::Status filled = Fill(stored, request.language(), shape, &found);
    if (absl::IsNotFound(filled)) continue;
    NEWSWIRE_RETURN_IF_ERROR(filled);
    *Calls::Add(&response) = std::move(found);
  }
  response.set_next_page_token(page.next_token);
  if (request.with_total()) {
    NEWSWIRE_ASSIGN_OR_RETURN(*response.mutable_total(), Total(filter));
  }
  Calls::AddNotice(request.language(), &response);
  return response.SerializeAsString();
}

template <typename Calls>
absl::StatusOr<std::string> ItemQueries<Calls>::Search(
    const typename Calls::SearchRequest& request) const {
  Violations violations;
  const std::size_t size = PageSize(request.page_size(), kSearchSizes, "page_size", &violations);
  if (!request.filter().has_text()) {
    violations.Add("filter.text", "FIELD_REQUIRED", "must say what to look for");
  }
  const CompiledFilter filter =
      CompiledFilter::Compile(request.filter(), "filter", &violations, Calls::kKind);
  const Index::Order order = OrderOf(request.order(), &violations);
  const auto shape =
      ItemShape::Of(request, v1::ITEM_VIEW_BASIC, typename Calls::Item(), &violations);
  ValidatePreference(request.language(), "language", &violations);
  if (!violations.empty()) return violations.ToStatus();
  NEWSWIRE_ASSIGN_OR_RETURN(const ItemReader::Page page,
                            lister_.List({filter, order, size, request.page_token()}));
  const TextQuery query = TextQuery::Parse(request.filter().text(), {}, ThreadAnalyzer());
  typename Calls::SearchResponse response;
  for (const std::string& stored : page.items) {
    typename Calls::Hit hit;
    const absl::Status filled = Fill(stored, request.language(), shape, Calls::MutableFound(&hit));
    if (absl::IsNotFound(filled)) continue;
    NEWSWIRE_RETURN_IF_ERROR(filled);
    typename Calls::Item item;  // all languages of it
    if (!item.ParseFromString(stored)) return DamagedItem();
    AddSnippets(item, query, hit.mutable_snippets());
    *response.add_hits() = std::move(hit);
  }
  response.set_next_page_token(page.next_token);
  NEWSWIRE_ASSIGN_OR_RETURN(*response.mutable_total(), Total(filter));
  return response.SerializeAsString();
}

template <typename Calls>
absl::StatusOr<std::string> ItemQueries<Calls>::Count(
    const typename Calls::CountRequest& request) const {
  Violations violations;
  Index::CountOptions options;
  options.top = PageSize(request.values_max(), kValueCounts, "values_max", &violations);
  const CompiledFilter filter =
      CompiledFilter::Compile(request.filter(), "filter", &violations, Calls::kKind);
  options.facets = FacetsOf(request.facets(), &violations);
  if (!violations.empty()) return violations.ToStatus();
  NEWSWIRE_RETURN_IF_ERROR(Freshen(request.min_position()));
  NEWSWIRE_ASSIGN_OR_RETURN(const Index::Counts counts, index_->Count(filter, options));
  typename Calls::CountResponse response;
  response.mutable_total()->set_items(counts.items);
  response.mutable_total()->set_at_least(!counts.complete);
  response.set_through_sequence(counts.through);
  for (int i = 0; i < request.facets_size(); ++i) {
    v1::FacetCounts* const facet = response.add_facets();
    facet->set_facet(request.facets(i));
    for (const FacetCount& count : counts.facets[i]) {
      v1::FacetCount* const value = facet->add_counts();
      value->set_value(PrintedValue(request.facets(i), count.value));
      value->set_label(count.label);
      value->set_items(count.count);
    }
  }
  return response.SerializeAsString();
}

template <typename Calls>
absl::Status ItemQueries<Calls>::Fill(const std::string& stored,
                                      const v1::LanguagePreference& language,
                                      const ItemShape& shape,
                                      typename Calls::GetResponse* found) const {
  NEWSWIRE_RETURN_IF_ERROR(answers_.Fill({stored, std::nullopt}, language, found));
  typename Calls::Item* const item = Calls::Mutable(found);
  NEWSWIRE_RETURN_IF_ERROR(answers_.AddReporters(UriOf(item->name()), found));
  shape.Apply(item);
  return absl::OkStatus();
}

template <typename Calls>
absl::Status ItemQueries<Calls>::Freshen(const std::string& min_position) const {
  NEWSWIRE_RETURN_IF_ERROR(index_->Freshen(kFreshenMax));
  const auto position = ParsePosition(min_position);
  if (!position || position->sequence <= index_->through()) return absl::OkStatus();
  return WithRetry(MakeError(absl::StatusCode::kUnavailable, "INDEX_BEHIND",
                             absl::StrCat("the index has come to sequence ", index_->through(),
                                          ", min_position is ", position->sequence)),
                   absl::Seconds(1));
}

template <typename Calls>
absl::StatusOr<v1::TotalCount> ItemQueries<Calls>::Total(const CompiledFilter& filter) const {
  NEWSWIRE_RETURN_IF_ERROR(Freshen(""));
  NEWSWIRE_ASSIGN_OR_RETURN(const Index::Counts counts,
                            index_->Count(filter, {.facets = {}, .items_max = kTotalMax}));
  v1::TotalCount total;
  total.set_items(counts.items);
  total.set_at_least(!counts.complete);
  return total;
}

template class ItemQueries<ArticleCalls>;
template class ItemQueries<RecommendationCalls>;

}  // namespace newswire
