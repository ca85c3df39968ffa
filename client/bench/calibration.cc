#include "client/bench/calibration.h"

#include <grpcpp/client_context.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/bench/measure.h"
#include "client/bench/wire.h"
#include "newswire/v1/feed_service.grpc.pb.h"

namespace newswire::bench {
namespace {

constexpr std::size_t kProbeBodyBytes = 1000;

// Publishes article `id` and returns its entry as the feed holds it.
absl::StatusOr<v1::FeedEntry> PublishAndRead(v1::FeedService::Stub* stub, const ItemTemplate& items,
                                             std::uint64_t id) {
  std::string bytes;
  items.AppendPublishItem(id, MonotonicNanos(), &bytes);
  v1::PublishRequest publish;
  if (!publish.ParseFromString(bytes)) return absl::InternalError("the template is no request");
  v1::PublishResponse published;
  grpc::ClientContext publish_context;
  absl::Status status = FromGrpc(stub->Publish(&publish_context, publish, &published));
  if (!status.ok()) return status;
  if (published.results_size() != 1 || published.results(0).sequence() == 0) {
    return absl::InternalError(absl::StrCat("not published: ", published.ShortDebugString()));
  }
  v1::ReadEntriesRequest read;
  read.mutable_start()->set_after_sequence(published.results(0).sequence() - 1);
  read.set_page_size(1);
  v1::ReadEntriesResponse page;
  grpc::ClientContext read_context;
  status = FromGrpc(stub->ReadEntries(&read_context, read, &page));
  if (!status.ok()) return status;
  if (page.entries_size() != 1) return absl::InternalError("the entry cannot be read back");
  return std::move(*page.mutable_entries(0));
}

std::string Frame(const v1::FeedEntry& entry) {
  v1::SubscribeResponse response;
  *response.add_entries() = entry;
  return response.SerializeAsString();
}

}  // namespace

absl::StatusOr<Calibration> Calibrate(const std::string& target, std::size_t entry_bytes) {
  const auto stub = v1::FeedService::NewStub(MakeChannel(target));
  absl::StatusOr<v1::FeedEntry> probe =
      PublishAndRead(stub.get(), ItemTemplate(kProbeBodyBytes), /*id=*/1);
  if (!probe.ok()) return probe.status();
  const std::size_t overhead = Frame(*probe).size() - kProbeBodyBytes;
  Calibration result;
  result.items =
      std::make_unique<ItemTemplate>(entry_bytes > overhead ? entry_bytes - overhead : 1);
  absl::StatusOr<v1::FeedEntry> entry = PublishAndRead(stub.get(), *result.items, /*id=*/2);
  if (!entry.ok()) return entry.status();
  result.framed_entry = Frame(*entry);
  result.last_sequence = entry->sequence();
  result.next_id = 3;
  return result;
}

}  // namespace newswire::bench
