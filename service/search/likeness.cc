#include "service/search/likeness.h"

#include <algorithm>
#include <array>
#include <utility>

#include "service/core/facet_values.h"
#include "service/core/payload_item.h"
#include "service/search/bm25.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

struct SharedFacet {
  v1::Facet facet;
  Facet asked;  // by a filter
};
constexpr std::array<SharedFacet, 6> kShared = {
    {{v1::FACET_SUBJECT, Facet::kSubject},
     {v1::FACET_PERSON, Facet::kPerson},
     {v1::FACET_ORGANISATION, Facet::kOrganisation},
     {v1::FACET_PLACE, Facet::kPlace},
     {v1::FACET_EVENT, Facet::kEvent},
     {v1::FACET_SOURCE_DOCUMENT, Facet::kSourceDocument}}};

}  // namespace

absl::StatusOr<Likeness> Likeness::To(const v1::Article& article, const Index& index) {
  Likeness likeness;
  std::vector<Clause> clauses;
  for (const std::string& counted : FacetValuesOf({}, PayloadItem(article))) {
    const auto shared = std::find_if(kShared.begin(), kShared.end(), [&](const SharedFacet& one) {
      return static_cast<char>(CountedFacet(one.facet)) == counted.front();
    });
    if (shared == kShared.end()) continue;
    const FacetValue parts = ParseFacetValue(counted);
    Value value{MakeTerm(shared->asked, parts.value), {}};
    value.shared.set_facet(shared->facet);
    value.shared.set_value(std::string(parts.value));
    value.shared.set_label(std::string(parts.label));
    clauses.push_back({shared->asked, {value.term}});
    likeness.values_.push_back(std::move(value));
  }
  NEWSWIRE_ASSIGN_OR_RETURN(const auto statistics, TextStatistics::Measure(index, clauses));
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    likeness.values_[i].shared.set_weight(statistics.Weight(i));
  }
  const auto heavier = [](const Value& a, const Value& b) {
    return a.shared.weight() > b.shared.weight();
  };
  std::stable_sort(likeness.values_.begin(), likeness.values_.end(), heavier);
  if (likeness.values_.size() > kValuesMax) likeness.values_.resize(kValuesMax);
  return likeness;
}

absl::Status Likeness::Rate(const Segment& segment, Bitmap* matches, Keys* keys) const {
  Bitmap shared;
  for (const Value& value : values_) {
    const auto weight = static_cast<float>(value.shared.weight());
    const auto add = [&](std::string_view, const Postings& postings) {
      postings.AddTo(&shared);
      postings.VisitIn(*matches, [&](std::uint16_t offset) { (*keys)[offset] += weight; });
    };
    NEWSWIRE_RETURN_IF_ERROR(segment.VisitTerms({value.term}, add));
  }
  matches->And(shared);
  return absl::OkStatus();
}

std::vector<v1::SharedValue> Likeness::SharedBy(const v1::Article& other) const {
  const std::vector<std::string> terms = TermsOfItem(PayloadItem(other));
  std::vector<v1::SharedValue> shared;
  for (const Value& value : values_) {
    if (std::binary_search(terms.begin(), terms.end(), value.term)) shared.push_back(value.shared);
  }
  return shared;
}

}  // namespace newswire
