#include "service/core/item_reader.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/draft.h"
#include "service/core/error.h"
#include "service/core/item_append.h"
#include "service/core/page_token.h"
#include "storage/entry_frame.h"
#include "storage/keys.h"
#include "storage/status_macros.h"
#include "storage/strings.h"
#include "storage/wire_reader.h"

namespace newswire {
namespace {

// Between finding an item's entry and reading it, a newer revision may have come and retention may
// have removed the old entry. Then the item is looked up again.
constexpr int kReadAttempts = 3;

absl::Status RevisionNotFound(std::string_view uri, std::uint32_t revision) {
  return MakeError(absl::StatusCode::kNotFound, "REVISION_NOT_FOUND",
                   absl::StrCat("revision ", revision, " of ", View(uri),
                                " does not exist or is no longer kept"));
}

absl::Status NotShown(const v1::Redacted& redacted) {
  const bool cancelled = redacted.pub_status() == v1::PUB_STATUS_CANCELED;
  return MakeError(
      absl::StatusCode::kFailedPrecondition, cancelled ? "ITEM_CANCELED" : "ITEM_WITHHELD",
      cancelled ? "the item was cancelled, for ever" : "the item is on hold; reinstate it first");
}

}  // namespace

absl::StatusOr<storage::ItemRow> ItemReader::FindRow(v1::ItemKind kind,
                                                     std::string_view uri) const {
  NEWSWIRE_ASSIGN_OR_RETURN(auto row, store_->FindItem(uri));
  if (!row || row->kind() != static_cast<std::uint32_t>(kind)) {
    return ItemNotFound(ItemName(kind, uri));
  }
  return *std::move(row);
}

absl::StatusOr<StoredItem> ItemOf(std::string_view framed) {
  EntryPayload payload;
  const auto head = ParseEntryHead(framed, &payload);
  if (!head) return absl::DataLossError("an entry on disk is damaged");
  StoredItem item;
  if (payload.field != v1::FeedEntry::kRedactedFieldNumber) {
    item.bytes = std::string(payload.bytes);
    return item;
  }
  if (!item.redacted.emplace().ParseFromArray(payload.bytes.data(),
                                              static_cast<int>(payload.bytes.size()))) {
    return absl::DataLossError("a redacted entry on disk is damaged");
  }
  item.bytes = StubOf(*head, item.redacted->pub_status());
  return item;
}

std::string_view NameIn(std::string_view item) {
  static_assert(int{v1::Article::kNameFieldNumber} == int{v1::Recommendation::kNameFieldNumber});
  WireReader reader(item);
  WireReader::Field field;
  while (reader.Next(&field)) {
    if (field.number == v1::Article::kNameFieldNumber) return field.bytes;
  }
  return "";
}

absl::StatusOr<std::string> ItemReader::Read(v1::ItemKind kind, std::string_view uri,
                                             std::uint32_t revision) const {
  NEWSWIRE_ASSIGN_OR_RETURN(StoredItem item, ReadStored(kind, uri, revision));
  if (item.redacted) return NotShown(*item.redacted);
  return std::move(item.bytes);
}

absl::StatusOr<std::vector<std::string>> ItemReader::Reporters(std::string_view uri) const {
  std::vector<std::string> names;
  const std::string begin = keys::ReportPrefix(keys::Reporter::kPublished, uri);
  const auto visit = [&names](std::string_view key, std::string_view) {
    names.push_back(ItemName(v1::ITEM_KIND_ARTICLE, keys::ArticleOfReport(key)));
    return true;
  };
  NEWSWIRE_RETURN_IF_ERROR(store_->ScanRows(Table::kRecords, begin, keys::PrefixEnd(begin), visit));
  return names;
}

absl::StatusOr<StoredItem> ItemReader::ReadStored(v1::ItemKind kind, std::string_view uri,
                                                  std::uint32_t revision) const {
  for (int attempt = 0;; ++attempt) {
    NEWSWIRE_ASSIGN_OR_RETURN(const storage::ItemRow row, FindRow(kind, uri));
    Sequence sequence = row.sequence();
    if (revision != 0 && revision != row.revision()) {
      NEWSWIRE_ASSIGN_OR_RETURN(const auto found, store_->FindRevision(uri, revision));
      if (!found) return RevisionNotFound(uri, revision);
      sequence = *found;
    }
    auto entry = store_->ReadEntry(sequence);
    if (entry.ok()) return ItemOf(*entry);
    if (!absl::IsNotFound(entry.status())) return entry.status();
    if (revision != 0) return RevisionNotFound(uri, revision);
    if (attempt + 1 == kReadAttempts) {
      return absl::DataLossError(absl::StrCat("the entry of ", View(uri), " is missing"));
    }
  }
}

absl::StatusOr<ItemReader::Page> ItemReader::Revisions(v1::ItemKind kind, std::string_view uri,
                                                       std::size_t size,
                                                       const std::string& token) const {
  NEWSWIRE_ASSIGN_OR_RETURN(const storage::ItemRow row, FindRow(kind, uri));
  std::uint32_t from = row.revision();
  if (!token.empty()) {
    const auto place = ParsePageToken(token, uri);
    if (!place) return PageTokenInvalid();
    from = static_cast<std::uint32_t>(*place);
  }
  Page page;
  std::size_t bytes = 0;
  std::uint32_t next = 0;
  absl::Status failure;
  const auto visit = [&](std::uint32_t revision, Sequence sequence) {
    auto entry = store_->ReadEntry(sequence);
    if (absl::IsNotFound(entry.status())) return true;  // retention passed it meanwhile
    if (!entry.ok()) {
      failure = entry.status();
      return false;
    }
    if (page.items.size() == size || (bytes != 0 && bytes + entry->size() > kPageBytesMax)) {
      next = revision;
      return false;
    }
    auto item = ItemOf(*entry);
    if (!item.ok()) {
      failure = item.status();
      return false;
    }
    bytes += item->bytes.size();
    page.items.push_back(std::move(item->bytes));
    return true;
  };
  NEWSWIRE_RETURN_IF_ERROR(store_->ScanRevisions(uri, from, visit));
  NEWSWIRE_RETURN_IF_ERROR(failure);
  if (next != 0) page.next_token = MakePageToken(next, uri);
  return page;
}

}  // namespace newswire
