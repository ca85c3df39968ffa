#ifndef NEWSWIRE_SERVICE_RPC_ITEM_ANSWERS_H_
#define NEWSWIRE_SERVICE_RPC_ITEM_ANSWERS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "newswire/v1/language.pb.h"
#include "service/core/error.h"
#include "service/core/item_reader.h"
#include "service/core/language.h"
#include "service/core/preference.h"
#include "storage/check.h"
#include "storage/entry_frame.h"
#include "storage/status_macros.h"
#include "storage/wire_writer.h"

namespace newswire {

// What a call about items says when an item on disk cannot be read.
inline absl::Status DamagedItem() {
  return absl::DataLossError("an item on disk is damaged");
}

// Makes answers out of stored items. Blocks on the disk. Any thread; the reader is borrowed.
template <typename Calls>
class ItemAnswers {
 public:
  explicit ItemAnswers(const ItemReader* reader) : reader_(reader) {}

  // The item in the language that is wanted. NOT_FOUND when it is in none of them.
  absl::Status Fill(const StoredItem& stored, const v1::LanguagePreference& preference,
                    typename Calls::GetResponse* response) const {
    typename Calls::Item* const item = Calls::Mutable(response);
    if (!item->ParseFromString(stored.bytes)) return DamagedItem();
    if (stored.redacted) {
      *response->mutable_redacted() = *stored.redacted;
      Violations checked;  // the preference is valid: its call has seen to that
      *response->mutable_selection() =
          RetractedSelection(CompiledPreference::Compile(preference, "language", &checked),
                             stored.redacted->pub_status());
      return absl::OkStatus();
    }
    return ChooseLanguage(preference, response);
  }

  // Of an item that is there in all its languages. NOT_FOUND as above.
  absl::Status ChooseLanguage(const v1::LanguagePreference& preference,
                              typename Calls::GetResponse* response) const {
    NEWSWIRE_ASSIGN_OR_RETURN(*response->mutable_selection(),
                              SelectLanguage(preference, Calls::Mutable(response)));
    return absl::OkStatus();
  }

  // What the store knows about a recommendation that is not redacted, and its entry does not.
  absl::Status AddReporters(std::string_view uri, typename Calls::Item* item) const {
    if constexpr (Calls::kKind == v1::ITEM_KIND_RECOMMENDATION) {
      NEWSWIRE_ASSIGN_OR_RETURN(const std::vector<std::string> names, reader_->Reporters(uri));
      *item->mutable_reported_in() = {names.begin(), names.end()};
    }
    return absl::OkStatus();
  }

  // The serialised answer for a current item that is shown whole: as Fill and AddReporters, but the
  // stored bytes are handed on unparsed. REQUIRES: preference.shows_whole(); it is not redacted.
  absl::StatusOr<std::string> Whole(const CompiledPreference& preference,
                                    std::string_view stored) const {
    NEWSWIRE_CHECK(preference.shows_whole());
    const auto selection = SelectionOfWhole(preference, Calls::kKind, stored);
    if (!selection) return DamagedItem();
    std::string item(stored);
    if constexpr (Calls::kKind == v1::ITEM_KIND_RECOMMENDATION) {
      typename Calls::Item known;
      NEWSWIRE_RETURN_IF_ERROR(AddReporters(UriOf(NameIn(stored)), &known));
      known.AppendToString(&item);
    }
    std::string answer;
    answer.reserve(item.size() + kSelectionBytes);
    AppendBytes(Calls::kFieldOfGet, item, &answer);
    AppendBytes(Calls::GetResponse::kSelectionFieldNumber, selection->SerializeAsString(), &answer);
    return answer;
  }

 private:
  static constexpr std::size_t kSelectionBytes = 512;  // of some languages, with field headers

  const ItemReader* const reader_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_ITEM_ANSWERS_H_
