#include "client/corpus.h"

#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/item_json.h"

namespace newswire {
namespace {

using Json = nlohmann::json;

constexpr char kDocumentId[] = "d1";

Json Parse(std::string_view text) {
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

bool IsDocument(const Json& json) {
  return json.is_object() && json.contains("id") && json.contains("texts") &&
         json.contains("original_language");
}

// A string member; empty when there is none.
std::string String(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The id in characters that a uri may hold; its levels stay visible.
std::string Uri(const std::string& provider, const std::string& id) {
  std::string path = id;
  for (char& c : path) {
    if (c == '/') c = ':';
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != ':' && c != '_' && c != '.') {
      c = '-';
    }
  }
  return absl::StrCat("urn:newsml:", provider, ":", path);
}

std::string JoinParagraphs(const Json& text) {
  std::string body;
  const auto paragraphs = text.find("paragraphs");
  if (paragraphs == text.end() || !paragraphs->is_array()) return body;
  for (const Json& paragraph : *paragraphs) {
    if (!paragraph.is_string() || paragraph.get_ref<const std::string&>().empty()) continue;
    absl::StrAppend(&body, body.empty() ? "" : "\n\n", paragraph.get_ref<const std::string&>());
  }
  return body;
}

class CorpusDocument {
 public:
  CorpusDocument(const Json& json, const std::string& provider)
      : json_(json),
        original_(String(json, "original_language")),
        uri_(Uri(provider, String(json, "id"))) {}

  absl::StatusOr<std::vector<v1::PublishItem>> Items() const {
    const Json& texts = json_["texts"];
    if (!texts.is_object() || !texts.contains(original_)) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"texts\" has no text in the original language \"", original_, "\""));
    }
    const auto numbered = json_.find("numbered_items");
    const bool has_items = numbered != json_.end() && numbered->is_array() && !numbered->empty();
    std::vector<v1::PublishItem> items;
    v1::Article article = MakeArticle(texts);
    if (has_items) {
      *article.add_source_documents() = MakeSource(texts);
      for (const Json& item : *numbered) {
        *items.emplace_back().mutable_recommendation() = MakeRecommendation(texts, item);
        const v1::Recommendation& made = items.back().recommendation();
        v1::RecommendationRef* reference = article.add_recommendations();
        reference->set_recommendation(made.name());
        reference->set_ordinal(made.ordinal());
        reference->set_source_document_id(kDocumentId);
      }
    }
    *items.emplace_back().mutable_article() = std::move(article);
    return items;
  }

 private:
  v1::Article MakeArticle(const Json& texts) const {
    v1::Article article;
    article.set_name(absl::StrCat("articles/", uri_));
    article.set_type(v1::ITEM_TYPE_TEXT);
    article.set_pub_status(v1::PUB_STATUS_USABLE);
    article.set_original_language(original_);
    v1::AltId* alt = article.add_alt_ids();
    alt->set_role("corpus");
    alt->set_value(String(json_, "id"));
    if (absl::StartsWith(String(json_, "source"), "https://")) {
      article.mutable_provenance()->set_source_href(String(json_, "source"));
    }
    AddTranslation(original_, texts[original_], &article);
    for (const auto& [language, text] : texts.items()) {
      if (language != original_) AddTranslation(language, text, &article);
    }
    return article;
  }

  void AddTranslation(const std::string& language, const Json& text, v1::Article* article) const {
    v1::Translation* translation = article->add_translations();
    translation->set_language(language);
    const bool is_original = language == original_;
    translation->set_kind(is_original ? v1::TRANSLATION_KIND_ORIGINAL : v1::TRANSLATION_KIND_HUMAN);
    if (!is_original) {
      translation->set_translated_from(original_);
      translation->set_source_revision(1);
    }
    if (const std::string headline = String(text, "headline"); !headline.empty()) {
      v1::Headline* main = translation->add_headlines();
      main->set_role("main");
      main->set_value(headline);
    }
    const std::string body = JoinParagraphs(text);
    if (body.empty()) return;  // a partial translation is its headline alone
    v1::Body* main = translation->add_bodies();
    main->set_role("main");
    main->set_value(body);
  }

  // The document itself, as what its numbered items stand in.
  v1::SourceDocument MakeSource(const Json& texts) const {
    v1::SourceDocument document;
    document.set_id(kDocumentId);
    document.set_uri(absl::StrCat(uri_, ":document"));
    document.set_rel("reports");
    const auto add_title = [&](const std::string& language, const Json& text) {
      const std::string headline = String(text, "headline");
      if (headline.empty()) return;
      v1::LangString* title = document.add_titles();
      title->set_language(language);
      title->set_value(headline);
    };
    add_title(original_, texts[original_]);
    for (const auto& [language, text] : texts.items()) {
      if (language != original_) add_title(language, text);
    }
    return document;
  }

  v1::Recommendation MakeRecommendation(const Json& texts, const Json& item) const {
    v1::Recommendation recommendation;
    const auto ordinal = item.find("ordinal");
    if (ordinal != item.end() && ordinal->is_number_unsigned()) {
      recommendation.set_ordinal(ordinal->get<std::uint32_t>());
    }
    recommendation.set_name(
        absl::StrCat("recommendations/", uri_, ":item:", recommendation.ordinal()));
    *recommendation.mutable_source_document() = MakeSource(texts);
    recommendation.set_original_language(original_);
    recommendation.set_status(v1::RECOMMENDATION_STATUS_NOT_TRACKED);
    recommendation.set_pub_status(v1::PUB_STATUS_USABLE);
    const auto versions = item.find("texts");
    if (versions == item.end() || !versions->is_object()) return recommendation;
    for (const auto& [language, value] : versions->items()) {
      if (!value.is_string()) continue;
      const bool is_original = language == original_;
      v1::RecommendationText* text = recommendation.add_texts();
      text->set_language(language);
      text->set_textuality(is_original ? v1::TEXTUALITY_VERBATIM_FROM_SOURCE
                                       : v1::TEXTUALITY_TRANSLATION);
      text->set_kind(is_original ? v1::TRANSLATION_KIND_ORIGINAL : v1::TRANSLATION_KIND_HUMAN);
      text->set_value(value.get<std::string>());
    }
    return recommendation;
  }

  const Json& json_;
  const std::string original_;
  const std::string uri_;
};

}  // namespace

bool IsCorpusDocument(std::string_view text) {
  return IsDocument(Parse(text));
}

absl::StatusOr<std::vector<v1::PublishItem>> ParseCorpusDocument(std::string_view text,
                                                                 const std::string& provider) {
  const Json json = Parse(text);
  if (!IsDocument(json)) return absl::InvalidArgumentError("not a document of a corpus");
  return CorpusDocument(json, provider).Items();
}

absl::StatusOr<std::vector<v1::PublishItem>> ParseLine(std::string_view text,
                                                       const std::string& provider) {
  // An item's own form is recognised by its first key; most lines of an export need no second look.
  const bool is_item =
      text.rfind("{\"article\"", 0) == 0 || text.rfind("{\"recommendation\"", 0) == 0;
  if (!is_item && IsCorpusDocument(text)) return ParseCorpusDocument(text, provider);
  absl::StatusOr<v1::PublishItem> item = ParsePublishItem(text);
  if (!item.ok()) return item.status();
  std::vector<v1::PublishItem> items;
  items.push_back(*std::move(item));
  return items;
}

}  // namespace newswire
