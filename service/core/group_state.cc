#include "service/core/group_state.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/check.h"

namespace newswire {
namespace {

constexpr std::size_t kAllRows = SIZE_MAX;

std::size_t IndexOf(Table table) {
  return static_cast<std::size_t>(table);
}

}  // namespace

GroupState::GroupState(const Store* store, EntrySink* sink)
    : store_(store),
      base_(nullptr),
      sink_(sink),
      log_id_(store->bounds().head.log_id),
      first_(store->head().sequence() + 1) {
  writes_.head = store->head();
}

GroupState::GroupState(const GroupState* base, EntrySink* sink)
    : store_(base->store_),
      base_(base),
      sink_(sink),
      log_id_(base->log_id_),
      first_(base->next_sequence()) {
  writes_.head = base->writes_.head;
}

void GroupState::NoteError(const absl::Status& status) const {
  if (error_.ok()) error_ = status;
}

bool GroupState::changed() const {
  return !writes_.entries.empty() || !writes_.requests.empty() || !writes_.rows.empty();
}

Position GroupState::head() const {
  return {log_id_, writes_.head.sequence(), writes_.head.digest()};
}

std::optional<storage::ItemRow> GroupState::Find(std::string_view uri) const {
  if (const auto found = items_.find(std::string(uri)); found != items_.end()) {
    return found->second;
  }
  if (base_ != nullptr) return base_->Find(uri);
  auto row = store_->FindItem(uri);
  if (row.ok()) return *std::move(row);
  NoteError(row.status());
  return std::nullopt;
}

std::optional<storage::HeldRow> GroupState::FindHeld(std::string_view uri) const {
  const auto bytes = FindRow(Table::kHeld, keys::HeldKey(uri));
  if (!bytes) return std::nullopt;
  HeldRow row;
  if (row.ParseFromString(*bytes)) return row;
  NoteError(absl::DataLossError("a held item is damaged: restore a backup"));
  return std::nullopt;
}

std::optional<storage::RequestRow> GroupState::FindRequest(const std::string& id) const {
  if (const auto found = requests_.find(id); found != requests_.end()) return found->second;
  if (base_ != nullptr) return base_->FindRequest(id);
  auto row = store_->FindRequest(id);
  if (row.ok()) return *std::move(row);
  NoteError(row.status());
  return std::nullopt;
}

std::optional<std::size_t> GroupState::IndexOf(Sequence sequence) const {
  if (sequence < first_ || sequence >= first_ + writes_.entries.size()) return std::nullopt;
  return sequence - first_;
}

std::optional<std::string> GroupState::FrameAt(Sequence sequence) const {
  if (const auto found = overwritten_.find(sequence); found != overwritten_.end()) {
    return found->second;
  }
  if (const auto index = IndexOf(sequence)) return std::string(writes_.entries[*index].framed);
  if (base_ != nullptr) return base_->FrameAt(sequence);
  auto entry = store_->ReadEntry(sequence);
  if (entry.ok()) return *std::move(entry);
  if (!absl::IsNotFound(entry.status())) NoteError(entry.status());
  return std::nullopt;
}

std::string GroupState::PayloadAt(Sequence sequence) const {
  const auto framed = FrameAt(sequence);
  EntryPayload payload;
  if (framed && ParseEntryHead(*framed, &payload)) return std::string(payload.bytes);
  NoteError(absl::DataLossError(absl::StrCat("entry ", sequence, " is missing or damaged")));
  return {};
}

std::optional<std::string> GroupState::FindRow(Table table, const std::string& key) const {
  const Rows& rows = rows_[newswire::IndexOf(table)];
  if (const auto found = rows.find(key); found != rows.end()) return found->second;
  if (base_ != nullptr) return base_->FindRow(table, key);
  auto row = store_->FindRow(table, key);
  if (row.ok()) return *std::move(row);
  NoteError(row.status());
  return std::nullopt;
}

void GroupState::Collect(Table table, const std::string& begin, const std::string& end,
                         std::size_t rows_max, Rows* rows) const {
  const Rows& mine = rows_[newswire::IndexOf(table)];
  // Each row of ours can hide one of those below.
  if (rows_max < kAllRows) rows_max += mine.size();
  if (base_ != nullptr) {
    base_->Collect(table, begin, end, rows_max, rows);
  } else {
    const auto visit = [rows, rows_max](std::string_view key, std::string_view value) {
      (*rows)[std::string(key)] = std::string(value);
      return rows->size() < rows_max;
    };
    const absl::Status status = store_->ScanRows(table, begin, end, visit);
    if (!status.ok()) NoteError(status);
  }
  for (auto row = mine.lower_bound(begin); row != mine.end() && row->first < end; ++row) {
    (*rows)[row->first] = row->second;
  }
}

std::map<std::string, std::string> GroupState::RowsBetween(Table table, const std::string& begin,
                                                           const std::string& end,
                                                           std::size_t rows_max) const {
  Rows rows;
  Collect(table, begin, end, rows_max, &rows);
  std::map<std::string, std::string> present;
  for (auto& [key, value] : rows) {
    if (present.size() == rows_max) break;
    if (value) present.emplace(key, *std::move(value));
  }
  return present;
}

std::map<std::string, std::string> GroupState::RowsWithPrefix(Table table,
                                                              const std::string& prefix) const {
  return RowsBetween(table, prefix, keys::PrefixEnd(prefix), kAllRows);
}

void GroupState::SetItem(const std::string& uri, const ItemRow& row) {
  writes_.items.push_back({uri, row});
  items_[uri] = row;
}

void GroupState::SetHeld(const std::string& uri, const std::optional<HeldRow>& row) {
  if (const auto old = FindHeld(uri)) {
    SetRow(Table::kHeld, keys::DueKey(old->due_us(), old->urgency(), uri), std::nullopt);
  }
  if (!row) return SetRow(Table::kHeld, keys::HeldKey(uri), std::nullopt);
  SetRow(Table::kHeld, keys::HeldKey(uri), row->SerializeAsString());
  SetRow(Table::kHeld, keys::DueKey(row->due_us(), row->urgency(), uri), std::string());
}

void GroupState::SetRequest(const std::string& id, const storage::RequestRow& row) {
  writes_.requests.push_back({id, row});
  requests_[id] = row;
}

void GroupState::SetRow(Table table, const std::string& key, std::optional<std::string> value) {
  writes_.rows.push_back({table, key, value});
  rows_[newswire::IndexOf(table)][key] = std::move(value);
}

void GroupState::EraseLater(const storage::ErasureRow& erasure) {
  // A row of its own: one that is being worked off vouches for nothing that was decided later.
  Sequence at = next_sequence();
  std::string key = keys::ErasureKey(at, erasure.uri());
  while (FindRow(Table::kRecords, key)) key = keys::ErasureKey(++at, erasure.uri());
  SetRow(Table::kRecords, key, erasure.SerializeAsString());
}

Position GroupState::Append(EntryHead* head, const EntryPayload& payload) {
  storage::HeadRow& log = writes_.head;
  head->sequence = log.sequence() + 1;
  log.set_append_time_us(time_us());
  head->append_time = time();
  head->digest = NextDigest(log.digest(), *head);
  const std::size_t size = FramedEntrySize(*head, payload);
  char* const out = sink_->Reserve(size);
  NEWSWIRE_CHECK(WriteFramedEntry(*head, payload, out) == out + size);
  sink_->Append(head->sequence, size);
  log.set_sequence(head->sequence);
  log.set_digest(head->digest);
  log.set_total_bytes(log.total_bytes() + size);
  writes_.entries.push_back({head->sequence, {out, size}});
  return this->head();
}

void GroupState::Overwrite(Sequence sequence, std::string framed) {
  const auto old = FrameAt(sequence);
  NEWSWIRE_CHECK(old.has_value());
  std::string& kept = overwritten_[sequence];
  kept = std::move(framed);
  if (const auto index = IndexOf(sequence)) {
    writes_.entries[*index].framed = kept;
  } else {
    writes_.overwrites.push_back({sequence, kept});
  }
  // Retention counts the bytes that are there; what it has passed is counted already.
  if (sequence > store_->bounds().floor.sequence) {
    writes_.head.set_total_bytes(writes_.head.total_bytes() + kept.size() - old->size());
  }
  sink_->Replace(sequence, kept);
}

void GroupState::CountItem(v1::ItemKind kind, int difference) {
  storage::HeadRow& log = writes_.head;
  if (kind == v1::ITEM_KIND_ARTICLE) {
    log.set_articles(log.articles() + difference);
  } else {
    log.set_recommendations(log.recommendations() + difference);
  }
}

}  // namespace newswire
