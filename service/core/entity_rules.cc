// Rules of what items talk about: entities, events, source documents.

#include "absl/strings/str_cat.h"
#include "service/core/dates.h"
#include "service/core/item_rules.h"

namespace newswire {
namespace {

constexpr int kEntitiesMax = 1000;
constexpr int kSpansMax = 1000;
constexpr int kContactsMax = 16;
constexpr int kPercentMax = 100;
constexpr int kEditionMax = 10'000;
constexpr int kDocumentLanguagesMax = 64;

void CheckContact(const FieldPath& path, const v1::Contact& contact, FieldChecker* check) {
  check->KnownFields(path, contact);
  check->Bytes(path.At("type"), contact.type(), kCodeBytesMax, Presence::kRequired);
  check->Bytes(path.At("role"), contact.role(), kCodeBytesMax);
  check->Language(path.At("language"), contact.language(), Presence::kOptional);
  check->Chars(path.At("name"), contact.name(), kNameCharsMax);
  check->Bytes(path.At("value"), contact.value(), kLiteralBytesMax, Presence::kRequired);
}

}  // namespace

void DeclareEntities(const FieldPath& item, std::string_view field, const Entities& entities,
                     LocalKind kind, ItemCheck* state) {
  state->entities += entities.size();
  if (state->entities > kEntitiesMax) return;
  for (int i = 0; i < entities.size(); ++i) {
    const FieldPath path = item.At(field, i);
    state->ids.Declare(path.At("id"), entities[i].id(), kind, &state->check);
  }
}

void CheckEntityCount(const FieldPath& item, ItemCheck* state) {
  if (state->entities <= kEntitiesMax) return;
  state->check.Fail(item, "TOO_MANY",
                    absl::StrCat("at most ", kEntitiesMax, " entities of all kinds together; ",
                                 state->entities, " were sent"));
}

void CheckEntities(const FieldPath& item, std::string_view field, const Entities& entities,
                   ItemCheck* state) {
  if (state->entities > kEntitiesMax) return;
  for (int i = 0; i < entities.size(); ++i) CheckEntity(item.At(field, i), entities[i], state);
}

void CheckEntity(const FieldPath& path, const v1::Entity& entity, ItemCheck* state) {
  FieldChecker& check = state->check;
  check.KnownFields(path, entity);
  check.ItemUri(path.At("uri"), entity.uri(), Presence::kOptional);
  check.Bytes(path.At("literal"), entity.literal(), kLiteralBytesMax);
  check.Texts(path, "names", entity.names(), kNameCharsMax, Presence::kRequired);
  check.Bytes(path.At("rel"), entity.rel(), kCodeBytesMax, state->rel);
  check.Texts(path, "roles", entity.roles());
  check.Texts(path, "honorifics", entity.honorifics());
  state->ids.ReferAll(path, "affiliation_ids", entity.affiliation_ids(), kOrganisation, &check);
  check.Texts(path, "acronyms", entity.acronyms());
  check.Range(path.At("relevance"), entity.relevance(), 0, kPercentMax);
  check.Range(path.At("confidence"), entity.confidence(), 0, kPercentMax);
  check.Chars(path.At("creator"), entity.creator(), kNameCharsMax);
  check.Bytes(path.At("geo_json"), entity.geo_json(), kLargeTextBytesMax);
  if (check.Count(path.At("spans"), entity.spans_size(), kSpansMax)) {
    for (int i = 0; i < entity.spans_size(); ++i) {
      state->bodies.Check(path.At("spans", i), entity.spans(i), &check);
    }
  }
  if (check.Count(path.At("contacts"), entity.contacts_size(), kContactsMax)) {
    for (int i = 0; i < entity.contacts_size(); ++i) {
      CheckContact(path.At("contacts", i), entity.contacts(i), &check);
    }
  }
}

void CheckEvent(const FieldPath& path, const v1::Event& event, ItemCheck* state) {
  FieldChecker& check = state->check;
  check.KnownFields(path, event);
  check.VocabularyUri(path.At("uri"), event.uri());
  check.Bytes(path.At("literal"), event.literal(), kLiteralBytesMax);
  check.Texts(path, "names", event.names(), kNameCharsMax, Presence::kRequired);
  check.Bytes(path.At("rel"), event.rel(), kCodeBytesMax);
  if (event.has_start()) check.Date(path.At("start"), event.start());
  if (event.has_end()) check.Date(path.At("end"), event.end());
  const auto start = ParsePrintedDate(event.start().value());
  const auto end = ParsePrintedDate(event.end().value());
  if (start && end && IsAfter(*start, *end)) {
    check.Fail(path.At("end"), "DATE_ORDER", "must not be before start");
  }
  check.Range(path.At("edition"), event.edition(), 0, kEditionMax);
  constexpr unsigned kParty = kPerson | kOrganisation;
  state->ids.ReferAll(path, "organiser_ids", event.organiser_ids(), kParty, &check);
  state->ids.ReferAll(path, "participant_ids", event.participant_ids(), kParty, &check);
  if (!event.place_id().empty()) {
    state->ids.Refer(path.At("place_id"), event.place_id(), kPlace, &check);
  }
  check.VocabularyUri(path.At("status_uri"), event.status_uri());
  check.Texts(path, "notes", event.notes());
}

void CheckSourceDocument(const FieldPath& path, const v1::SourceDocument& document,
                         ItemCheck* state) {
  FieldChecker& check = state->check;
  check.KnownFields(path, document);
  check.VocabularyUri(path.At("uri"), document.uri());
  check.Bytes(path.At("symbol"), document.symbol(), kMediumBytesMax);
  check.Chars(path.At("kind"), document.kind(), kNameCharsMax);
  check.Texts(path, "titles", document.titles(), kTextCharsMax, Presence::kRequired);
  state->ids.ReferAll(path, "issuing_body_ids", document.issuing_body_ids(), kOrganisation, &check);
  if (document.has_issued()) check.Date(path.At("issued"), document.issued());
  if (check.Count(path.At("languages"), document.languages_size(), kDocumentLanguagesMax)) {
    for (int i = 0; i < document.languages_size(); ++i) {
      check.Language(path.At("languages", i), document.languages(i), Presence::kRequired);
    }
  }
  check.Href(path.At("href"), document.href());
  check.Bytes(path.At("media_type"), document.media_type(), kMediumBytesMax);
  check.Hash(path.At("sha256"), document.sha256());
  check.Texts(path, "abstracts", document.abstracts());
  check.Bytes(path.At("rel"), document.rel(), kCodeBytesMax);
  state->ids.ReferAll(path, "related_place_ids", document.related_place_ids(), kPlace, &check);
  check.Texts(path, "programmes", document.programmes());
}

}  // namespace newswire
