#include "service/core/facet_values.h"

#include <algorithm>
#include <set>
#include <utility>

#include "newswire/v1/article.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/payload_item.h"
#include "storage/check.h"

namespace newswire {
namespace {

// Between value and label; no folded value holds it.
constexpr char kSeparator = '\x1f';

class Values {
 public:
  void Add(Facet facet, std::string_view value, std::string_view label) {
    if (value.empty()) return;
    std::string key = MakeTerm(facet, FoldValue(value));
    // What stands twice in an item counts once.
    if (!keys_.insert(key).second) return;
    if (std::string_view(key).substr(1) != label) {
      key.push_back(kSeparator);
      key.append(label);
    }
    terms_.push_back(std::move(key));
  }
  template <typename Entity>
  void AddEntity(Facet facet, const Entity& entity) {
    const std::string& name = entity.names().empty() ? entity.literal() : entity.names(0).value();
    const std::string& plain = entity.literal().empty() ? name : entity.literal();
    Add(facet, entity.uri().empty() ? plain : entity.uri(), name);
  }
  template <typename Entities>
  void AddEntities(Facet facet, const Entities& entities) {
    for (const auto& entity : entities) AddEntity(facet, entity);
  }
  void AddDocument(const v1::SourceDocument& document) {
    const std::string title = document.titles().empty() ? "" : document.titles(0).value();
    const std::string& plain = document.symbol().empty() ? title : document.symbol();
    Add(Facet::kSourceDocumentValue, document.uri().empty() ? plain : document.uri(),
        title.empty() ? document.symbol() : title);
  }
  std::vector<std::string> Take() {
    std::sort(terms_.begin(), terms_.end());
    return std::move(terms_);
  }

 private:
  std::set<std::string> keys_;
  std::vector<std::string> terms_;
};

void AddItem(const v1::Article& article, Values* values) {
  values->AddEntities(Facet::kSubjectValue, article.subjects());
  values->AddEntities(Facet::kPersonValue, article.people());
  values->AddEntities(Facet::kOrganisationValue, article.organisations());
  values->AddEntities(Facet::kPlaceValue, article.places());
  values->AddEntities(Facet::kEventValue, article.events());
  values->AddEntities(Facet::kGenreValue, article.genres());
  for (const v1::SourceDocument& document : article.source_documents()) {
    values->AddDocument(document);
  }
}

void AddItem(const v1::Recommendation& recommendation, Values* values) {
  values->AddEntities(Facet::kSubjectValue, recommendation.themes());
  values->AddEntities(Facet::kOrganisationValue, recommendation.issuing_bodies());
  values->AddEntities(Facet::kPlaceValue, recommendation.places());
  values->AddDocument(recommendation.source_document());
  for (const v1::Addressee& addressee : recommendation.addressees()) {
    values->AddEntity(Facet::kAddresseeValue, addressee.entity());
  }
}

}  // namespace

FacetValue ParseFacetValue(std::string_view term) {
  term.remove_prefix(1);
  const std::size_t end = term.find(kSeparator);
  if (end == std::string_view::npos) return {term, {}};
  return {term.substr(0, end), term.substr(end + 1)};
}

Facet CountedFacet(v1::Facet facet) {
  switch (facet) {
    case v1::FACET_SUBJECT:
      return Facet::kSubjectValue;
    case v1::FACET_PERSON:
      return Facet::kPersonValue;
    case v1::FACET_ORGANISATION:
      return Facet::kOrganisationValue;
    case v1::FACET_PLACE:
      return Facet::kPlaceValue;
    case v1::FACET_EVENT:
      return Facet::kEventValue;
    case v1::FACET_SOURCE_DOCUMENT:
      return Facet::kSourceDocumentValue;
    case v1::FACET_GENRE:
      return Facet::kGenreValue;
    case v1::FACET_URGENCY:
      return Facet::kUrgency;
    case v1::FACET_LANGUAGE:
      return Facet::kLanguageValue;
    case v1::FACET_PROVIDER:
      return Facet::kProvider;
    case v1::FACET_STATUS:
      return Facet::kStatus;
    case v1::FACET_ADDRESSEE:
      return Facet::kAddresseeValue;
    case v1::FACET_RESPONSE:
      return Facet::kResponse;
    case v1::FACET_PRIORITY:
      return Facet::kPriority;
    default:
      NEWSWIRE_CHECK(false);
      return Facet::kKind;
  }
}

std::vector<std::string> FacetValuesOf(const EntryHead& head, const PayloadItem& item) {
  Values values;
  for (const std::string_view tag : head.languages) values.Add(Facet::kLanguageValue, tag, tag);
  item.Visit([&values](const auto& parsed) { AddItem(parsed, &values); });
  return values.Take();
}

}  // namespace newswire
