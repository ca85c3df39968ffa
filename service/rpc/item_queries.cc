#include "service/rpc/item_queries.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "service/core/error.h"
#include "service/core/facet_values.h"
#include "service/core/field_checker.h"
#include "service/core/field_path.h"
#include "service/core/filter.h"
#include "service/core/item_texts.h"
#include "service/core/language.h"
#include "service/core/text_query.h"
#include "service/rpc/fresh_index.h"
#include "service/rpc/item_traits.h"
#include "service/rpc/page_size.h"
#include "service/rpc/snippets.h"
#include "storage/entry_frame.h"
#include "storage/wire_writer.h"

namespace newswire {
namespace {

constexpr PageSizes kListSizes = {.standard = 50, .max = 1000};
constexpr PageSizes kSearchSizes = {.standard = 20, .max = 100};
constexpr PageSizes kValueCounts = {.standard = 10, .max = 1000};
constexpr int kFacetsMax = 16;
constexpr std::size_t kTotalMax = 10'000;

void CheckOrder(v1::ItemOrder order, const v1::Filter& filter, v1::ItemKind kind,
                Violations* violations) {
  FieldChecker check(violations);
  const FieldPath path("order");
  check.EnumValue(path, order, v1::ItemOrder_IsValid);
  if (order == v1::ITEM_ORDER_EVENT_DATE && kind != v1::ITEM_KIND_ARTICLE) {
    check.Fail(path, "UNKNOWN_VALUE", "only articles have events");
  }
  if (order == v1::ITEM_ORDER_RELEVANCE && !filter.has_text()) {
    violations->Add("filter.text", "FIELD_REQUIRED", "must say what items shall be relevant to");
  }
}

template <typename Numbers>
std::vector<Facet> FacetsOf(const Numbers& asked, Violations* violations) {
  FieldChecker check(violations);
  const FieldPath root("");
  std::vector<Facet> facets;
  if (!check.Count(root.At("facets"), asked.size(), kFacetsMax)) return facets;
  for (int i = 0; i < asked.size(); ++i) {
    const FieldPath path = root.At("facets", i);
    const auto facet = static_cast<v1::Facet>(asked[i]);
    if (!check.EnumValue(path, facet, v1::Facet_IsValid, Presence::kRequired)) continue;
    if (std::find(asked.begin(), asked.begin() + i, asked[i]) != asked.begin() + i) {
      check.Fail(path, "VALUE_DUPLICATE", "stands there twice");
    } else {
      facets.push_back(CountedFacet(facet));
    }
  }
  return facets;
}

// What lists and searches have in common, checked.
struct Question {
  CompiledFilter filter;
  v1::ItemOrder order;
  std::size_t size;
  ItemShape shape;
};

template <typename Calls, typename Request>
Question QuestionOf(const Request& request, const PageSizes& sizes, v1::ItemView view,
                    Violations* violations) {
  const std::size_t size = PageSize(request.page_size(), sizes, "page_size", violations);
  CompiledFilter filter =
      CompiledFilter::Compile(request.filter(), "filter", violations, Calls::kKind);
  CheckOrder(request.order(), request.filter(), Calls::kKind, violations);
  const auto shape = ItemShape::Of<typename Calls::Item>(request, view, violations);
  ValidatePreference(request.language(), "language", violations);
  return {std::move(filter), request.order(), size, shape};
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
  const Question asked = QuestionOf<Calls>(request, kListSizes, v1::ITEM_VIEW_FULL, &violations);
  if (!violations.empty()) return violations.ToStatus();
  if (ItemLister::IsRanked(asked.order)) {
    NEWSWIRE_RETURN_IF_ERROR(FreshIndex(index_, request.min_position()));
  }
  NEWSWIRE_ASSIGN_OR_RETURN(
      const ItemReader::Page page,
      lister_.List({asked.filter, asked.order, asked.size, request.page_token()}));
  typename Calls::ListResponse response;
  std::string whole;  // the items that are shown as they are stored: the first part of the answer
  const CompiledPreference preference(request.language());
  const bool shows_whole = asked.shape.is_whole() && preference.shows_whole();
  for (const std::string& stored : page.items) {
    if (shows_whole) {
      NEWSWIRE_ASSIGN_OR_RETURN(const std::string found, answers_.Whole(preference, stored));
      AppendBytes(Calls::kFieldOfList, found, &whole);
      continue;
    }
    typename Calls::GetResponse found;
    if (!Calls::Mutable(&found)->ParseFromString(stored)) return DamagedItem();
    NEWSWIRE_ASSIGN_OR_RETURN(const bool wanted, Show(request.language(), asked.shape, &found));
    if (wanted) *Calls::Add(&response) = std::move(found);
  }
  response.set_next_page_token(page.next_token);
  if (request.with_total()) {
    NEWSWIRE_ASSIGN_OR_RETURN(*response.mutable_total(), Total(asked.filter));
  }
  Calls::AddNotice(request.language(), &response);
  response.AppendToString(&whole);
  return whole;
}

template <typename Calls>
absl::StatusOr<std::string> ItemQueries<Calls>::Search(
    const typename Calls::SearchRequest& request) const {
  Violations violations;
  if (!request.filter().has_text() && request.order() != v1::ITEM_ORDER_RELEVANCE) {
    violations.Add("filter.text", "FIELD_REQUIRED", "must say what to look for");
  }
  const Question asked = QuestionOf<Calls>(request, kSearchSizes, v1::ITEM_VIEW_BASIC, &violations);
  if (!violations.empty()) return violations.ToStatus();
  if (ItemLister::IsRanked(asked.order)) {
    NEWSWIRE_RETURN_IF_ERROR(FreshIndex(index_, request.min_position()));
  }
  NEWSWIRE_ASSIGN_OR_RETURN(
      const ItemReader::Page page,
      lister_.List({asked.filter, asked.order, asked.size, request.page_token()}));
  const TextQuery query = TextQuery::Parse(request.filter().text(), {}, ThreadAnalyzer());
  typename Calls::SearchResponse response;
  for (const std::string& stored : page.items) {
    typename Calls::Hit hit;
    typename Calls::GetResponse* const found = Calls::MutableFound(&hit);
    if (!Calls::Mutable(found)->ParseFromString(stored)) return DamagedItem();
    // While all its languages are there.
    AddSnippets(*Calls::Mutable(found), query, hit.mutable_snippets());
    NEWSWIRE_ASSIGN_OR_RETURN(const bool wanted, Show(request.language(), asked.shape, found));
    if (wanted) *response.add_hits() = std::move(hit);
  }
  response.set_next_page_token(page.next_token);
  NEWSWIRE_ASSIGN_OR_RETURN(*response.mutable_total(), Total(asked.filter));
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
  NEWSWIRE_RETURN_IF_ERROR(FreshIndex(index_, request.min_position()));
  NEWSWIRE_ASSIGN_OR_RETURN(const Index::Counts counts, index_->Count(filter, options));
  typename Calls::CountResponse response;
  *response.mutable_total() = counts.total();
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
absl::StatusOr<bool> ItemQueries<Calls>::Show(const v1::LanguagePreference& language,
                                              const ItemShape& shape,
                                              typename Calls::GetResponse* found) const {
  const absl::Status chosen = answers_.ChooseLanguage(language, found);
  if (absl::IsNotFound(chosen)) return false;
  NEWSWIRE_RETURN_IF_ERROR(chosen);
  typename Calls::Item* const item = Calls::Mutable(found);
  NEWSWIRE_RETURN_IF_ERROR(answers_.AddReporters(UriOf(item->name()), item));
  shape.Apply(item);
  return true;
}

template <typename Calls>
absl::StatusOr<v1::TotalCount> ItemQueries<Calls>::Total(const CompiledFilter& filter) const {
  NEWSWIRE_RETURN_IF_ERROR(FreshIndex(index_, ""));
  NEWSWIRE_ASSIGN_OR_RETURN(const Index::Counts counts,
                            index_->Count(filter, {.facets = {}, .items_max = kTotalMax}));
  return counts.total();
}

template class ItemQueries<ArticleCalls>;
template class ItemQueries<RecommendationCalls>;

}  // namespace newswire
