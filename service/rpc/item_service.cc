#include "service/rpc/item_service.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/core/item_reader.h"
#include "service/core/language.h"
#include "service/rpc/edit_calls.h"
#include "service/rpc/item_answers.h"
#include "service/rpc/item_diff.h"
#include "service/rpc/item_queries.h"
#include "service/rpc/item_traits.h"
#include "service/rpc/item_writes.h"
#include "service/rpc/min_position.h"
#include "service/rpc/page_size.h"
#include "storage/entry_frame.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

constexpr int kBatchMax = 100;
constexpr PageSizes kRevisionPages = {.standard = 20, .max = 100};

// The reading calls of one kind of item; every function runs on a pool thread.
template <typename Calls>
class ItemReads {
 public:
  explicit ItemReads(const ServerContextData* data) : reader_(data->store), answers_(&reader_) {}

  absl::StatusOr<std::string> Get(const typename Calls::GetRequest& request) const {
    Violations violations;
    const auto uri = ParseItemName(request.name(), Calls::kKind, "name", &violations);
    ValidatePreference(request.language(), "language", &violations);
    if (!violations.empty()) return violations.ToStatus();
    NEWSWIRE_ASSIGN_OR_RETURN(const StoredItem stored,
                              reader_.ReadStored(Calls::kKind, *uri, request.revision()));
    const CompiledPreference preference(request.language());
    const bool current = request.revision() == 0;
    if (current && !stored.redacted && preference.shows_whole()) {
      return answers_.Whole(preference, stored.bytes);
    }
    typename Calls::GetResponse response;
    NEWSWIRE_RETURN_IF_ERROR(answers_.Fill(stored, request.language(), &response));
    if (current && !stored.redacted) {
      NEWSWIRE_RETURN_IF_ERROR(answers_.AddReporters(*uri, Calls::Mutable(&response)));
    }
    return response.SerializeAsString();
  }

  absl::StatusOr<std::string> BatchGet(const typename Calls::BatchGetRequest& request) const {
    Violations violations;
    std::vector<std::string> uris;
    for (int i = 0; i < request.names_size() && i < kBatchMax; ++i) {
      auto uri = ParseItemName(request.names(i), Calls::kKind, absl::StrCat("names[", i, "]"),
                               &violations);
      uris.push_back(std::move(uri).value_or(""));
    }
    if (request.names_size() == 0 || request.names_size() > kBatchMax) {
      violations.Add(
          "names", request.names_size() == 0 ? "FIELD_REQUIRED" : "TOO_MANY",
          absl::StrCat("must hold 1 to ", kBatchMax, " names, holds ", request.names_size()));
    }
    ValidatePreference(request.language(), "language", &violations);
    if (!violations.empty()) return violations.ToStatus();
    typename Calls::BatchGetResponse response;
    std::size_t bytes = 0;
    for (int i = 0; i < request.names_size(); ++i) {
      const auto stored = reader_.ReadStored(Calls::kKind, uris[i], 0);
      if (absl::IsNotFound(stored.status())) {
        response.add_missing(request.names(i));
        continue;
      }
      NEWSWIRE_RETURN_IF_ERROR(stored.status());
      if (bytes != 0 && bytes + stored->bytes.size() > ItemReader::kPageBytesMax) {
        response.add_unread(request.names(i));
        continue;
      }
      typename Calls::GetResponse found;
      const absl::Status filled = answers_.Fill(*stored, request.language(), &found);
      if (absl::IsNotFound(filled)) {
        response.add_missing(request.names(i));
        continue;
      }
      NEWSWIRE_RETURN_IF_ERROR(filled);
      if (!stored->redacted) {
        NEWSWIRE_RETURN_IF_ERROR(answers_.AddReporters(uris[i], Calls::Mutable(&found)));
      }
      bytes += stored->bytes.size();
      *Calls::Add(&response) = std::move(found);
    }
    Calls::AddNotice(request.language(), &response);
    return response.SerializeAsString();
  }

  absl::StatusOr<std::string> ListRevisions(
      const typename Calls::ListRevisionsRequest& request) const {
    Violations violations;
    const std::uint32_t size =
        PageSize(request.page_size(), kRevisionPages, "page_size", &violations);
    const auto uri = ParseItemName(request.name(), Calls::kKind, "name", &violations);
    if (!violations.empty()) return violations.ToStatus();
    NEWSWIRE_ASSIGN_OR_RETURN(const ItemReader::Page page,
                              reader_.Revisions(Calls::kKind, *uri, size, request.page_token()));
    typename Calls::ListRevisionsResponse response;
    for (const std::string& stored : page.items) {
      if (!Calls::Add(&response)->ParseFromString(stored)) return DamagedItem();
    }
    response.set_next_page_token(page.next_token);
    return response.SerializeAsString();
  }

 private:
  const ItemReader reader_;
  const ItemAnswers<Calls> answers_;
};

template <typename Reads, typename Request>
UnaryCall::Handler ReadHandler(const ServerContextData* data,
                               absl::StatusOr<std::string> (Reads::*read)(const Request&) const) {
  return ReadAtPosition<Request>(
      data, [data, read](const Request& request) { return (Reads(data).*read)(request); });
}

template <typename Calls>
void AddCalls(const ServerContextData* data, WriteGate* gate, HandlerTable* table) {
  using Reads = ItemReads<Calls>;
  using Queries = ItemQueries<Calls>;
  const std::string one = Calls::kSingular;
  const auto writes = std::make_shared<ItemWrites<Calls>>(data, gate);
  (*table)["Create" + one] = [writes](UnaryCall* call) { writes->Create(call); };
  (*table)["Update" + one] = [writes](UnaryCall* call) { writes->Update(call); };
  (*table)["Correct" + one] = [writes](UnaryCall* call) { writes->Correct(call); };
  (*table)["Get" + one] = ReadHandler(data, &Reads::Get);
  (*table)["BatchGet" + one + "s"] = ReadHandler(data, &Reads::BatchGet);
  (*table)["List" + one + "s"] = ReadHandler(data, &Queries::List);
  (*table)["Search" + one + "s"] = ReadHandler(data, &Queries::Search);
  (*table)["Count" + one + "s"] = ReadHandler(data, &Queries::Count);
  (*table)["List" + one + "Revisions"] = ReadHandler(data, &Reads::ListRevisions);
  (*table)["Diff" + one + "Revisions"] = ReadAtPosition<typename Calls::DiffRequest>(
      data, [data](const auto& request) { return DiffRevisions<Calls>(*data->store, request); });
}

}  // namespace

void AddItemCalls(const ServerContextData* data, WriteGate* gate, HandlerTable* table) {
  AddCalls<ArticleCalls>(data, gate, table);
  AddCalls<RecommendationCalls>(data, gate, table);
  AddEditCalls(data, gate, table);
}

}  // namespace newswire
