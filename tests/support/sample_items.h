#ifndef NEWSWIRE_TESTS_SUPPORT_SAMPLE_ITEMS_H_
#define NEWSWIRE_TESTS_SUPPORT_SAMPLE_ITEMS_H_

#include <string>

#include "newswire/v1/article.pb.h"
#include "newswire/v1/recommendation.pb.h"

namespace newswire::testing {

// The smallest article that is valid.
inline v1::Article MakeArticle(const std::string& id, const std::string& headline) {
  v1::Article article;
  article.set_name("articles/urn:newsml:example.org:2026:" + id);
  article.set_type(v1::ITEM_TYPE_TEXT);
  article.set_pub_status(v1::PUB_STATUS_USABLE);
  article.set_original_language("en");
  v1::Translation& text = *article.add_translations();
  text.set_language("en");
  text.set_kind(v1::TRANSLATION_KIND_ORIGINAL);
  v1::Headline& title = *text.add_headlines();
  title.set_role("main");
  title.set_value(headline);
  v1::Body& body = *text.add_bodies();
  body.set_role("main");
  body.set_value("The text of " + id + ".");
  return article;
}

// The same with a body of so many bytes; at most 512 KiB are valid.
inline v1::Article MakeLargeArticle(const std::string& id, std::size_t bytes) {
  v1::Article article = MakeArticle(id, "A long read");
  article.mutable_translations(0)->mutable_bodies(0)->set_value(std::string(bytes, 'x'));
  return article;
}

// The smallest recommendation that is valid.
inline v1::Recommendation MakeRecommendation(
    const std::string& id, v1::Textuality textuality = v1::TEXTUALITY_AS_REPORTED) {
  v1::Recommendation recommendation;
  recommendation.set_name("recommendations/urn:newsml:example.org:2026:" + id);
  recommendation.mutable_source_document()->set_id("d1");
  v1::LangString& title = *recommendation.mutable_source_document()->add_titles();
  title.set_language("en");
  title.set_value("A report");
  recommendation.set_ordinal(1);
  recommendation.set_original_language("en");
  v1::RecommendationText& text = *recommendation.add_texts();
  text.set_language("en");
  text.set_textuality(textuality);
  text.set_kind(v1::TRANSLATION_KIND_ORIGINAL);
  text.set_value("Build " + id);
  recommendation.set_status(v1::RECOMMENDATION_STATUS_NOT_TRACKED);
  recommendation.set_pub_status(v1::PUB_STATUS_USABLE);
  return recommendation;
}

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_SAMPLE_ITEMS_H_
