#ifndef NEWSWIRE_SERVICE_CORE_PAYLOAD_ITEM_H_
#define NEWSWIRE_SERVICE_CORE_PAYLOAD_ITEM_H_

#include <string>
#include <string_view>

#include "newswire/v1/article.pb.h"
#include "newswire/v1/feed.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "storage/entry_frame.h"

namespace newswire {

template <typename Item>
bool ParsePayload(const EntryPayload& payload, Item* item) {
  const std::string_view bytes = payload.bytes;
  return item->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
         (payload.tail.empty() || item->MergeFromString(std::string(payload.tail)));
}

// Calls `visit` with the Article or the Recommendation of an entry; not when it is redacted or
// damaged.
template <typename Visitor>
void VisitItem(const EntryPayload& payload, Visitor visit) {
  if (payload.field == v1::FeedEntry::kArticleFieldNumber) {
    v1::Article article;
    if (ParsePayload(payload, &article)) visit(article);
  } else if (payload.field == v1::FeedEntry::kRecommendationFieldNumber) {
    v1::Recommendation recommendation;
    if (ParsePayload(payload, &recommendation)) visit(recommendation);
  }
}

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_PAYLOAD_ITEM_H_
