#ifndef NEWSWIRE_SERVICE_CORE_ITEM_TAIL_H_
#define NEWSWIRE_SERVICE_CORE_ITEM_TAIL_H_

#include <cstdint>
#include <string>

#include "newswire/v1/common.pb.h"

namespace newswire {

// The item's fields that only the applier knows.
struct ItemStamp {
  std::uint32_t revision = 0;
  v1::RevisionKind revision_kind = v1::REVISION_KIND_UNSPECIFIED;
  std::string etag;
  std::int64_t create_time_us = 0;    // since 1970
  std::int64_t revision_time_us = 0;  // since 1970
};

// Those fields, serialised. Appended to an item's payload they complete it: protobuf merges
// concatenated messages, so the item need not be serialised again.
std::string ItemTail(v1::ItemKind kind, const ItemStamp& stamp);

// Takes them out of an item that is to become another revision.
template <typename Item>
void ClearStamp(Item* item) {
  item->clear_revision();
  item->clear_etag();
  item->clear_revision_kind();
  item->clear_create_time();
  item->clear_revision_create_time();
}

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ITEM_TAIL_H_
