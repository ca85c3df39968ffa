#ifndef NEWSWIRE_TESTS_END_TO_END_CANARIES_H_
#define NEWSWIRE_TESTS_END_TO_END_CANARIES_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/feed_service.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "tests/support/sample_items.h"

namespace newswire::testing {

// 200 held items in which every name and every text is a word of its own. Even ones are articles;
// each odd one is a recommendation that the article before reports. Half of those have an embargo
// of their own, the others wait for their article.
constexpr int kCanaries = 200;
// Every word of a held item begins like this, and no other does.
constexpr char kCanaryWord[] = "zzcanary";

inline bool IsArticle(int i) {
  return i % 2 == 0;
}
inline std::string Word(int i, const std::string& of) {
  return absl::StrCat(kCanaryWord, i, "x", of);
}
inline std::string ProviderOfCanary(int i) {
  return Word(i, ".org");
}
inline std::string NameOfCanary(int i) {
  return absl::StrCat(IsArticle(i) ? "articles/" : "recommendations/",
                      "urn:newsml:", ProviderOfCanary(i), ":2026:", Word(i, ""));
}

inline v1::LangString English(const std::string& value) {
  v1::LangString text;
  text.set_language("en");
  text.set_value(value);
  return text;
}
inline v1::Entity EntityNamed(const std::string& id, const std::string& name) {
  v1::Entity entity;
  entity.set_id(id);
  entity.set_rel("about");
  *entity.add_names() = English(name);
  return entity;
}
inline v1::SourceDocument DocumentNamed(const std::string& title) {
  v1::SourceDocument document;
  document.set_id("d1");
  *document.add_titles() = English(title);
  return document;
}

inline v1::Article CanaryArticle(int i) {
  v1::Article article = MakeArticle("", Word(i, "head"));
  article.set_name(NameOfCanary(i));
  article.mutable_embargo()->set_indefinite(true);
  article.mutable_translations(0)->mutable_bodies(0)->set_value(Word(i, "body"));
  v1::Translation& french = *article.add_translations();
  french.set_language("fr");
  french.set_kind(v1::TRANSLATION_KIND_HUMAN);
  french.set_translated_from("en");
  french.set_source_revision(1);
  *french.add_headlines() = article.translations(0).headlines(0);
  article.set_urgency(7);
  *article.add_people() = EntityNamed("p1", Word(i, "people"));
  *article.add_organisations() = EntityNamed("o1", Word(i, "organisations"));
  *article.add_places() = EntityNamed("g1", Word(i, "places"));
  *article.add_subjects() = EntityNamed("s1", Word(i, "subjects"));
  v1::Event& event = *article.add_events();
  event.set_id("e1");
  *event.add_names() = English(Word(i, "events"));
  *article.add_source_documents() = DocumentNamed(Word(i, "source_documents"));
  *article.add_genres()->add_names() = English(Word(i, "genres"));
  v1::Association& association = *article.add_associations();
  association.set_rel("related");
  association.set_uri("urn:newsml:example.org:2026:visible");
  for (const std::string& name : {NameOfCanary(i + 1), MakeRecommendation("visible-too").name()}) {
    v1::RecommendationRef& ref = *article.add_recommendations();
    ref.set_recommendation(name);
    ref.set_ordinal(static_cast<std::uint32_t>(article.recommendations_size()));
  }
  return article;
}

inline v1::Recommendation CanaryRecommendation(int i) {
  v1::Recommendation recommendation = MakeRecommendation("");
  recommendation.set_name(NameOfCanary(i));
  if (i % 4 == 1) recommendation.mutable_embargo()->set_indefinite(true);
  recommendation.mutable_texts(0)->set_value(Word(i, "head") + " " + Word(i, "body"));
  *recommendation.mutable_source_document() = DocumentNamed(Word(i, "source_documents"));
  *recommendation.add_issuing_bodies() = EntityNamed("o1", Word(i, "organisations"));
  *recommendation.add_places() = EntityNamed("g1", Word(i, "places"));
  *recommendation.add_themes() = EntityNamed("s1", Word(i, "subjects"));
  v1::Addressee& addressee = *recommendation.add_addressees();
  *addressee.mutable_entity() = EntityNamed("a1", Word(i, "addressees"));
  addressee.set_response(v1::ADDRESSEE_RESPONSE_NOTED);
  recommendation.set_status(v1::RECOMMENDATION_STATUS_OPEN);
  recommendation.set_priority(true);
  return recommendation;
}

inline v1::PublishRequest AllCanaries() {
  v1::PublishRequest request;
  for (int i = 0; i < kCanaries; ++i) {
    if (IsArticle(i)) {
      *request.add_items()->mutable_article() = CanaryArticle(i);
    } else {
      *request.add_items()->mutable_recommendation() = CanaryRecommendation(i);
    }
  }
  return request;
}

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_END_TO_END_CANARIES_H_
