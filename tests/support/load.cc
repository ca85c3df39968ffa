#include "tests/support/load.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/publisher.h"
#include "client/status.h"
#include "tests/support/sample_items.h"

namespace newswire::testing {

absl::Status PublishLoad(const std::string& address, const Load& load) {
  absl::Status refusal;
  PublisherOptions options;
  // Little on its way at a time: what the server takes for it does not disturb measurements.
  options.window_bytes = 1 << 20;
  options.attempts_max = 1;
  const auto waiter = MakeWaiter();
  Publisher publisher(
      MakeChannelFactory(address), options,
      [&refusal](std::uint64_t, const v1::PublishResult& result) {
        if (refusal.ok() && result.has_status()) refusal = FromRpcStatus(result.status());
      },
      waiter.get());
  for (int i = 0; i < load.articles && refusal.ok(); ++i) {
    v1::PublishItem item;
    *item.mutable_article() = MakeLargeArticle(absl::StrCat(load.id, "-", i), load.bytes);
    const absl::Status status = publisher.Publish(std::move(item));
    if (!status.ok()) return status;
  }
  const absl::Status status = publisher.Flush();
  return status.ok() ? refusal : status;
}

}  // namespace newswire::testing
