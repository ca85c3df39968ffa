// Rules of an article. The texts are in translation_rules.cc.

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "service/core/item_rules.h"

namespace newswire {
namespace {

constexpr int kEventsMax = 50;
constexpr int kSourceDocumentsMax = 50;
constexpr int kRecommendationsMax = 500;
constexpr int kReferenceSpansMax = 64;
constexpr int kRenditionsMax = 64;
constexpr int kAssociationsMax = 200;
constexpr int kGenresMax = 32;
constexpr int kTrustIndicatorsMax = 32;
constexpr std::uint32_t kOrdinalMax = 100'000;
constexpr std::uint32_t kUrgencyMax = 9;

void DeclareIds(const FieldPath& item, const v1::Article& article, ItemCheck* state) {
  DeclareEntities(item, "people", article.people(), kPerson, state);
  DeclareEntities(item, "organisations", article.organisations(), kOrganisation, state);
  DeclareEntities(item, "places", article.places(), kPlace, state);
  DeclareEntities(item, "subjects", article.subjects(), kOtherLocal, state);
  DeclareEntities(item, "objects", article.objects(), kOtherLocal, state);
  DeclareEntities(item, "info_sources", article.info_sources(), kOtherLocal, state);
  CheckEntityCount(item, state);
  FieldChecker& check = state->check;
  if (check.Count(item.At("events"), article.events_size(), kEventsMax)) {
    for (int i = 0; i < article.events_size(); ++i) {
      const FieldPath path = item.At("events", i);
      state->ids.Declare(path.At("id"), article.events(i).id(), kOtherLocal, &check);
    }
  }
  if (check.Count(item.At("source_documents"), article.source_documents_size(),
                  kSourceDocumentsMax)) {
    for (int i = 0; i < article.source_documents_size(); ++i) {
      const FieldPath path = item.At("source_documents", i);
      state->ids.Declare(path.At("id"), article.source_documents(i).id(), kDocument, &check);
    }
  }
}

void CheckMentions(const FieldPath& item, const v1::Article& article, ItemCheck* state) {
  CheckEntities(item, "people", article.people(), state);
  CheckEntities(item, "organisations", article.organisations(), state);
  CheckEntities(item, "places", article.places(), state);
  CheckEntities(item, "subjects", article.subjects(), state);
  CheckEntities(item, "objects", article.objects(), state);
  CheckEntities(item, "info_sources", article.info_sources(), state);
  for (int i = 0; i < article.events_size() && i < kEventsMax; ++i) {
    CheckEvent(item.At("events", i), article.events(i), state);
  }
  for (int i = 0; i < article.source_documents_size() && i < kSourceDocumentsMax; ++i) {
    CheckSourceDocument(item.At("source_documents", i), article.source_documents(i), state);
  }
}

void CheckRecommendationRef(const FieldPath& path, const v1::RecommendationRef& ref,
                            ItemCheck* state) {
  FieldChecker& check = state->check;
  check.KnownFields(path, ref);
  check.ItemNameField(path.At("recommendation"), ref.recommendation(), v1::ITEM_KIND_RECOMMENDATION,
                      Presence::kRequired);
  check.Range(path.At("ordinal"), ref.ordinal(), 1, kOrdinalMax);
  check.Bytes(path.At("ordinal_label"), ref.ordinal_label(), kCodeBytesMax);
  if (!ref.source_document_id().empty()) {
    state->ids.Refer(path.At("source_document_id"), ref.source_document_id(), kDocument, &check);
  }
  if (!check.Count(path.At("spans"), ref.spans_size(), kReferenceSpansMax)) return;
  for (int i = 0; i < ref.spans_size(); ++i) {
    state->bodies.Check(path.At("spans", i), ref.spans(i), &check);
  }
}

void CheckRecommendations(const FieldPath& item, const v1::Article& article, ItemCheck* state) {
  if (!state->check.Count(item.At("recommendations"), article.recommendations_size(),
                          kRecommendationsMax)) {
    return;
  }
  absl::flat_hash_set<std::pair<absl::string_view, std::uint32_t>> ordinals;
  for (int i = 0; i < article.recommendations_size(); ++i) {
    const v1::RecommendationRef& ref = article.recommendations(i);
    const FieldPath path = item.At("recommendations", i);
    CheckRecommendationRef(path, ref, state);
    if (!ordinals.emplace(ref.source_document_id(), ref.ordinal()).second) {
      state->check.Fail(path.At("ordinal"), "ORDINAL_DUPLICATE",
                        "another recommendation of this source document has this number");
    }
  }
}

void CheckRendition(const FieldPath& path, const v1::Rendition& rendition, FieldChecker* check) {
  check->KnownFields(path, rendition);
  check->Bytes(path.At("name"), rendition.name(), kCodeBytesMax, Presence::kRequired);
  check->Href(path.At("href"), rendition.href(), Presence::kRequired);
  check->Bytes(path.At("content_type"), rendition.content_type(), kMediumBytesMax);
  check->Chars(path.At("title"), rendition.title(), kNameCharsMax);
  // Written so that "not a number" fails too.
  if (!(rendition.duration() >= 0)) {
    check->Fail(path.At("duration"), "OUT_OF_RANGE", "must not be negative");
  }
  check->Bytes(path.At("format"), rendition.format(), kCodeBytesMax);
  check->Language(path.At("language"), rendition.language(), Presence::kOptional);
  check->Hash(path.At("sha256"), rendition.sha256());
}

void CheckAssociation(const FieldPath& path, const v1::Association& association,
                      FieldChecker* check) {
  check->KnownFields(path, association);
  check->Bytes(path.At("name"), association.name(), kCodeBytesMax);
  check->Bytes(path.At("rel"), association.rel(), kCodeBytesMax, Presence::kRequired);
  check->ItemUri(path.At("uri"), association.uri(), Presence::kRequired);
  check->EnumValue(path.At("type"), association.type(), v1::ItemType_IsValid);
  check->Language(path.At("language"), association.language(), Presence::kOptional);
}

void CheckLinks(const FieldPath& item, const v1::Article& article, FieldChecker* check) {
  if (check->Count(item.At("renditions"), article.renditions_size(), kRenditionsMax)) {
    absl::flat_hash_set<absl::string_view> names;
    for (int i = 0; i < article.renditions_size(); ++i) {
      const FieldPath path = item.At("renditions", i);
      CheckRendition(path, article.renditions(i), check);
      const std::string& name = article.renditions(i).name();
      if (!name.empty() && !names.insert(name).second) {
        check->Fail(path.At("name"), "ID_DUPLICATE", "another rendition has this name");
      }
    }
  }
  if (check->Count(item.At("associations"), article.associations_size(), kAssociationsMax)) {
    for (int i = 0; i < article.associations_size(); ++i) {
      CheckAssociation(item.At("associations", i), article.associations(i), check);
    }
  }
}

void CheckRights(const FieldPath& path, const v1::RightsInfo& rights, FieldChecker* check) {
  check->KnownFields(path, rights);
  check->Bytes(path.At("lang_id"), rights.lang_id(), kMediumBytesMax);
  if (rights.has_linked_rights()) {
    check->Href(path.At("linked_rights"), rights.linked_rights(), Presence::kRequired);
  }
  check->Bytes(path.At("encoded_rights"), rights.encoded_rights(), kLargeTextBytesMax);
}

void CheckLabels(const FieldPath& item, const v1::Article& article, FieldChecker* check) {
  if (check->Count(item.At("genres"), article.genres_size(), kGenresMax)) {
    for (int i = 0; i < article.genres_size(); ++i) {
      const v1::Genre& genre = article.genres(i);
      const FieldPath path = item.At("genres", i);
      check->KnownFields(path, genre);
      check->VocabularyUri(path.At("uri"), genre.uri());
      check->Bytes(path.At("literal"), genre.literal(), kLiteralBytesMax);
      check->Texts(path, "names", genre.names(), kNameCharsMax);
    }
  }
  if (!check->Count(item.At("trust_indicators"), article.trust_indicators_size(),
                    kTrustIndicatorsMax)) {
    return;
  }
  for (int i = 0; i < article.trust_indicators_size(); ++i) {
    const v1::TrustIndicator& indicator = article.trust_indicators(i);
    const FieldPath path = item.At("trust_indicators", i);
    check->KnownFields(path, indicator);
    check->Bytes(path.At("role"), indicator.role(), kCodeBytesMax, Presence::kRequired);
    check->Chars(path.At("title"), indicator.title(), kNameCharsMax);
    check->Href(path.At("href"), indicator.href());
  }
}

void CheckProvenance(const FieldPath& path, const v1::IngestProvenance& provenance,
                     FieldChecker* check) {
  check->KnownFields(path, provenance);
  check->Href(path.At("source_href"), provenance.source_href());
  check->Language(path.At("requested_language"), provenance.requested_language(),
                  Presence::kOptional);
  check->Language(path.At("served_language"), provenance.served_language(), Presence::kOptional);
  check->Chars(path.At("page_notice"), provenance.page_notice(), kTextCharsMax);
  check->Language(path.At("page_notice_language"), provenance.page_notice_language(),
                  Presence::kOptional);
  if (provenance.has_fetched_at()) check->Time(path.At("fetched_at"), provenance.fetched_at());
  check->Bytes(path.At("parser"), provenance.parser(), kMediumBytesMax);
}

}  // namespace

void CheckArticle(const FieldPath& item, const v1::Article& article, absl::Time now,
                  ItemCheck* state) {
  FieldChecker& check = state->check;
  CheckItemSize(item, article.ByteSizeLong(), &check);
  check.KnownFields(item, article);
  check.EnumValue(item.At("type"), article.type(), v1::ItemType_IsValid, Presence::kRequired);
  check.Bytes(item.At("profile"), article.profile(), kMediumBytesMax);
  CheckAltIds(item, article.alt_ids(), &check);
  if (article.has_content_created()) {
    check.Date(item.At("content_created"), article.content_created());
  }
  if (article.has_date_published()) {
    check.Date(item.At("date_published"), article.date_published());
  }
  if (article.has_expires()) check.Time(item.At("expires"), article.expires());
  CheckPubStatus(item, article.pub_status(), &check);
  if (article.has_embargo()) CheckEmbargo(item.At("embargo"), article.embargo(), now, &check);
  check.Range(item.At("urgency"), article.urgency(), 0, kUrgencyMax);
  check.Texts(item, "ed_notes", article.ed_notes());
  CheckTranslations(item, article, state);
  DeclareIds(item, article, state);
  CheckMentions(item, article, state);
  CheckRecommendations(item, article, state);
  CheckLinks(item, article, &check);
  CheckLabels(item, article, &check);
  check.Texts(item, "copyright_holders", article.copyright_holders());
  check.Texts(item, "copyright_notices", article.copyright_notices());
  check.Texts(item, "usage_terms", article.usage_terms());
  if (article.has_rights_info()) CheckRights(item.At("rights_info"), article.rights_info(), &check);
  check.VocabularyUri(item.At("digital_source_type_uri"), article.digital_source_type_uri());
  if (article.has_integrity()) CheckIntegrity(item.At("integrity"), article.integrity(), &check);
  if (article.has_provenance()) {
    CheckProvenance(item.At("provenance"), article.provenance(), &check);
  }
}

}  // namespace newswire
