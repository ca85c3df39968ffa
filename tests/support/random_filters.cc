#include "tests/support/random_filters.h"

#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace newswire::testing {
namespace {

constexpr std::array<const char*, 5> kLanguages = {"en", "fr", "fr-CA", "es", "de"};
constexpr std::array<const char*, 8> kWords = {"water",  "border", "treaty", "harvest",
                                               "signal", "delta",  "2022",   "mandate"};

}  // namespace

std::string RandomFilters::Name(const std::string& kind) {
  const std::string name = absl::StrCat("The ", kind, "  Number ", Pick(12));
  switch (Pick(3)) {
    case 0:
      return absl::AsciiStrToUpper(name);
    case 1:
      return absl::StrCat(" ", absl::AsciiStrToLower(name));
    default:
      return name;
  }
}

std::string RandomFilters::Date() {
  const int year = 2019 + Pick(4);
  const int month = 1 + Pick(12);
  switch (Pick(3)) {
    case 0:
      return absl::StrFormat("%04d", year);
    case 1:
      return absl::StrFormat("%04d-%02d", year, month);
    default:
      return absl::StrFormat("%04d-%02d-%02d", year, month, 1 + Pick(28));
  }
}

v1::PartialDate RandomFilters::PartialDate() {
  v1::PartialDate date;
  switch (Pick(5)) {
    case 0:
      date.set_not_before(absl::StrFormat("%04d-%02d", 2019 + Pick(2), 1 + Pick(12)));
      date.set_not_after(absl::StrFormat("%04d-%02d-11", 2021 + Pick(2), 1 + Pick(12)));
      break;
    case 1:
      date.set_value(Date().substr(0, 4) + "-03-05T23:30:00-05:00");
      break;
    default:
      date.set_value(Date());
  }
  return date;
}

v1::Entity RandomFilters::Entity(const std::string& kind) {
  v1::Entity entity;
  if (Chance(2)) entity.set_uri(absl::StrCat("https://names.example/", kind, "/", Pick(12)));
  if (Chance(2)) entity.set_literal(Name(kind));
  if (Chance(2)) entity.add_names()->set_value(Name(kind));
  if (Chance(4)) entity.add_acronyms()->set_value(absl::StrCat(kind.substr(0, 1), Pick(12)));
  return entity;
}

v1::SourceDocument RandomFilters::Document() {
  v1::SourceDocument document;
  if (Chance(2)) document.set_symbol(absl::StrCat("A/", Pick(12)));
  if (Chance(2)) document.add_titles()->set_value(Name("document"));
  return document;
}

std::string RandomFilters::Text(int words) {
  std::string text;
  for (; words > 0; --words) {
    std::string word = kWords[Pick(kWords.size())];
    if (Chance(4)) word = absl::AsciiStrToUpper(word);
    absl::StrAppend(&text, text.empty() ? "" : Chance(8) ? ", " : " ", word);
  }
  return text;
}

std::string RandomFilters::Query() {
  std::string query;
  for (int i = 1 + Pick(2); i > 0; --i) {
    const std::string words = Text(1 + Pick(2));
    absl::StrAppend(&query, query.empty() ? "" : " ",
                    Chance(2) ? absl::StrCat("\"", words, "\"") : words);
  }
  return query;
}

v1::Article RandomFilters::Article() {
  v1::Article article;
  for (int i = Pick(3); i > 0; --i) {
    v1::Translation* const translation = article.add_translations();
    translation->set_language(kLanguages[Pick(kLanguages.size())]);
    translation->add_headlines()->set_value(Text(2));
    v1::Body* const body = translation->add_bodies();
    const bool html = Chance(4);
    if (html) body->set_content_type("text/html");
    body->set_value(html ? absl::StrCat("<p>", Text(2), "</p><p>", Text(2), "</p>") : Text(4));
  }
  for (int i = Pick(3); i > 0; --i) *article.add_subjects() = Entity("subject");
  for (int i = Pick(3); i > 0; --i) *article.add_people() = Entity("person");
  for (int i = Pick(3); i > 0; --i) *article.add_organisations() = Entity("body");
  for (int i = Pick(3); i > 0; --i) *article.add_places() = Entity("place");
  for (int i = Pick(3); i > 0; --i) {
    v1::Event* const event = article.add_events();
    event->add_names()->set_value(Name("event"));
    if (Chance(4)) continue;
    event->mutable_start()->set_value(
        absl::StrFormat("%04d-%02d-07", 2019 + Pick(2), 1 + Pick(12)));
    if (Chance(2)) event->mutable_end()->set_value(absl::StrFormat("%04d", 2021 + Pick(2)));
  }
  for (int i = Pick(2); i > 0; --i) *article.add_source_documents() = Document();
  if (Chance(2)) article.add_genres()->set_literal(Name("genre"));
  article.set_urgency(Pick(10));
  if (!Chance(5)) *article.mutable_date_published() = PartialDate();
  return article;
}

v1::Recommendation RandomFilters::Recommendation() {
  v1::Recommendation item;
  for (int i = Pick(3); i > 0; --i) *item.add_themes() = Entity("subject");
  for (int i = Pick(3); i > 0; --i) *item.add_issuing_bodies() = Entity("body");
  for (int i = Pick(3); i > 0; --i) *item.add_places() = Entity("place");
  for (int i = Pick(4); i > 0; --i) {
    v1::Addressee* const addressee = item.add_addressees();
    *addressee->mutable_entity() = Entity("body");
    addressee->set_response(static_cast<v1::AddresseeResponse>(1 + Pick(5)));
  }
  *item.mutable_source_document() = Document();
  for (int i = Pick(3); i > 0; --i) {
    v1::RecommendationText* const text = item.add_texts();
    text->set_language(kLanguages[Pick(kLanguages.size())]);
    text->set_value(Text(4));
  }
  item.set_status(static_cast<v1::RecommendationStatus>(1 + Pick(5)));
  item.set_priority(Chance(2));
  if (!Chance(5)) *item.mutable_issued() = PartialDate();
  return item;
}

