#ifndef NEWSWIRE_TESTS_SUPPORT_WATCHED_STORE_H_
#define NEWSWIRE_TESTS_SUPPORT_WATCHED_STORE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/store.h"

namespace newswire {

// A store that counts how often the feed is read, tells of each read, and whose reads can be made
// to fail.
class WatchedStore : public Store {
 public:
  explicit WatchedStore(std::unique_ptr<Store> store)
      : owned_(std::move(store)), store_(owned_.get()) {}
  // Borrowed.
  explicit WatchedStore(Store* store) : store_(store) {}

  // Called by each read with what it is, not of what.
  std::function<void(const char* read)> on_read = [](const char*) {};
  // An erasure that this refuses does nothing.
  std::function<absl::Status()> before_erase = [] { return absl::OkStatus(); };

  mutable std::atomic<int> scans{0};
  std::atomic<bool> unreadable{false};

  absl::Status Scan(Sequence from, const EntryVisitor& visitor) const override {
    ++scans;
    on_read("Scan");
    if (unreadable) return absl::DataLossError("a block is damaged");
    return store_->Scan(from, visitor);
  }

  absl::Status Commit(const WriteGroup& group) override { return store_->Commit(group); }
  Bounds bounds() const override { return store_->bounds(); }
  storage::HeadRow head() const override { return store_->head(); }
  absl::StatusOr<std::optional<storage::ItemRow>> FindItem(std::string_view uri) const override {
    on_read("FindItem");
    return store_->FindItem(uri);
  }
  absl::Status ScanItems(const ItemVisitor& visitor) const override {
    on_read("ScanItems");
    return store_->ScanItems(visitor);
  }
  absl::StatusOr<std::optional<storage::RequestRow>> FindRequest(
      std::string_view id) const override {
    on_read("FindRequest");
    return store_->FindRequest(id);
  }
  absl::StatusOr<std::optional<std::string>> FindRow(Table table,
                                                     std::string_view key) const override {
    on_read("FindRow");
    return store_->FindRow(table, key);
  }
  absl::Status ScanRows(Table table, std::string_view begin, std::string_view end,
                        const RowVisitor& visitor) const override {
    on_read("ScanRows");
    return store_->ScanRows(table, begin, end, visitor);
  }
  absl::StatusOr<std::optional<Sequence>> FindRevision(std::string_view uri,
                                                       std::uint32_t revision) const override {
    on_read("FindRevision");
    return store_->FindRevision(uri, revision);
  }
  absl::StatusOr<std::string> ReadEntry(Sequence sequence) const override {
    on_read("ReadEntry");
    return store_->ReadEntry(sequence);
  }
  absl::Status ScanBackward(Sequence from, const EntryVisitor& visitor) const override {
    on_read("ScanBackward");
    return store_->ScanBackward(from, visitor);
  }
  absl::Status ScanRevisions(std::string_view uri, std::uint32_t from,
                             const RevisionVisitor& visitor) const override {
    on_read("ScanRevisions");
    return store_->ScanRevisions(uri, from, visitor);
  }
  absl::Status ScanArchive(Sequence from, const EntryVisitor& visitor) const override {
    on_read("ScanArchive");
    return store_->ScanArchive(from, visitor);
  }
  absl::Status Erase(const std::vector<storage::ErasureRow>& erasures) override {
    const absl::Status status = before_erase();
    return status.ok() ? store_->Erase(erasures) : status;
  }
  absl::StatusOr<Sequence> FirstAtOrAfter(absl::Time time) const override {
    on_read("FirstAtOrAfter");
    return store_->FirstAtOrAfter(time);
  }
  absl::StatusOr<std::uint64_t> DigestAt(Sequence sequence) const override {
    on_read("DigestAt");
    return store_->DigestAt(sequence);
  }
  absl::StatusOr<std::uint64_t> Trim(const RetentionPolicy& policy, absl::Time now,
                                     std::uint64_t max_entries) override {
    return store_->Trim(policy, now, max_entries);
  }
  absl::Status ExpireRequests(absl::Time before, std::uint64_t max_rows) override {
    return store_->ExpireRequests(before, max_rows);
  }
  absl::Status CheckSpace() const override { return store_->CheckSpace(); }

 private:
  const std::unique_ptr<Store> owned_;
  Store* const store_;
};

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_SUPPORT_WATCHED_STORE_H_
