#include "service/core/retractions.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "service/core/error.h"
#include "storage/entry_frame.h"
#include "storage/keys.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

using google::protobuf::util::TimeUtil;

constexpr std::size_t kPageDefault = 100;
// More entries of one item than this are not looked at to find out who had it.
constexpr int kHistoryMax = 10'000;

v1::Cancellation ToCancellation(const keys::Cancelled& key, const storage::CancellationRow& row) {
  v1::Cancellation cancellation;
  cancellation.set_name(row.name());
  cancellation.set_sequence(key.sequence);
  *cancellation.mutable_cancel_time() = TimeUtil::MicrosecondsToTimestamp(key.time_us);
  cancellation.set_reason(static_cast<v1::RetractionReason>(row.reason()));
  cancellation.set_replaced_by(row.replaced_by());
  if (row.erase_time_us() != 0) {
    *cancellation.mutable_erase_time() = TimeUtil::MicrosecondsToTimestamp(row.erase_time_us());
  }
  return cancellation;
}

// Sequences from `first` to `last`.
struct Range {
  Sequence first = 0;
  Sequence last = 0;
};

// Where an item's entries before `retraction` are, newest first: each where it is kept, and the
// stretch of those that are not. `first` is the item's first entry, 0 when that is not known.
std::vector<Range> EntriesBefore(const Store& store, Sequence retraction, Sequence first) {
  std::vector<Range> entries;
  Sequence sequence = retraction;
  for (int i = 0; i < kHistoryMax; ++i) {
    const auto framed = store.ReadEntry(sequence);
    const auto head = framed.ok() ? ParseEntryHead(*framed) : std::nullopt;
    if (!head) break;
    if (head->previous_sequence == 0) return entries;
    sequence = head->previous_sequence;
    entries.push_back({sequence, sequence});
  }
  // The last one could not be read, so what came before it is somewhere.
  if (first != 0 && !entries.empty()) entries.back().first = std::min(first, sequence);
  return entries;
}

// Whether the reader was there before the retraction and has read any of the item.
bool HadAny(const storage::ReaderRow& reader, Sequence retraction,
            const std::vector<Range>& entries) {
  return reader.appeared_at() < retraction &&
         std::any_of(entries.begin(), entries.end(), [&reader](const Range& range) {
           return reader.first_sequence() <= range.last && range.first <= reader.through_sequence();
         });
}

absl::Status NotARetraction(Sequence sequence) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "NOT_A_RETRACTION",
                   absl::StrCat("entry ", sequence, " of the item takes nothing back"));
}

}  // namespace

absl::StatusOr<v1::ListCancellationsResponse> ListCancellations(
    const Store& store, const v1::ListCancellationsRequest& request) {
  std::string begin(keys::kCancellationPrefix);
  if (request.has_since()) {
    begin = keys::CancellationKey(TimeUtil::TimestampToMicroseconds(request.since()), 0);
  }
  if (!request.page_token().empty()) {
    std::string token;
    if (!absl::WebSafeBase64Unescape(request.page_token(), &token) ||
        !keys::ParseCancellation(token)) {
      return PageTokenInvalid();
    }
    begin = std::max(begin, token);
  }
  const std::size_t size = request.page_size() == 0 ? kPageDefault : request.page_size();
  v1::ListCancellationsResponse response;
  bool good = true;
  const auto visit = [&](std::string_view key, std::string_view value) {
    if (static_cast<std::size_t>(response.cancellations_size()) == size) {
      response.set_next_page_token(absl::WebSafeBase64Escape({key.data(), key.size()}));
      return false;
    }
    storage::CancellationRow row;
    const auto parsed = keys::ParseCancellation(key);
    good = parsed && row.ParseFromArray(value.data(), static_cast<int>(value.size()));
    if (good) *response.add_cancellations() = ToCancellation(*parsed, row);
    return good;
  };
  NEWSWIRE_RETURN_IF_ERROR(
      store.ScanRows(Table::kRecords, begin, keys::PrefixEnd(keys::kCancellationPrefix), visit));
  if (!good) return absl::DataLossError("a row of a cancelled item is damaged: restore a backup");
  return response;
}

absl::StatusOr<Sequence> FindRetraction(const Store& store, const std::string& name,
                                        Sequence sequence) {
  NEWSWIRE_ASSIGN_OR_RETURN(const auto row, store.FindItem(UriOf(name)));
  if (!row) return ItemNotFound(name);
  Sequence at = sequence == 0 ? row->sequence() : sequence;
  for (int i = 0; i < kHistoryMax; ++i) {
    const auto framed = store.ReadEntry(at);
    const auto head = framed.ok() ? ParseEntryHead(*framed) : std::nullopt;
    if (!head || head->name != name) return NotARetraction(sequence);
    if (head->must_retract) return at;
    if (sequence != 0 || head->previous_sequence == 0) return NotARetraction(at);
    at = head->previous_sequence;
  }
  return NotARetraction(sequence);
}

absl::StatusOr<v1::ListRetractionAcknowledgementsResponse> ListAcknowledgements(
    const Store& store, const ReaderRegistry& readers, const std::string& name,
    Sequence retraction) {
  v1::ListRetractionAcknowledgementsResponse response;
  response.set_sequence(retraction);
  std::set<std::string> answered;
  bool good = true;
  const std::string prefix = keys::AcknowledgementPrefix(UriOf(name), retraction);
  const auto visit = [&](std::string_view key, std::string_view value) {
    storage::AcknowledgementRow row;
    good = row.ParseFromArray(value.data(), static_cast<int>(value.size()));
    v1::RetractionAcknowledgement& answer = *response.add_acknowledgements();
    answer.set_reader(std::string(keys::ReaderOfAcknowledgement(key)));
    answer.set_result(static_cast<v1::RetractionResult>(row.result()));
    answer.set_comment(row.comment());
    *answer.mutable_acknowledge_time() = TimeUtil::MicrosecondsToTimestamp(row.time_us());
    answered.insert(answer.reader());
    return good;
  };
  NEWSWIRE_RETURN_IF_ERROR(store.ScanRows(Table::kRecords, prefix, keys::PrefixEnd(prefix), visit));
  if (!good) return absl::DataLossError("an acknowledgement is damaged: restore a backup");
  NEWSWIRE_ASSIGN_OR_RETURN(const auto item, store.FindItem(UriOf(name)));
  const std::vector<Range> entries =
      EntriesBefore(store, retraction, item ? item->first_sequence() : 0);
  for (const auto& [reader, row] : readers.Readers()) {
    if (answered.count(reader) != 0 || !HadAny(row, retraction, entries)) continue;
    v1::OutstandingReader& outstanding = *response.add_outstanding();
    outstanding.set_reader(reader);
    outstanding.set_through_sequence(row.through_sequence());
    *outstanding.mutable_last_seen_time() = TimeUtil::MicrosecondsToTimestamp(row.time_us());
  }
  return response;
}

WriteGroup::Row AcknowledgementRowOf(const v1::AcknowledgeRetractionRequest& request,
                                     absl::Time now) {
  storage::AcknowledgementRow row;
  row.set_result(request.result());
  row.set_comment(request.comment());
  row.set_time_us(absl::ToUnixMicros(now));
  return {Table::kRecords,
          keys::AcknowledgementKey(UriOf(request.name()), request.sequence(), request.reader()),
          row.SerializeAsString()};
}

}  // namespace newswire
