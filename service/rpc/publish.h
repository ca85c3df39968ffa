#ifndef NEWSWIRE_SERVICE_RPC_PUBLISH_H_
#define NEWSWIRE_SERVICE_RPC_PUBLISH_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "newswire/v1/feed_service.pb.h"
#include "service/core/proposal.h"

namespace newswire {

// The write for one item, or what is wrong with it. Consumes the item. `path` names the item's
// place in the request, for example "items[3]".
std::optional<ItemWrite> MakeWrite(v1::PublishItem* item, absl::Time now, const std::string& path,
                                   Violations* violations);

v1::PublishResult ToResult(const WriteOutcome& outcome);
// The name is cut when it is longer than one may be.
v1::PublishResult Refused(std::string_view name, const absl::Status& status);

// Refuses items of one request of Publish or PublishStream. Clients take answers of 4 MiB, so all
// details together have a limit: the first items get theirs in full, and those behind a short form,
// for which the room is kept. The limits stand at PublishResult.status. One thread.
class Refusals {
 public:
  explicit Refusals(int items) : items_(items) {}

  // In the order of the items.
  v1::PublishResult Refuse(int index, std::string_view name, const Violations& violations);

 private:
  const int items_;
  std::size_t bytes_ = 0;  // what the details take so far
};

std::string NameOf(const v1::PublishItem& item);

// Adds REQUEST_ID_INVALID when it is set and not 8 to 64 printable ASCII characters.
void ValidateRequestId(std::string_view request_id, Violations* violations);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_PUBLISH_H_
