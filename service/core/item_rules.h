#ifndef NEWSWIRE_SERVICE_CORE_ITEM_RULES_H_
#define NEWSWIRE_SERVICE_CORE_ITEM_RULES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/field_checker.h"

namespace newswire {

// What a local id stands for. Bits, because a reference may allow several.
enum LocalKind : unsigned {
  kPerson = 1,
  kOrganisation = 2,
  kPlace = 4,
  kDocument = 8,
  kOtherLocal = 16,  // subjects, objects, sources, events: nothing refers to them
};

// Local ids of one item. Views into the item.
class LocalIds {
 public:
  // ID_INVALID, ID_DUPLICATE.
  void Declare(const FieldPath& path, std::string_view id, LocalKind kind, FieldChecker* check);
  // REFERENCE_DANGLING unless the id is declared as one of `kinds`. REQUIRES: all are declared.
  void Refer(const FieldPath& path, std::string_view id, unsigned kinds, FieldChecker* check) const;
  void ReferAll(const FieldPath& parent, std::string_view field, const FieldChecker::Strings& ids,
                unsigned kinds, FieldChecker* check) const;

 private:
  absl::flat_hash_map<absl::string_view, LocalKind> kinds_;
};

// Code points of every body of an article, by language; what spans are checked against.
class BodySizes {
 public:
  // Begins a translation; its bodies follow.
  void AddTranslation(std::string_view language) { sizes_.push_back({language, {}}); }
  void AddBody(std::uint32_t chars) { sizes_.back().chars.push_back(chars); }
  // Of the bodies of translation `index`, in order.
  const std::vector<std::uint32_t>& chars(int index) const { return sizes_[index].chars; }
  // SPAN_OUT_OF_RANGE.
  void Check(const FieldPath& path, const v1::TextSpan& span, FieldChecker* check) const;

 private:
  struct Sizes {
    std::string_view language;
    std::vector<std::uint32_t> chars;
  };
  std::vector<Sizes> sizes_;
};

// What the rules of one item share. One thread; lives as long as one validation.
struct ItemCheck {
  explicit ItemCheck(Violations* violations) : check(violations) {}

  FieldChecker check;
  LocalIds ids;
  BodySizes bodies;
  int entities = 0;
  // In an article every entity says how it relates to it; in a recommendation its field says so.
  Presence rel = Presence::kRequired;
};

using Entities = google::protobuf::RepeatedPtrField<v1::Entity>;

// Rules of the small types that both items hold.
void CheckAltIds(const FieldPath& item, const google::protobuf::RepeatedPtrField<v1::AltId>& ids,
                 FieldChecker* check);
void CheckPubStatus(const FieldPath& item, v1::PubStatus status, FieldChecker* check);
void CheckEmbargo(const FieldPath& path, const v1::Embargo& embargo, absl::Time now,
                  FieldChecker* check);
void CheckIntegrity(const FieldPath& path, const v1::Integrity& integrity, FieldChecker* check);
// ITEM_TOO_LARGE. Asked of an item as it is sent and again of all that is stored: the server adds
// hashes, corrections and histories.
void CheckItemSize(const FieldPath& item, std::size_t bytes, FieldChecker* check);
absl::Status CheckStoredSize(v1::ItemKind kind, std::size_t bytes);

// Entities, in two passes: all ids are declared before the first reference is looked at.
void DeclareEntities(const FieldPath& item, std::string_view field, const Entities& entities,
                     LocalKind kind, ItemCheck* state);
void CheckEntities(const FieldPath& item, std::string_view field, const Entities& entities,
                   ItemCheck* state);
void CheckEntity(const FieldPath& path, const v1::Entity& entity, ItemCheck* state);
// TOO_MANY when the item holds more than 1,000 of all kinds together.
void CheckEntityCount(const FieldPath& item, ItemCheck* state);
void CheckEvent(const FieldPath& path, const v1::Event& event, ItemCheck* state);
void CheckSourceDocument(const FieldPath& path, const v1::SourceDocument& document,
                         ItemCheck* state);

void CheckTranslations(const FieldPath& item, const v1::Article& article, ItemCheck* state);
void CheckArticle(const FieldPath& item, const v1::Article& article, absl::Time now,
                  ItemCheck* state);
void CheckRecommendation(const FieldPath& item, const v1::Recommendation& recommendation,
                         absl::Time now, ItemCheck* state);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ITEM_RULES_H_
