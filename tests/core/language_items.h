#ifndef NEWSWIRE_TESTS_CORE_LANGUAGE_ITEMS_H_
#define NEWSWIRE_TESTS_CORE_LANGUAGE_ITEMS_H_

#include <string>
#include <vector>

#include "newswire/v1/article.pb.h"
#include "newswire/v1/language.pb.h"
#include "newswire/v1/recommendation.pb.h"

namespace newswire {

using Tags = std::vector<std::string>;

// An article in several languages, the first one the original; each with "headline {tag}" and
// "body {tag}".
inline v1::Article ArticleIn(const Tags& languages) {
  v1::Article article;
  article.set_name("articles/urn:newsml:example.test:20220609:bridge");
  article.set_type(v1::ITEM_TYPE_TEXT);
  article.set_original_language(languages.front());
  for (const std::string& language : languages) {
    const bool original = language == languages.front();
    v1::Translation* translation = article.add_translations();
    translation->set_language(language);
    translation->set_kind(original ? v1::TRANSLATION_KIND_ORIGINAL : v1::TRANSLATION_KIND_HUMAN);
    translation->set_revision(1);
    v1::Headline* headline = translation->add_headlines();
    headline->set_role("main");
    headline->set_value("headline " + language);
    v1::Body* body = translation->add_bodies();
    body->set_role("main");
    body->set_value("body " + language);
  }
  return article;
}

// A recommendation in several languages, the first one the original; each with "text {tag}".
inline v1::Recommendation RecommendationIn(const Tags& languages) {
  v1::Recommendation recommendation;
  recommendation.set_name("recommendations/urn:newsml:example.test:20220609:r1");
  recommendation.set_original_language(languages.front());
  for (const std::string& language : languages) {
    const bool original = language == languages.front();
    v1::RecommendationText* text = recommendation.add_texts();
    text->set_language(language);
    text->set_textuality(original ? v1::TEXTUALITY_VERBATIM_FROM_SOURCE
                                  : v1::TEXTUALITY_TRANSLATION);
    text->set_kind(original ? v1::TRANSLATION_KIND_ORIGINAL : v1::TRANSLATION_KIND_HUMAN);
    text->set_value("text " + language);
  }
  return recommendation;
}

inline v1::LanguagePreference Wanting(const Tags& languages,
                                      v1::FallbackMode mode = v1::FALLBACK_MODE_UNSPECIFIED) {
  v1::LanguagePreference preference;
  for (const std::string& language : languages) preference.add_languages(language);
  preference.set_mode(mode);
  return preference;
}

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_CORE_LANGUAGE_ITEMS_H_
