#include "service/core/language_offers.h"

#include <string>

#include "storage/wire_reader.h"

namespace newswire {
namespace {

// Where the facts about a text stand in its message; 0: they do not.
struct FactFields {
  int text;  // of the item
  int language;
  int kind;
  int revision;
  int stale;
  int pub_status;
};

using T = v1::Translation;
using R = v1::RecommendationText;
constexpr FactFields kOfArticles = {.text = v1::Article::kTranslationsFieldNumber,
                                    .language = T::kLanguageFieldNumber,
                                    .kind = T::kKindFieldNumber,
                                    .revision = T::kRevisionFieldNumber,
                                    .stale = T::kStaleFieldNumber,
                                    .pub_status = T::kPubStatusFieldNumber};
constexpr FactFields kOfRecommendations = {.text = v1::Recommendation::kTextsFieldNumber,
                                           .language = R::kLanguageFieldNumber,
                                           .kind = R::kKindFieldNumber,
                                           .revision = 0,
                                           .stale = R::kStaleFieldNumber,
                                           .pub_status = 0};

// Reads the facts about one text; false: damaged.
bool ReadFacts(const FactFields& fields, std::string_view text, v1::AvailableLanguage* facts) {
  facts->set_pub_status(v1::PUB_STATUS_USABLE);
  WireReader reader(text);
  while (!reader.done()) {
    WireReader::Field field;
    if (!reader.Next(&field)) return false;
    if (field.number == fields.language) {
      facts->set_language(std::string(field.bytes));
    } else if (field.number == fields.kind) {
      facts->set_kind(static_cast<v1::TranslationKind>(field.varint));
    } else if (field.number == fields.revision) {
      facts->set_revision(static_cast<std::uint32_t>(field.varint));
    } else if (field.number == fields.stale) {
      facts->set_stale(field.varint != 0);
    } else if (field.number == fields.pub_status && field.varint != v1::PUB_STATUS_UNSPECIFIED) {
      facts->set_pub_status(static_cast<v1::PubStatus>(field.varint));
    }
  }
  return true;
}

}  // namespace

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

std::optional<std::vector<v1::AvailableLanguage>> LanguageFacts(v1::ItemKind kind,
                                                                std::string_view item) {
  const FactFields& fields = kind == v1::ITEM_KIND_ARTICLE ? kOfArticles : kOfRecommendations;
  std::vector<v1::AvailableLanguage> facts;
  WireReader reader(item);
  while (!reader.done()) {
    WireReader::Field field;
    if (!reader.Next(&field)) return std::nullopt;
    const bool is_text = field.number == fields.text && field.type == WireReader::kBytes;
    if (is_text && !ReadFacts(fields, field.bytes, &facts.emplace_back())) return std::nullopt;
  }
  return facts;
}

}  // namespace newswire
