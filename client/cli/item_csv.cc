#include "client/cli/item_csv.h"

#include "absl/strings/str_join.h"
#include "client/cli/csv.h"
#include "client/cli/words.h"

namespace newswire::cli {
namespace {

// As printed in the item; of a bracketed date both ends.
std::string DateText(const v1::PartialDate& date) {
  if (!date.value().empty()) return date.value();
  if (date.not_before().empty() && date.not_after().empty()) return "";
  return date.not_before() + "/" + date.not_after();
}

// Names of entities, with a semicolon between them.
template <typename Entities>
std::string NamesOf(const Entities& entities) {
  std::vector<std::string> names;
  for (const v1::Entity& entity : entities) {
    names.push_back(!entity.names().empty()     ? entity.names(0).value()
                    : !entity.literal().empty() ? entity.literal()
                                                : entity.uri());
  }
  return absl::StrJoin(names, "; ");
}

// The one in the original language, else the first; null when there is none.
template <typename Texts>
const typename Texts::value_type* Original(const Texts& texts, const std::string& language) {
  for (const auto& text : texts) {
    if (text.language() == language) return &text;
  }
  return texts.empty() ? nullptr : &texts.Get(0);
}

}  // namespace

std::string CsvHeader(const v1::GetArticleResponse&) {
  return CsvLine({"name", "revision", "pub_status", "published", "urgency", "language", "headline",
                  "subjects", "places", "people", "organisations"});
}

std::string CsvHeader(const v1::GetRecommendationResponse&) {
  return CsvLine({"name", "revision", "pub_status", "issued", "status", "language", "text",
                  "themes", "places", "issuing_bodies", "addressees"});
}

std::string ToCsv(const v1::GetArticleResponse& response) {
  const v1::Article& article = response.article();
  const auto* const text = Original(article.translations(), article.original_language());
  return CsvLine({article.name(), std::to_string(article.revision()), Word(article.pub_status()),
                  DateText(article.date_published()), std::to_string(article.urgency()),
                  text == nullptr ? "" : text->language(),
                  text == nullptr || text->headlines().empty() ? "" : text->headlines(0).value(),
                  NamesOf(article.subjects()), NamesOf(article.places()), NamesOf(article.people()),
                  NamesOf(article.organisations())});
}

std::string ToCsv(const v1::GetRecommendationResponse& response) {
  const v1::Recommendation& item = response.recommendation();
  const auto* const text = Original(item.texts(), item.original_language());
  google::protobuf::RepeatedPtrField<v1::Entity> addressees;
  for (const v1::Addressee& addressee : item.addressees()) *addressees.Add() = addressee.entity();
  return CsvLine({item.name(), std::to_string(item.revision()), Word(item.pub_status()),
                  DateText(item.issued()), Word(item.status()),
                  text == nullptr ? "" : text->language(), text == nullptr ? "" : text->value(),
                  NamesOf(item.themes()), NamesOf(item.places()), NamesOf(item.issuing_bodies()),
                  NamesOf(addressees)});
}

}  // namespace newswire::cli
