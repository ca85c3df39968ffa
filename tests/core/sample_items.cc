#include "tests/core/sample_items.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "service/core/text.h"

namespace newswire {
namespace {

constexpr char kDocument[] = "urn:newsml:harbour.example:2031:note-on-small-ports";
constexpr char kBody[] =
    "On 4 May 2031, Dr. Élise Marchetti, Director of the Harbour Council (HC), opened the 3rd "
    "Conference of Small Ports in Porto Lindo, hosted by the Island Office of Fisheries.\n\n"
    "She presented the “Note on small ports after storms”, which came out earlier this week. "
    "Three of its recommendations were read aloud: (1) keep one quay open for relief ships at any "
    "time of the year; (2) share tide tables — free of charge — with every skipper; (3) train "
    "pilots on both shores of the Strait of Lume.";

// Where `phrase` stands in the English body.
void AddSpan(std::string_view phrase, google::protobuf::RepeatedPtrField<v1::TextSpan>* spans) {
  const std::string_view body = kBody;
  const std::size_t at = body.find(phrase);
  ASSERT_NE(at, std::string_view::npos) << phrase;
  v1::TextSpan* span = spans->Add();
  span->set_language("en");
  span->set_body_index(0);
  span->set_start(static_cast<std::uint32_t>(*CountCodePoints(body.substr(0, at))));
  span->set_length(static_cast<std::uint32_t>(*CountCodePoints(phrase)));
}

v1::Entity* AddEntity(const char* id, std::string_view name, const char* rel,
                      google::protobuf::RepeatedPtrField<v1::Entity>* list) {
  v1::Entity* entity = list->Add();
  entity->set_id(id);
  *entity->add_names() = Text("en", name);
  entity->set_rel(rel);
  return entity;
}

// Everything an entity may hold.
void Complete(v1::Entity* entity) {
  entity->set_uri("https://ids.harbour.example/entity/7");
  entity->set_literal("hc:7");
  *entity->add_roles() = Text("en", "Director");
  *entity->add_roles() = Text("fr", "Directrice");
  *entity->add_honorifics() = Text("en", "Dr.");
  *entity->add_acronyms() = Text("en", "EM");
  entity->set_relevance(100);
  entity->set_confidence(90);
  entity->set_creator("desk");
  entity->set_geo_json(R"({"type":"Point","coordinates":[1,2]})");
  v1::Contact* contact = entity->add_contacts();
  contact->set_type("email");
  contact->set_role("press");
  contact->set_language("en");
  contact->set_name("Press desk");
  contact->set_value("press@harbour.example");
}

void AddPeople(v1::Article* article) {
  v1::Entity* director = AddEntity("p1", "Élise Marchetti", "about", article->mutable_people());
  Complete(director);
  director->add_affiliation_ids("o1");
  AddSpan("Élise Marchetti", director->mutable_spans());
  v1::Entity* council =
      AddEntity("o1", "Harbour Council", "about", article->mutable_organisations());
  AddSpan("Harbour Council", council->mutable_spans());
  AddEntity("o2", "Island Office of Fisheries", "hosts", article->mutable_organisations());
  v1::Entity* strait = AddEntity("g1", "Strait of Lume", "mentions", article->mutable_places());
  AddSpan("Strait of Lume", strait->mutable_spans());
  AddEntity("s1", "Small ports", "about", article->mutable_subjects());
  AddEntity("b1", "Tide tables", "mentions", article->mutable_objects());
  AddEntity("i1", "Harbour Council", "publisher", article->mutable_info_sources())
      ->add_affiliation_ids("o1");
}

void AddEvent(v1::Article* article) {
  v1::Event* event = article->add_events();
  event->set_id("e1");
  event->set_uri("https://ids.harbour.example/event/3");
  event->set_literal("hc:event-3");
  *event->add_names() = Text("en", "3rd Conference of Small Ports");
  event->set_rel("about");
  event->mutable_start()->set_value("2031-05-04");
  event->mutable_start()->set_source_text("On 4 May 2031");
  event->mutable_start()->set_source_language("en");
  event->mutable_end()->set_value("2031-05-04T18:00:00+02:00");
  event->set_edition(3);
  event->add_organiser_ids("o2");
  event->add_participant_ids("p1");
  event->add_participant_ids("o1");
  event->set_place_id("g1");
  event->set_status_uri("http://vocabulary.example/eventstatus#held");
  *event->add_notes() = Text("en", "Held in the old customs house.");
}

void FillDocument(v1::SourceDocument* document) {
  document->set_id("d1");
  document->set_uri(kDocument);
  document->set_symbol("HC/2031/5");
  document->set_kind("Note");
  *document->add_titles() = Text("en", "Note on small ports after storms");
  document->add_issuing_body_ids("o1");
  document->mutable_issued()->set_not_before("2031-05-02");
  document->mutable_issued()->set_not_after("2031-05-05");
  document->mutable_issued()->set_source_text("earlier this week");
  document->mutable_issued()->set_source_language("en");
  document->add_languages("en");
  document->set_href("https://harbour.example/notes/5?format=pdf");
  document->set_media_type("application/pdf");
  document->set_sha256(std::string(32, 'd'));
  *document->add_abstracts() = Text("en", "What storms do to small ports.");
  document->set_rel("cites");
  document->add_related_place_ids("g1");
  *document->add_programmes() = Text("en", "Storm Programme");
}

void AddTranslations(v1::Article* article) {
  v1::Translation* english = article->mutable_translations(0);
  v1::Headline* short_headline = english->add_headlines();
  short_headline->set_role("short");
  short_headline->set_content_type("text/plain");
  short_headline->set_value("Small ports meet");
  v1::Description* description = english->add_descriptions();
  description->set_role("abstract");
  description->set_content_type("text/html");
  description->set_value("<p>A conference on <em>small</em> ports.</p>");
  english->mutable_bodies(0)->set_content_type("text/plain");
  english->mutable_bodies(0)->set_value(kBody);
  english->set_slugline("small-ports");
  english->set_by("Harbour desk");
  english->set_located("PORTO LINDO");
  english->set_href("https://harbour.example/news/9");

  v1::Translation* french = article->add_translations();
  french->set_language("fr");
  french->set_kind(v1::TRANSLATION_KIND_HUMAN);
  french->set_translated_from("en");
  french->set_source_revision(1);
  v1::Headline* headline = french->add_headlines();
  headline->set_role("main");
  headline->set_value("Les petits ports se réunissent");
  v1::Body* body = french->add_bodies();
  body->set_role("main");
  body->set_value("Le 4 mai 2031, la conférence s’est ouverte à Porto Lindo.");

  v1::Translation* arabic = article->add_translations();
  arabic->set_language("ar");
  arabic->set_kind(v1::TRANSLATION_KIND_MACHINE);
  arabic->set_translated_from("fr");
  arabic->set_source_revision(1);
  v1::Headline* alone = arabic->add_headlines();
  alone->set_role("main");
  alone->set_value("اجتماع الموانئ الصغيرة");
}

void AddRecommendations(v1::Article* article) {
  for (int ordinal = 1; ordinal <= 3; ++ordinal) {
    v1::RecommendationRef* ref = article->add_recommendations();
    ref->set_recommendation(absl::StrCat("recommendations/", kDocument, ":rec:", ordinal));
    ref->set_revision(1);
    ref->set_ordinal(ordinal);
    ref->set_ordinal_label(absl::StrCat("(", ordinal, ")"));
    ref->set_source_document_id("d1");
    AddSpan(SampleQuote(ordinal), ref->mutable_spans());
  }
}

void AddLinks(v1::Article* article) {
  v1::Rendition* rendition = article->add_renditions();
  rendition->set_name("preview");
  rendition->set_href("https://img.harbour.example/9.jpg");
  rendition->set_content_type("image/jpeg");
  rendition->set_title("The quay");
  rendition->set_width(640);
  rendition->set_height(480);
  rendition->set_size_in_bytes(70'000);
  rendition->set_duration(0.5);
  rendition->set_format("progressive");
  rendition->set_language("en");
  rendition->set_sha256(std::string(32, 'r'));
  v1::Association* association = article->add_associations();
  association->set_name("earlier");
  association->set_rel("seeAlso");
  association->set_uri("urn:newsml:harbour.example:2029:conference-2");
  association->set_revision(2);
  association->set_type(v1::ITEM_TYPE_TEXT);
  association->set_language("en");
  v1::Genre* genre = article->add_genres();
  genre->set_uri("http://vocabulary.example/genre/press-release");
  genre->set_literal("press-release");
  *genre->add_names() = Text("en", "Press release");
  v1::TrustIndicator* indicator = article->add_trust_indicators();
  indicator->set_role("policy");
  indicator->set_title("Our policy");
  indicator->set_href("https://harbour.example/policy");
}

void FillIntegrity(v1::Integrity* integrity) {
  integrity->set_hash_scope("item");
  integrity->set_c2pa_manifest_href("https://harbour.example/manifest");
  v1::Signature* signature = integrity->add_signatures();
  signature->set_key_id("key-1");
  signature->set_algorithm("Ed25519");
  signature->set_value(std::string(64, 's'));
}

void AddRights(v1::Article* article) {
  *article->add_copyright_holders() = Text("en", "Harbour Council");
  *article->add_copyright_notices() = Text("en", "© Harbour Council 2031");
  *article->add_usage_terms() = Text("en", "Free for the press.");
  article->mutable_rights_info()->set_lang_id("odrl");
  article->mutable_rights_info()->set_linked_rights("https://harbour.example/rights");
  article->set_digital_source_type_uri("http://vocabulary.example/digitalsourcetype/humanEdits");
  FillIntegrity(article->mutable_integrity());
  v1::IngestProvenance* provenance = article->mutable_provenance();
  provenance->set_source_href("https://harbour.example/page/9");
  provenance->set_requested_language("fr");
  provenance->set_served_language("en");
  provenance->set_page_notice("Page non disponible en français.");
  provenance->set_page_notice_language("fr");
  provenance->mutable_fetched_at()->set_seconds(1'935'000'000);
  provenance->set_parser("page-importer 1");
}

template <typename Item, typename MakeDraft>
std::vector<std::string> ProblemsOf(const Item& item, MakeDraft make, const char* path) {
  Violations violations;
  const bool passed = make(Item(item), SampleNow(), path, &violations).has_value();
  EXPECT_EQ(passed, violations.empty());
  std::vector<std::string> problems;
  for (const FieldViolation& violation : violations.list()) {
    problems.push_back(absl::StrCat(violation.field, ": ", violation.reason));
    EXPECT_FALSE(violation.description.empty()) << problems.back();
  }
  return problems;
}

template <typename Item, typename MakeDraft>
Draft PassingDraft(const Item& item, MakeDraft make, const char* path) {
  Violations violations;
  auto draft = make(Item(item), SampleNow(), path, &violations);
  EXPECT_TRUE(draft.has_value()) << violations.ToStatus();
  return draft.value_or(Draft());
}

}  // namespace

absl::Time SampleNow() {
  return absl::FromUnixSeconds(1'935'100'000);
}

v1::LangString Text(std::string_view language, std::string_view value) {
  v1::LangString text;
  text.set_language(std::string(language));
  text.set_value(std::string(value));
  return text;
}

std::string SampleQuote(int ordinal) {
  const char* const quotes[] = {"keep one quay open for relief ships at any time of the year",
                                "share tide tables — free of charge — with every skipper",
                                "train pilots on both shores of the Strait of Lume"};
  return quotes[ordinal - 1];
}

v1::Article MinimalArticle() {
  v1::Article article;
  article.set_name("articles/urn:newsml:harbour.example:20310504:small-ports");
  article.set_type(v1::ITEM_TYPE_TEXT);
  article.set_pub_status(v1::PUB_STATUS_USABLE);
  article.set_original_language("en");
  v1::Translation* english = article.add_translations();
  english->set_language("en");
  english->set_kind(v1::TRANSLATION_KIND_ORIGINAL);
  v1::Headline* headline = english->add_headlines();
  headline->set_role("main");
  headline->set_value("Harbour Council opens the 3rd Conference of Small Ports");
  v1::Body* body = english->add_bodies();
  body->set_role("main");
  body->set_value("The conference is open.");
  return article;
}

v1::Article SampleArticle() {
  v1::Article article = MinimalArticle();
  article.set_profile("press-release");
  v1::AltId* id = article.add_alt_ids();
  id->set_role("desk");
  id->set_value("HC-9");
  article.mutable_content_created()->set_value("2031-05-04T09:30:00Z");
  article.mutable_date_published()->set_value("2031-05-05");
  article.mutable_date_published()->set_source_text("05 mai 2031");
  article.mutable_date_published()->set_source_language("fr");
  article.mutable_expires()->set_seconds(2'000'000'000);
  article.set_urgency(4);
  *article.add_ed_notes() = Text("en", "Photographs follow.");
  AddTranslations(&article);
  AddPeople(&article);
  AddEvent(&article);
  FillDocument(article.add_source_documents());
  AddRecommendations(&article);
  AddLinks(&article);
  AddRights(&article);
  return article;
}

v1::Recommendation MinimalRecommendation() {
  v1::Recommendation recommendation;
  recommendation.set_name(absl::StrCat("recommendations/", kDocument, ":rec:1"));
  recommendation.mutable_source_document()->set_id("d1");
  *recommendation.mutable_source_document()->add_titles() = Text("en", "Note on small ports");
  recommendation.set_ordinal(1);
  recommendation.set_original_language("en");
  v1::RecommendationText* text = recommendation.add_texts();
  text->set_language("en");
  text->set_textuality(v1::TEXTUALITY_AS_REPORTED);
  text->set_kind(v1::TRANSLATION_KIND_ORIGINAL);
  text->set_value(SampleQuote(1));
  recommendation.set_status(v1::RECOMMENDATION_STATUS_NOT_TRACKED);
  recommendation.set_pub_status(v1::PUB_STATUS_USABLE);
  return recommendation;
}

v1::Recommendation SampleRecommendation(int ordinal) {
  v1::Recommendation recommendation = MinimalRecommendation();
  recommendation.set_name(absl::StrCat("recommendations/", kDocument, ":rec:", ordinal));
  v1::AltId* id = recommendation.add_alt_ids();
  id->set_role("desk");
  id->set_value("HC-R");
  recommendation.clear_source_document();
  FillDocument(recommendation.mutable_source_document());
  recommendation.set_ordinal(ordinal);
  recommendation.set_ordinal_label(absl::StrCat("(", ordinal, ")"));
  recommendation.set_paragraph("12 (b)");
  AddEntity("o1", "Harbour Council", "", recommendation.mutable_issuing_bodies());
  v1::Addressee* addressee = recommendation.add_addressees();
  addressee->mutable_entity()->set_id("a1");
  *addressee->mutable_entity()->add_names() = Text("en", "Port of Lindo");
  addressee->set_kind("agency");
  addressee->set_response(v1::ADDRESSEE_RESPONSE_ACCEPTED);
  addressee->mutable_responded()->set_value("2031-06");
  *addressee->add_comments() = Text("en", "We begin next year.");
  recommendation.mutable_texts(0)->set_value(SampleQuote(ordinal));
  recommendation.mutable_texts(0)->set_quoted_in(MinimalArticle().name());
  recommendation.mutable_texts(0)->set_quoted_in_revision(1);
  recommendation.set_priority(true);
  v1::Assessment* assessment = recommendation.add_assessments();
  assessment->set_assessor_role(v1::ASSESSOR_ROLE_THIRD_PARTY);
  assessment->mutable_assessor()->set_id("t1");
  *assessment->mutable_assessor()->add_names() = Text("en", "Skippers’ Union");
  assessment->set_status(v1::RECOMMENDATION_STATUS_OPEN);
  assessment->set_progress(v1::PROGRESS_MODERATE);
  assessment->mutable_as_of()->set_value("2031");
  *assessment->add_comments() = Text("en", "Half of the quays are ready.");
  assessment->add_evidence_hrefs("https://union.example/report");
  recommendation.mutable_issued()->set_value("2031-05");
  recommendation.mutable_target_date()->set_value("2033");
  recommendation.set_superseded_by("recommendations/urn:newsml:harbour.example:2032:rec:1");
  AddEntity("s1", "Ports", "about", recommendation.mutable_themes());
  AddEntity("g1", "Strait of Lume", "about", recommendation.mutable_places());
  recommendation.add_sdg_uris("http://vocabulary.example/sdg/9");
  AddEntity("f1", "Skippers", "about", recommendation.mutable_affected_groups());
  *recommendation.add_ed_notes() = Text("en", "Read aloud at the conference.");
  FillIntegrity(recommendation.mutable_integrity());
  return recommendation;
}

std::vector<std::string> Problems(const v1::Article& article) {
  return ProblemsOf(article, DraftArticle, "article");
}
std::vector<std::string> Problems(const v1::Recommendation& recommendation) {
  return ProblemsOf(recommendation, DraftRecommendation, "recommendation");
}

Draft DraftOf(const v1::Article& article) {
  return PassingDraft(article, DraftArticle, "article");
}
Draft DraftOf(const v1::Recommendation& recommendation) {
  return PassingDraft(recommendation, DraftRecommendation, "recommendation");
}

}  // namespace newswire
