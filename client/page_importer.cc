#include "client/page_importer.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/page/dates.h"
#include "client/page/facts.h"
#include "client/page/organisations.h"
#include "client/page/people.h"
#include "client/page/scan.h"
#include "client/page/text.h"

namespace newswire {
namespace {

using page::IsoDate;
using page::Scan;

constexpr std::size_t kSlugMax = 80;

// The page cut into its parts.
struct PageParts {
  std::string notice;
  std::string headline;
  std::string date_line;
  page::PrintedDate date;
  std::string body;  // paragraphs with an empty line between them
  std::string language;
};

absl::StatusOr<PageParts> CutPage(std::string_view text) {
  // The date stands second, or third when a notice comes first.
  constexpr std::size_t kDateAtMost = 3;
  const std::vector<std::string> paragraphs = page::Paragraphs(text);
  PageParts parts;
  for (std::size_t i = 1; i < paragraphs.size() && i <= kDateAtMost; ++i) {
    const auto date = page::ParseDateLine(paragraphs[i], page::LanguageOf(paragraphs[0]));
    if (!date.has_value()) continue;
    if (i + 1 == paragraphs.size()) return absl::InvalidArgumentError("no text after the date");
    parts.headline = paragraphs[i - 1];
    parts.date_line = paragraphs[i];
    parts.date = *date;
    parts.notice = absl::StrJoin(paragraphs.begin(), paragraphs.begin() + i - 1, "\n");
    parts.body = absl::StrJoin(paragraphs.begin() + i + 1, paragraphs.end(), "\n\n");
    parts.language = page::LanguageOf(parts.body);
    if (parts.language.empty()) {
      return absl::InvalidArgumentError("cannot tell which language the text is written in");
    }
    return parts;
  }
  return absl::InvalidArgumentError(
      "no date line: expected a headline, then a line that is a date, then the text");
}

class PageImport {
 public:
  PageImport(const PageParts& parts, const PageOptions& options)
      : parts_(parts),
        options_(options),
        scan_(page::FromUtf8(parts.body), parts.language),
        organisations_(scan_, parts.headline),
        items_(page::FindNumberedItems(scan_.body())) {}

  std::vector<v1::PublishItem> Build() {
    v1::Article article = MakeArticle();
    std::vector<v1::PublishItem> result;
    for (const page::NumberedItem& item : items_) {
      *result.emplace_back().mutable_recommendation() = MakeRecommendation(article, item);
    }
    *result.emplace_back().mutable_article() = std::move(article);
    return result;
  }

 private:
  v1::Article MakeArticle() {
    v1::Article article;
    article.set_name(ArticleName());
    article.set_type(v1::ITEM_TYPE_TEXT);
    article.set_profile("press-release");
    article.set_pub_status(v1::PUB_STATUS_USABLE);
    article.set_original_language(parts_.language);
    v1::PartialDate* published = article.mutable_date_published();
    published->set_value(IsoDate(parts_.date.day));
    published->set_source_text(parts_.date_line);
    published->set_source_language(parts_.date.language);
    AddText(&article);
    AddNames(&article);
    AddDocument(&article);
    AddReferences(&article);
    v1::Genre* genre = article.add_genres();
    genre->set_literal("press-release");
    AddProvenance(&article);
    return article;
  }

  std::string ArticleName() const {
    const absl::CivilDay day = parts_.date.day;
    return absl::StrCat("articles/urn:newsml:", options_.provider, ":",
                        day.year() * 10000 + day.month() * 100 + day.day(), ":",
                        page::Slug(parts_.headline, kSlugMax));
  }

  void AddText(v1::Article* article) const {
    v1::Translation* translation = article->add_translations();
    translation->set_language(parts_.language);
    translation->set_kind(v1::TRANSLATION_KIND_ORIGINAL);
    v1::Headline* headline = translation->add_headlines();
    headline->set_role("main");
    headline->set_value(parts_.headline);
    v1::Body* body = translation->add_bodies();
    body->set_role("main");
    body->set_value(parts_.body);
  }

  void AddNames(v1::Article* article) {
    std::optional<v1::Event> event = page::FindEvent(scan_, &organisations_);
    const std::vector<v1::Entity> people = page::FindPeople(scan_, organisations_);
    const std::vector<v1::Entity> places = page::FindPlaces(scan_, organisations_);
    article->mutable_people()->Assign(people.begin(), people.end());
    article->mutable_places()->Assign(places.begin(), places.end());
    const auto& organisations = organisations_.list();
    article->mutable_organisations()->Assign(organisations.begin(), organisations.end());
    if (event.has_value()) {
      AddParticipants(*article, &*event);
      *article->add_events() = *std::move(event);
    }
    if (const v1::Entity* publisher = organisations_.Publisher()) {
      v1::Entity* source = article->add_info_sources();
      source->set_id("i1");
      *source->mutable_names() = publisher->names();
      source->set_rel("publisher");
      source->add_affiliation_ids(publisher->id());
    }
  }

