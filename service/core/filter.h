#ifndef NEWSWIRE_SERVICE_CORE_FILTER_H_
#define NEWSWIRE_SERVICE_CORE_FILTER_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "newswire/v1/feed.pb.h"
#include "service/core/asked_entry.h"
#include "service/core/error.h"
#include "service/core/terms.h"
#include "storage/entry_frame.h"

namespace newswire {

// One field of a filter: the item has one of these terms.
struct Clause {
  Facet facet;
  std::vector<std::string> terms;  // of that facet; sorted, each once
  // Set for kPhrase alone: one of the item's texts holds it. The term then only names it.
  std::shared_ptr<const TextQuery> phrase = nullptr;
};

// A checked Filter, ready to be asked about entries. Immutable; any thread.
class CompiledFilter {
 public:
  // Wants everything.
  CompiledFilter() = default;
  // Adds what is wrong under `path`; the result is then unusable. `only` says that nothing but this
  // kind is asked about.
  static CompiledFilter Compile(const v1::Filter& filter, std::string_view path,
                                Violations* violations,
                                v1::ItemKind only = v1::ITEM_KIND_UNSPECIFIED);

  bool wants_everything() const { return all_of_.empty() && none_of_.empty(); }
  // Whether the item, as the entry shows it, is wanted.
  bool Wants(const EntryHead& head, const EntryPayload& payload) const;
  bool Wants(AskedEntry* entry) const;
  // Whether a reader of the feed gets the entry: what it wants, and what takes back an item that it
  // may have had.
  bool Matches(const EntryHead& head, const EntryPayload& payload) const;
  static bool TakesBack(const EntryHead& head);
  // Kind and name, which no entry of an item changes, do not rule out that it was wanted once.
  bool MayHaveHad(const EntryHead& head) const;
  // True when an index of terms knows who matches; else it knows who may.
  bool needs_texts() const;
  // Equal for filters that mean the same; 16 hexadecimal digits.
  const std::string& fingerprint() const { return fingerprint_; }

  // What it means: every clause of `all_of` holds, and in each of `none_of` one does not.
  const std::vector<Clause>& all_of() const { return all_of_; }
  const std::vector<std::vector<Clause>>& none_of() const { return none_of_; }

 private:
  std::vector<Clause> all_of_;  // sorted by cost: those about the head come first
  std::vector<std::vector<Clause>> none_of_;
  std::string fingerprint_ = "0000000000000000";
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_FILTER_H_
