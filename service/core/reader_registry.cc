#include "service/core/reader_registry.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "storage/keys.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

constexpr std::size_t kReaderBytesMax = 64;

bool IsNameStart(char c) {
  return absl::ascii_isdigit(c) || absl::ascii_islower(c);
}

bool IsNamePart(char c) {
  return IsNameStart(c) || c == '.' || c == '_' || c == '-';
}

}  // namespace

void CheckReaderName(std::string_view reader, std::string_view path, Violations* violations) {
  const bool valid = !reader.empty() && reader.size() <= kReaderBytesMax &&
                     IsNameStart(reader.front()) &&
                     std::all_of(reader.begin(), reader.end(), IsNamePart);
  if (valid) return;
  violations->Add(std::string(path), "READER_INVALID",
                  absl::StrCat("must be 1 to ", kReaderBytesMax,
                               " of a-z, 0-9, '.', '_' and '-', the first a letter or a digit"));
}

absl::StatusOr<std::unique_ptr<ReaderRegistry>> ReaderRegistry::Load(const Store& store,
                                                                     const Clock* clock) {
  std::unique_ptr<ReaderRegistry> registry(new ReaderRegistry(clock));
  absl::MutexLock lock(&registry->mu_);
  auto* const readers = &registry->readers_;
  bool good = true;
  const auto visit = [readers, &good](std::string_view key, std::string_view value) {
    storage::ReaderRow row;
    good = row.ParseFromArray(value.data(), static_cast<int>(value.size()));
    (*readers)[std::string(key.substr(keys::kReaderPrefix.size()))] = row;
    return good;
  };
  NEWSWIRE_RETURN_IF_ERROR(store.ScanRows(Table::kRecords, keys::kReaderPrefix,
                                          keys::PrefixEnd(keys::kReaderPrefix), visit));
  if (!good) return absl::DataLossError("a reader row is damaged: restore a backup");
  return registry;
}

absl::Status ReaderRegistry::Begin(const std::string& reader, Sequence after, Sequence head) {
  absl::MutexLock lock(&mu_);
  const auto found = readers_.find(reader);
  if (found == readers_.end() && readers_.size() >= kReadersMax) {
    return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_READERS",
                     absl::StrCat("this server knows ", kReadersMax,
                                  " readers already; use one of their names, or none"));
  }
  storage::ReaderRow& row = readers_[reader];
  const bool fresh = found == readers_.end();
  if (fresh) row.set_appeared_at(head);
  row.set_first_sequence(fresh ? after + 1 : std::min<Sequence>(row.first_sequence(), after + 1));
  row.set_through_sequence(std::max<Sequence>(row.through_sequence(), after));
  row.set_time_us(absl::ToUnixMicros(clock_->Now()));
  changed_.insert(reader);
  return absl::OkStatus();
}

void ReaderRegistry::Advance(const std::string& reader, Sequence through) {
  absl::MutexLock lock(&mu_);
  storage::ReaderRow& row = readers_[reader];
  row.set_through_sequence(std::max<Sequence>(row.through_sequence(), through));
  row.set_time_us(absl::ToUnixMicros(clock_->Now()));
  changed_.insert(reader);
}

std::map<std::string, storage::ReaderRow> ReaderRegistry::Readers() const {
  absl::MutexLock lock(&mu_);
  return readers_;
}

std::shared_ptr<RecordProposal> ReaderRegistry::TakeChanges() {
  absl::MutexLock lock(&mu_);
  if (changed_.empty()) return nullptr;
  auto proposal = std::make_shared<RecordProposal>();
  for (const std::string& reader : changed_) {
    proposal->rows.push_back(
        {Table::kRecords, keys::ReaderKey(reader), readers_[reader].SerializeAsString()});
  }
  changed_.clear();
  return proposal;
}

}  // namespace newswire
