#include "service/core/language_offers.h"

namespace newswire {

std::vector<LanguageOffer> OffersOf(const v1::Article& article) {
  bool needs_body = false;
  for (const v1::Translation& translation : article.translations()) {
    needs_body |=
        translation.kind() == v1::TRANSLATION_KIND_ORIGINAL && FindMain(translation.bodies()) >= 0;
  }
  std::vector<LanguageOffer> offers;
  for (int i = 0; i < article.translations_size(); ++i) {
    const v1::Translation& translation = article.translations(i);
    LanguageOffer& offer = offers.emplace_back();
    offer.original = translation.kind() == v1::TRANSLATION_KIND_ORIGINAL;
    offer.whole = FindMain(translation.headlines()) >= 0 &&
                  (!needs_body || FindMain(translation.bodies()) >= 0);
    offer.index = i;
    offer.facts.set_language(translation.language());
    offer.facts.set_kind(translation.kind());
    offer.facts.set_revision(translation.revision());
    offer.facts.set_stale(translation.stale());
    offer.facts.set_pub_status(translation.pub_status() == v1::PUB_STATUS_UNSPECIFIED
                                   ? v1::PUB_STATUS_USABLE
                                   : translation.pub_status());
  }
  return offers;
}

std::vector<LanguageOffer> OffersOf(const v1::Recommendation& recommendation) {
  std::vector<LanguageOffer> offers;
  for (int i = 0; i < recommendation.texts_size(); ++i) {
    const v1::RecommendationText& text = recommendation.texts(i);
    LanguageOffer& offer = offers.emplace_back();
    offer.original = text.language() == recommendation.original_language();
    offer.whole = true;
    offer.index = i;
    offer.facts.set_language(text.language());
    offer.facts.set_kind(text.kind());
    offer.facts.set_stale(text.stale());
    offer.facts.set_pub_status(v1::PUB_STATUS_USABLE);
  }
  return offers;
}

}  // namespace newswire
