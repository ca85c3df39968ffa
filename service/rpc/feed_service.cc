// The unary calls of FeedService; the streams are PublishStreamCall and SubscribeCall.
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "newswire/v1/feed_service.pb.h"
#include "service/core/entry_view.h"
#include "service/core/error.h"
#include "service/core/filter.h"
#include "service/core/group.h"
#include "service/core/item_reader.h"
#include "service/core/page_reader.h"
#include "service/core/sha256.h"
#include "service/core/start.h"
#include "service/core/text.h"
#include "service/rpc/item_service.h"
#include "service/rpc/min_position.h"
#include "service/rpc/on_arena.h"
#include "service/rpc/pool_answer.h"
#include "service/rpc/publish.h"
#include "storage/entry_frame.h"
#include "storage/status_macros.h"
#include "storage/strings.h"

namespace newswire {
namespace {

using google::protobuf::util::TimeUtil;

constexpr int kPublishItemsMax = 1000;
constexpr std::size_t kPublishBytesMax = 3 << 20;
constexpr int kEarliestTries = 4;
constexpr std::uint32_t kReadDefault = 100;
constexpr std::uint32_t kReadMax = 1000;

// A Publish on its way: its proposal, and which results are known already.
struct Publishing {
  std::vector<v1::PublishResult> results;
  std::shared_ptr<WriteProposal> proposal = std::make_shared<WriteProposal>();
};

// False when there is too much or too little to look at each item.
bool CheckSize(const v1::PublishRequest& request, std::size_t bytes, Violations* violations) {
  const bool fits = bytes <= kPublishBytesMax && request.items_size() > 0 &&
                    request.items_size() <= kPublishItemsMax;
  if (request.items_size() == 0 || request.items_size() > kPublishItemsMax) {
    violations->Add(
        "items", request.items_size() == 0 ? "FIELD_REQUIRED" : "TOO_MANY",
        absl::StrCat("must hold 1 to ", kPublishItemsMax, " items, holds ", request.items_size()));
  }
  if (bytes > kPublishBytesMax) {
    violations->Add("items", "ITEM_TOO_LARGE",
                    absl::StrCat("must be at most 3 MiB together, are ", bytes, " bytes"));
  }
  return fits;
}

// An item without a name is nobody's double.
void CheckNamesDiffer(const v1::PublishRequest& request, Violations* violations) {
  std::set<std::string> names;
  for (int i = 0; i < request.items_size(); ++i) {
    const std::string name = NameOf(request.items(i));
    if (!name.empty() && !names.insert(name).second) {
      violations->Add(absl::StrCat("items[", i, "]"), "NAME_DUPLICATE",
                      "stands twice in an atomic request");
    }
  }
}

// Drafts every item. In an atomic request every fault of every item is in `violations`; otherwise
// each refused item has its own result.
void MakeWrites(v1::PublishRequest* request, Publishing* publishing, Violations* violations) {
  Refusals refusals(request->items_size());
  for (int i = 0; i < request->items_size(); ++i) {
    const std::string name = NameOf(request->items(i));
    Violations own;
    auto write = MakeWrite(request->mutable_items(i), publishing->proposal->proposed_at,
                           absl::StrCat("items[", i, "]"), request->atomic() ? violations : &own);
    if (write) {
      publishing->proposal->writes.push_back(*std::move(write));
      publishing->results.emplace_back();
    } else if (!request->atomic()) {
      publishing->results.push_back(refusals.Refuse(i, name, own));
    }
  }
}

v1::PublishResponse ToResponse(const std::vector<v1::PublishResult>& known,
                               const ProposalOutcome& outcome) {
  v1::PublishResponse response;
  std::size_t next = 0;
  for (const v1::PublishResult& result : known) {
    const bool decided = result.outcome() != v1::PUBLISH_OUTCOME_UNSPECIFIED;
    *response.add_results() = decided ? result : ToResult(outcome.writes[next++]);
  }
  return response;
}

// One status that names every refusal of an atomic request, as far as it has room.
absl::Status AtomicRefusal(const ProposalOutcome& outcome) {
  if (outcome.writes.size() < 2) return outcome.status;
  std::string text = "nothing was published:";
  int named = 0;
  int more = 0;
  for (const WriteOutcome& write : outcome.writes) {
    if (write.status.ok()) continue;
    const std::string line = absl::StrCat("\n  ", write.name, ": ", write.status.message());
    const bool fits = more == 0 && text.size() + line.size() <= kInTrailers.text_bytes;
    if (!fits && named > 0) {
      ++more;
      continue;
    }
    absl::StrAppend(&text, View(CutBytes(line, kInTrailers.text_bytes)));
    ++named;
  }
  if (more > 0) absl::StrAppend(&text, "\nand ", more, " more");
  absl::Status status(outcome.status.code(), text);
  outcome.status.ForEachPayload([&status](absl::string_view url, const absl::Cord& payload) {
    status.SetPayload(url, payload);
  });
  return status;
}

void AnswerPublish(UnaryCall* call, const std::vector<v1::PublishResult>& known,
                   const ProposalOutcome& outcome) {
  if (!outcome.status.ok()) return call->Answer(AtomicRefusal(outcome));
  call->Answer(ToResponse(known, outcome));
}

void ValidateOnly(const ServerContextData* data, UnaryCall* call,
                  const std::shared_ptr<Publishing>& publishing) {
  AnswerFromPool(data->reads, call, [data, publishing]() -> absl::StatusOr<std::string> {
    const Group group(data->store, nullptr);
    ProposalOutcome outcome = group.Try(*publishing->proposal);
    NEWSWIRE_RETURN_IF_ERROR(group.error());
    if (!outcome.status.ok()) return AtomicRefusal(outcome);
    for (WriteOutcome& write : outcome.writes) write.position = {};  // nothing was written
    return ToResponse(publishing->results, outcome).SerializeAsString();
  });
}

void Publish(const ServerContextData* data, WriteGate* gate, UnaryCall* call) {
  const OnArena<v1::PublishRequest> request;
  if (const absl::Status status = call->Parse(request.get()); !status.ok())
    return call->Answer(status);
  auto publishing = std::make_shared<Publishing>();
  WriteProposal& proposal = *publishing->proposal;
  proposal.atomic = request->atomic();
  proposal.proposed_at = data->clock->Now();
  if (!request->request_id().empty()) {
    proposal.request_id = request->request_id();
    proposal.request_fingerprint = Sha256(request->SerializeAsString());
  }
  Violations violations;
  ValidateRequestId(request->request_id(), &violations);
  if (CheckSize(*request, call->request().Length(), &violations)) {
    if (request->atomic()) CheckNamesDiffer(*request, &violations);
    MakeWrites(request.get(), publishing.get(), &violations);
  }
  if (!violations.empty()) return call->Answer(violations.ToStatus());
  if (request->validate_only()) return ValidateOnly(data, call, publishing);
  if (proposal.writes.empty()) return AnswerPublish(call, publishing->results, {});
  proposal.done = [call, known = publishing->results](ProposalOutcome outcome) {
    call->Later(
        [known, outcome = std::move(outcome)](UnaryCall* c) { AnswerPublish(c, known, outcome); });
  };
  if (const absl::Status status = gate->Propose(publishing->proposal); !status.ok()) {
    call->Answer(status);
  }
}

absl::StatusOr<std::string> ReadEntries(const ServerContextData& data,
                                        const v1::ReadEntriesRequest& request) {
  Violations violations;
  const CompiledFilter filter = CompiledFilter::Compile(request.filter(), "filter", &violations);
  std::optional<EntryView> view;
  if (request.has_language()) {
    view.emplace(CompiledPreference::Compile(request.language(), "language", &violations));
  }
  if (request.page_size() > kReadMax) {
    violations.Add("page_size", "OUT_OF_RANGE", absl::StrCat("must be 1 to ", kReadMax));
  }
  CheckReplayMode(request.mode(), &violations);
  if (!request.reader().empty()) CheckReaderName(request.reader(), "reader", &violations);
  if (!violations.empty()) return violations.ToStatus();
  const std::size_t size = request.page_size() == 0 ? kReadDefault : request.page_size();
  const Sequence head_before = data.store->bounds().head.sequence;
  PageReader reader(data.store, filter, request.mode(), view, data.index);
  ResolvedStart start;
  absl::StatusOr<EntryPage> read;
  // When retention moves on between the two, the earliest entry is another one.
  for (int tries = request.start().earliest() ? kEarliestTries : 1; tries > 0; --tries) {
    NEWSWIRE_ASSIGN_OR_RETURN(start,
                              ResolveStart(*data.store, request.start(), false, request.mode()));
    read =
        reader.Read(start.place(), {.entries_max = size, .bytes_max = ItemReader::kPageBytesMax});
    if (!absl::IsOutOfRange(read.status())) break;
  }
  NEWSWIRE_ASSIGN_OR_RETURN(EntryPage page, std::move(read));
  if (!request.reader().empty()) {
    const Sequence after = start.snapshot.value_or(start.cursor.sequence);
    NEWSWIRE_RETURN_IF_ERROR(data.readers->Begin(request.reader(), after, head_before));
    const Sequence through = page.through.snapshot.value_or(page.through.position.sequence);
    data.readers->Advance(request.reader(), through);
  }
  // With its last page a snapshot ends, and the log follows.
  if (page.complete) page.through.snapshot.reset();
  const Position head = data.store->bounds().head;
  v1::ReadEntriesResponse rest;
  rest.set_through(FormatPlace(page.through));
  rest.set_head(FormatPosition(head));
  rest.set_at_head(!page.through.snapshot && page.through.position.sequence >= head.sequence);
  // Framed entries are fields of the response already.
  return std::move(page.entries) + rest.SerializeAsString();
}

absl::StatusOr<std::string> GetFeedStatus(const ServerContextData& data, const WriteGate& gate,
                                          std::uint32_t subscribers) {
  const Bounds bounds = data.store->bounds();
  const storage::HeadRow head = data.store->head();
  v1::GetFeedStatusResponse status;
  status.set_log_id(FormatLogId(bounds.head.log_id));
  status.set_floor(FormatPosition(bounds.floor));
  status.set_head(FormatPosition(bounds.head));
  status.set_last_sequence(bounds.head.sequence);
  if (bounds.head.sequence > bounds.floor.sequence) {
    status.set_first_sequence(bounds.floor.sequence + 1);
    *status.mutable_last_append_time() =
        TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(bounds.head_time));
    const auto first = data.store->ReadEntry(bounds.floor.sequence + 1);
    const auto entry = first.ok() ? ParseEntryHead(*first) : std::nullopt;
    if (entry) {
      *status.mutable_first_append_time() =
          TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(entry->append_time));
    }
  }
  status.set_durability(data.synced ? v1::DURABILITY_SYNCED : v1::DURABILITY_BUFFERED);
  if (data.retention.age > absl::ZeroDuration()) {
    *status.mutable_retention_age() =
        TimeUtil::SecondsToDuration(absl::ToInt64Seconds(data.retention.age));
  }
  status.set_retention_bytes(data.retention.bytes);
  status.set_subscribers(subscribers);
  status.set_server_version(NEWSWIRE_VERSION);
  *status.mutable_start_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(data.start_time));
  status.set_articles(head.articles());
  status.set_recommendations(head.recommendations());
  std::string why = gate.reason();
  if (why.empty() && !data.store->CheckSpace().ok()) why = "DISK_FULL";
  status.set_refusing_writes(!why.empty());
  status.set_refusing_writes_because(why);
  return status.SerializeAsString();
}

}  // namespace

void AddFeedCalls(const ServerContextData* data, WriteGate* gate,
                  const std::atomic<std::uint32_t>* subscribers, HandlerTable* table) {
  (*table)["Publish"] = [data, gate](UnaryCall* call) { Publish(data, gate, call); };
  (*table)["ReadEntries"] = ReadAtPosition<v1::ReadEntriesRequest>(
      data, [data](const auto& request) { return ReadEntries(*data, request); });
  (*table)["GetFeedStatus"] = [data, gate, subscribers](UnaryCall* call) {
    AnswerFromPool(data->reads, call,
                   [data, gate, subscribers] { return GetFeedStatus(*data, *gate, *subscribers); });
  };
}

}  // namespace newswire
