#include "service/core/reinstate.h"

#include <set>

#include "newswire/v1/recommendation.pb.h"
#include "service/core/item_tail.h"
#include "service/core/translations.h"
#include "storage/check.h"

namespace newswire {
namespace {

// What an entry held before it was redacted, without what the applier has stamped on it.
struct Content {
  std::string item;
  std::set<std::string> withheld;  // languages that stay on hold
};

template <typename Item>
Item Unstamped(std::string_view bytes) {
  Item item;
  NEWSWIRE_CHECK(item.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  ClearStamp(&item);
  return item;
}

Content ContentOf(int kind, std::string_view bytes) {
  if (kind == v1::ITEM_KIND_RECOMMENDATION) {
    return {Unstamped<v1::Recommendation>(bytes).SerializeAsString(), {}};
  }
  const auto article = Unstamped<v1::Article>(bytes);
  return {article.SerializeAsString(), WithheldLanguages(article)};
}

}  // namespace

Appended Reinstate(const std::string& uri, const Change* change, const storage::ItemRow& row,
                   ItemHistory* history, GroupState* state) {
  EntryPayload payload;
  const std::string content = history->content();
  const auto head = ParseEntryHead(content, &payload);
  NEWSWIRE_CHECK(head && payload.field != v1::FeedEntry::kRedactedFieldNumber);
  const auto [item, withheld] = ContentOf(head->kind, payload.bytes);
  NewRevision revision;
  revision.kind = static_cast<v1::ItemKind>(row.kind());
  revision.uri = uri;
  revision.revision = row.revision() + 1;
  revision.action = v1::FEED_ACTION_REINSTATE;
  revision.revision_kind = v1::REVISION_KIND_REINSTATE;
  revision.payload = item;
  revision.languages = head->languages;
  revision.provider = head->provider;
  revision.content_sha256 = row.content_sha256();
  revision.change = change;
  const Appended appended = AppendRevision(revision, row, state);
  history->Restore(withheld);
  return appended;
}

void ReinstateAlong(const std::string& recommendation, const Change* change, GroupState* state) {
  const auto row = state->Find(recommendation);
  if (!row || row->kind() != v1::ITEM_KIND_RECOMMENDATION ||
      row->pub_status() != v1::PUB_STATUS_WITHHELD || row->retracted_with().empty()) {
    return;
  }
  ItemHistory history(recommendation, row->sequence(), state);
  Reinstate(recommendation, change, *row, &history, state);
}

}  // namespace newswire