  // Everybody but the host and whoever the event itself is named after.
  static void AddParticipants(const v1::Article& article, v1::Event* event) {
    for (const v1::Entity& person : article.people()) event->add_participant_ids(person.id());
    for (const v1::Entity& organisation : article.organisations()) {
      const bool hosts =
          !event->organiser_ids().empty() && event->organiser_ids(0) == organisation.id();
      if (hosts || absl::StrContains(event->names(0).value(), organisation.names(0).value())) {
        continue;
      }
      event->add_participant_ids(organisation.id());
    }
  }

  // The cited document; a page with numbered items and no cited document is itself the document.
  void AddDocument(v1::Article* article) const {
    const std::vector<v1::Entity> places(article->places().begin(), article->places().end());
    std::optional<v1::SourceDocument> document = page::FindDocument(scan_, places, parts_.date.day);
    if (!document.has_value() && items_.empty()) return;
    if (!document.has_value()) {
      document.emplace();
      document->set_id("d1");
      document->set_rel("reports");
      *document->add_titles() = scan_.InLanguage(parts_.headline);
      *document->mutable_issued() = article->date_published();
    }
    document->set_uri(absl::StrCat("urn:newsml:", options_.provider, ":", parts_.date.day.year(),
                                   ":", page::Slug(document->titles(0).value(), kSlugMax)));
    if (const v1::Entity* publisher = organisations_.Publisher()) {
      document->add_issuing_body_ids(publisher->id());
    }
    *article->add_source_documents() = *std::move(document);
  }

  static std::string RecommendationName(const v1::Article& article,
                                        const page::NumberedItem& item) {
    return absl::StrCat("recommendations/", article.source_documents(0).uri(),
                        ":rec:", item.ordinal);
  }

  void AddReferences(v1::Article* article) const {
    for (const page::NumberedItem& item : items_) {
      v1::RecommendationRef* reference = article->add_recommendations();
      reference->set_recommendation(RecommendationName(*article, item));
      reference->set_ordinal(item.ordinal);
      reference->set_ordinal_label(item.label);
      reference->set_source_document_id(article->source_documents(0).id());
      *reference->add_spans() = scan_.SpanOf(item.start, item.length);
    }
  }

  void AddProvenance(v1::Article* article) const {
    v1::IngestProvenance* provenance = article->mutable_provenance();
    provenance->set_source_href(options_.source_href);
    provenance->set_served_language(parts_.language);
    provenance->set_parser("newswire-page-importer/1");
    if (parts_.notice.empty()) return;
    provenance->set_page_notice(parts_.notice);
    const std::string language = page::LanguageOf(parts_.notice);
    provenance->set_page_notice_language(language);
    // The notice speaks of the language that was asked for before the one that is served.
    const std::vector<std::string> named = page::LanguagesNamedIn(parts_.notice, language);
    provenance->set_requested_language(named.empty() ? language : named.front());
  }

  v1::Recommendation MakeRecommendation(const v1::Article& article,
                                        const page::NumberedItem& item) const {
    const v1::SourceDocument& cited = article.source_documents(0);
    v1::Recommendation recommendation;
    recommendation.set_name(RecommendationName(article, item));
    v1::SourceDocument* document = recommendation.mutable_source_document();
    document->set_id(cited.id());
    document->set_uri(cited.uri());
    document->set_kind(cited.kind());
    *document->mutable_titles() = cited.titles();
    *document->mutable_issued() = cited.issued();
    *recommendation.mutable_issued() = cited.issued();
    recommendation.set_ordinal(item.ordinal);
    recommendation.set_ordinal_label(item.label);
    if (const v1::Entity* publisher = organisations_.Publisher()) {
      v1::Entity* issuer = recommendation.add_issuing_bodies();
      issuer->set_id(publisher->id());
      *issuer->mutable_names() = publisher->names();
      *issuer->mutable_acronyms() = publisher->acronyms();
      issuer->set_rel("issuer");
    }
    recommendation.set_original_language(parts_.language);
    v1::RecommendationText* text = recommendation.add_texts();
    text->set_language(parts_.language);
    text->set_textuality(v1::TEXTUALITY_AS_REPORTED);
    text->set_kind(v1::TRANSLATION_KIND_ORIGINAL);
    text->set_value(item.text);
    text->set_quoted_in(article.name());
    recommendation.set_status(v1::RECOMMENDATION_STATUS_NOT_TRACKED);
    recommendation.set_pub_status(v1::PUB_STATUS_USABLE);
    return recommendation;
  }

  const PageParts& parts_;
  const PageOptions& options_;
  const Scan scan_;
  page::Organisations organisations_;
  const std::vector<page::NumberedItem> items_;
};

}  // namespace

absl::StatusOr<std::vector<v1::PublishItem>> ImportPage(std::string_view text,
                                                        const PageOptions& options) {
  const absl::StatusOr<PageParts> parts = CutPage(text);
  if (!parts.ok()) return parts.status();
  return PageImport(*parts, options).Build();
}

}  // namespace newswire
