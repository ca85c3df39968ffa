#ifndef NEWSWIRE_SERVICE_CORE_PAYLOAD_ITEM_H_
#define NEWSWIRE_SERVICE_CORE_PAYLOAD_ITEM_H_

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "newswire/v1/article.pb.h"
#include "newswire/v1/feed.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "storage/entry_frame.h"

namespace newswire {

// The item of an entry, parsed once for all who ask about it.
class PayloadItem {
 public:
  explicit PayloadItem(v1::Article article) : item_(std::move(article)) {}
  explicit PayloadItem(const EntryPayload& payload) {
    if (payload.field == v1::FeedEntry::kArticleFieldNumber) {
      Parse<v1::Article>(payload);
    } else if (payload.field == v1::FeedEntry::kRecommendationFieldNumber) {
      Parse<v1::Recommendation>(payload);
    }
  }

  // Calls `visit` with the Article or the Recommendation; not when it is redacted or damaged.
  template <typename Visitor>
  void Visit(Visitor visit) const {
    if (const auto* const article = std::get_if<v1::Article>(&item_)) visit(*article);
    if (const auto* const item = std::get_if<v1::Recommendation>(&item_)) visit(*item);
  }

 private:
  template <typename Item>
  void Parse(const EntryPayload& payload) {
    Item& item = item_.emplace<Item>();
    const std::string_view bytes = payload.bytes;
    const bool parsed = item.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
                        (payload.tail.empty() || item.MergeFromString(std::string(payload.tail)));
    if (!parsed) item_ = std::monostate();
  }

  std::variant<std::monostate, v1::Article, v1::Recommendation> item_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_PAYLOAD_ITEM_H_
