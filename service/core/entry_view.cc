#include "service/core/entry_view.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "newswire/v1/feed.pb.h"
#include "service/core/language.h"
#include "service/core/sha256.h"
#include "storage/entry_frame.h"
#include "storage/wire_reader.h"

namespace newswire {
namespace {

using v1::FeedEntry;

int TextsOf(const v1::Article& article) {
  return article.translations_size();
}
int TextsOf(const v1::Recommendation& recommendation) {
  return recommendation.texts_size();
}

// What becomes of the stored item.
enum class Item { kDamaged, kStays, kIsReplaced, kGoes };

// Chooses for the item in `bytes`, and leaves in `item` what the reader gets.
template <typename Message>
Item Choose(const CompiledPreference& preference, std::string_view bytes, Message* item,
            v1::LanguageSelection* selection) {
  if (!item->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Item::kDamaged;
  const int texts = TextsOf(*item);
  *selection = ChooseLanguage(preference, item);
  if (selection->reason() == v1::SELECTION_REASON_NOTHING_AVAILABLE) return Item::kGoes;
  return TextsOf(*item) == texts ? Item::kStays : Item::kIsReplaced;
}

// For an entry without an item, or with a redacted one. Once redacted, the status of an entry tells
// of the time before.
Item Explain(const CompiledPreference& preference, const EntryHead& head,
             const EntryPayload& payload, v1::LanguageSelection* selection) {
  auto status = static_cast<v1::PubStatus>(head.pub_status);
  if (payload.field == FeedEntry::kRedactedFieldNumber) {
    v1::Redacted redacted;
    if (!redacted.ParseFromArray(payload.bytes.data(), static_cast<int>(payload.bytes.size()))) {
      return Item::kDamaged;
    }
    status = redacted.pub_status();
  }
  *selection = RetractedSelection(preference, status);
  return Item::kStays;
}

// `change` receives the selection, and the item when it takes the place of the stored one.
Item See(const CompiledPreference& preference, const EntryHead& head, const EntryPayload& payload,
         FeedEntry* change) {
  v1::LanguageSelection* const selection = change->mutable_selection();
  Item item = Item::kStays;
  if (payload.field == FeedEntry::kArticleFieldNumber) {
    item = Choose(preference, payload.bytes, change->mutable_article(), selection);
  } else if (payload.field == FeedEntry::kRecommendationFieldNumber) {
    item = Choose(preference, payload.bytes, change->mutable_recommendation(), selection);
  } else {
    item = Explain(preference, head, payload, selection);
  }
  if (item != Item::kIsReplaced) change->clear_payload();
  return item;
}

// The fields of an entry but its item. REQUIRES: the entry is whole.
std::string WithoutItem(std::string_view entry) {
  std::string kept;
  WireReader reader(entry);
  while (!reader.done()) {
    WireReader::Field field;
    if (!reader.Next(&field)) break;
    if (field.number == FeedEntry::kArticleFieldNumber ||
        field.number == FeedEntry::kRecommendationFieldNumber) {
      continue;
    }
    kept.append(field.whole);
  }
  return kept;
}

}  // namespace

EntryView::EntryView(CompiledPreference preference) : preference_(std::move(preference)) {}

std::optional<std::string> EntryView::Encode(std::string_view framed) const {
  EntryPayload payload;
  const auto head = ParseEntryHead(framed, &payload);
  if (!head) return std::nullopt;
  FeedEntry change;
  const Item item = See(preference_, *head, payload, &change);
  if (item == Item::kDamaged) return std::nullopt;
  const std::string_view stored = *Unframe(framed);
  std::string entry = item == Item::kStays ? std::string(stored) : WithoutItem(stored);
  // Protobuf merges concatenated messages, and item and selection are the last fields.
  if (!change.AppendToString(&entry)) return std::nullopt;
  return Frame(entry);
}

std::string FeedFingerprint(const CompiledFilter& filter, const std::optional<EntryView>& view) {
  if (!view) return filter.fingerprint();
  const std::string both = absl::StrCat("filter=", filter.fingerprint(), "\n", view->canonical());
  return absl::BytesToHexString(Sha256(both).substr(0, 8));
}

}  // namespace newswire
