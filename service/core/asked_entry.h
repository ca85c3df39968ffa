#ifndef NEWSWIRE_SERVICE_CORE_ASKED_ENTRY_H_
#define NEWSWIRE_SERVICE_CORE_ASKED_ENTRY_H_

#include <optional>
#include <string>
#include <vector>

#include "service/core/payload_item.h"
#include "service/core/text_query.h"
#include "storage/entry_frame.h"

namespace newswire {

// One entry that filters are asked about. What they need of it is made once, when the first of them
// needs it. The bytes must outlive it. Not for several threads.
class AskedEntry {
 public:
  AskedEntry(const EntryHead& head, const EntryPayload& payload) : head_(head), payload_(payload) {}

  const EntryHead& head() const { return head_; }
  // Terms of the item and of its texts, sorted; see terms.h, item_texts.h.
  const std::vector<std::string>& item();
  const std::vector<std::string>& words();
  // One of the texts holds it.
  bool Holds(const TextQuery& phrase);

 private:
  const PayloadItem& parsed();

  const EntryHead& head_;
  const EntryPayload& payload_;
  std::optional<PayloadItem> parsed_;
  std::optional<std::vector<std::string>> item_;
  std::optional<std::vector<std::string>> words_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ASKED_ENTRY_H_
