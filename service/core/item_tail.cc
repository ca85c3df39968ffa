#include "service/core/item_tail.h"

#include "google/protobuf/timestamp.pb.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/recommendation.pb.h"

namespace newswire {
namespace {

void SetTime(std::int64_t us, google::protobuf::Timestamp* time) {
  time->set_seconds(us / 1'000'000);
  time->set_nanos(static_cast<std::int32_t>(us % 1'000'000) * 1000);
}

template <typename Item>
std::string Tail(const ItemStamp& stamp) {
  Item item;
  item.set_revision(stamp.revision);
  item.set_etag(stamp.etag);
  item.set_revision_kind(stamp.revision_kind);
  SetTime(stamp.create_time_us, item.mutable_create_time());
  SetTime(stamp.revision_time_us, item.mutable_revision_create_time());
  return item.SerializeAsString();
}

}  // namespace

std::string ItemTail(v1::ItemKind kind, const ItemStamp& stamp) {
  return kind == v1::ITEM_KIND_ARTICLE ? Tail<v1::Article>(stamp) : Tail<v1::Recommendation>(stamp);
}

}  // namespace newswire
