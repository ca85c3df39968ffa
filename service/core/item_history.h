#ifndef NEWSWIRE_SERVICE_CORE_ITEM_HISTORY_H_
#define NEWSWIRE_SERVICE_CORE_ITEM_HISTORY_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "service/core/group_state.h"
#include "service/core/redact.h"

namespace newswire {

// All entries of one item that are kept, and what they were before they were redacted. Rewrites
// them in place. One thread; lives for one decision.
class ItemHistory {
 public:
  // `newest` is the sequence of the item's current entry.
  ItemHistory(std::string_view uri, Sequence newest, GroupState* state);

  // The newest entry with content, as it was before any redaction; empty when nothing is left.
  const std::string& content() const { return content_; }
  // What was put aside, by sequence.
  const std::map<Sequence, std::string>& originals() const { return originals_; }
  // Entries that are kept, newest first.
  const std::vector<Sequence>& sequences() const { return sequences_; }

  // Redacts everything; `keep` puts the originals aside.
  void Redact(const Redaction& redaction, bool keep);
  // Empties some translations everywhere; `keep` puts the originals aside.
  void RedactLanguages(const std::set<std::string>& languages, v1::PubStatus status, bool keep);
  // Shows the originals again, but for those languages, whose originals stay aside.
  void Restore(const std::set<std::string>& still_withheld);
  // Destroys what was put aside.
  void ForgetOriginals();
  // What entries and originals once held leaves the disk; `receipt` is the key of the
  // CancellationRow that tells when it has, or empty.
  void EraseLater(const std::string& receipt);

 private:
  void Keep(Sequence sequence, const std::string& framed);

  const std::string uri_;
  GroupState* const state_;
  std::vector<Sequence> sequences_;
  bool has_older_ = false;                     // entries that retention has passed
  std::map<Sequence, std::string> originals_;  // put aside
  std::string content_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ITEM_HISTORY_H_