v1::FeedEntry RandomFilters::Entry(std::uint64_t sequence) {
  v1::FeedEntry entry;
  entry.set_sequence(sequence);
  entry.set_action(static_cast<v1::FeedAction>(1 + Pick(4)));
  entry.set_pub_status(v1::PUB_STATUS_USABLE);
  entry.set_provider(absl::StrCat("desk", Pick(3), ".example"));
  for (const char* language : kLanguages) {
    if (Chance(3)) entry.add_languages(language);
  }
  const bool article = Chance(2);
  entry.set_kind(article ? v1::ITEM_KIND_ARTICLE : v1::ITEM_KIND_RECOMMENDATION);
  entry.set_name(absl::StrCat(
      article ? "articles/urn:example:news:" : "recommendations/urn:example:advice:", Pick(40)));
  if (Chance(12)) {
    entry.mutable_redacted()->set_pub_status(v1::PUB_STATUS_WITHHELD);
  } else if (article) {
    *entry.mutable_article() = Article();
    entry.mutable_article()->set_name(entry.name());
  } else {
    *entry.mutable_recommendation() = Recommendation();
    entry.mutable_recommendation()->set_name(entry.name());
  }
  if (Chance(30)) entry.set_must_retract(true);
  return entry;
}

v1::DateRange RandomFilters::Range() {
  v1::DateRange range;
  const int open = Pick(4);
  if (open != 0) range.set_from(absl::StrFormat("%04d-%02d", 2019 + Pick(2), 1 + Pick(12)));
  if (open != 1) range.set_to(absl::StrFormat("%04d-%02d-19", 2021 + Pick(2), 1 + Pick(12)));
  if (!range.to().empty() && Chance(4)) range.set_from(range.to().substr(0, 4));
  return range;
}

void RandomFilters::AddFields(v1::ItemKind kind, v1::Filter* filter) {
  const auto add = [this](const std::string& kind_of_name, auto* values) {
    for (int i = 1 + Pick(4); i > 0; --i) {
      values->Add(Chance(4) ? absl::StrCat("https://names.example/", kind_of_name, "/", Pick(12))
                            : Name(kind_of_name));
    }
  };
  if (Chance(8)) add("subject", filter->mutable_subjects());
  if (Chance(8)) add("body", filter->mutable_organisations());
  if (Chance(8)) add("place", filter->mutable_places());
  if (Chance(8)) add("document", filter->mutable_source_documents());
  if (Chance(8)) *filter->mutable_date_published() = Range();
  if (Chance(6)) filter->set_text(Query());
  if (kind == v1::ITEM_KIND_ARTICLE) {
    if (Chance(8)) add("person", filter->mutable_people());
    if (Chance(8)) add("event", filter->mutable_events());
    if (Chance(8)) add("genre", filter->mutable_genres());
    if (Chance(6)) filter->mutable_urgency()->set_min(Pick(5));
    if (Chance(6)) filter->mutable_urgency()->set_max(5 + Pick(5));
    if (Chance(8)) *filter->mutable_event_date() = Range();
  } else if (kind == v1::ITEM_KIND_RECOMMENDATION) {
    if (Chance(6)) add("body", filter->mutable_addressees());
    if (Chance(6)) filter->add_responses(static_cast<v1::AddresseeResponse>(1 + Pick(5)));
    if (Chance(6)) filter->add_statuses(static_cast<v1::RecommendationStatus>(1 + Pick(5)));
    if (Chance(6)) filter->set_priority(Chance(2));
  }
}

v1::Filter RandomFilters::Filter() {
  return Filter(static_cast<v1::ItemKind>(Pick(3)));
}

v1::Filter RandomFilters::Filter(v1::ItemKind kind) {
  v1::Filter filter;
  if (kind != v1::ITEM_KIND_UNSPECIFIED && Chance(2)) filter.add_kinds(kind);
  for (const char* language : kLanguages) {
    if (Chance(12)) filter.add_languages(language);
  }
  if (Chance(8)) filter.add_providers(absl::StrCat("DESK", Pick(3), ".example"));
  if (Chance(8)) filter.add_actions(static_cast<v1::FeedAction>(1 + Pick(4)));
  if (Chance(16)) filter.add_pub_statuses(v1::PUB_STATUS_USABLE);
  if (Chance(16)) {
    filter.add_names(absl::StrCat(kind == v1::ITEM_KIND_ARTICLE
                                      ? "articles/urn:example:news:"
                                      : "recommendations/urn:example:advice:",
                                  Pick(40)));
    if (kind == v1::ITEM_KIND_UNSPECIFIED) filter.add_names("articles/urn:example:news:7");
  }
  AddFields(kind, &filter);
  for (int i = Chance(3) ? 1 + Pick(2) : 0; i > 0; --i) {
    v1::Filter* const none = filter.add_none_of();
    AddFields(kind, none);
    if (none->ByteSizeLong() != 0) continue;
    if (kind == v1::ITEM_KIND_UNSPECIFIED && Chance(2)) {
      none->add_kinds(v1::ITEM_KIND_ARTICLE);
    } else {
      none->add_providers("desk1.example");
    }
  }
  return filter;
}

}  // namespace newswire::testing
