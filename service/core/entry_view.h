#ifndef NEWSWIRE_SERVICE_CORE_ENTRY_VIEW_H_
#define NEWSWIRE_SERVICE_CORE_ENTRY_VIEW_H_

#include <optional>
#include <string>
#include <string_view>

#include "service/core/filter.h"
#include "service/core/preference.h"

namespace newswire {

// What a reader who asked for languages sees of an entry. Immutable; any thread.
class EntryView {
 public:
  explicit EntryView(CompiledPreference preference);

  // The framed entry with its item in the language that is served and with `selection`; the rest of
  // it, its digest too, is as it is stored. An item that exists in no language the reader allows is
  // left out, and one that was taken back is explained. nullopt when the bytes are damaged.
  std::optional<std::string> Encode(std::string_view framed) const;

  // Equal for views that show the same.
  const std::string& canonical() const { return preference_.canonical(); }

 private:
  const CompiledPreference preference_;
};

// Equal for readers that get the same bytes; 16 hexadecimal digits. Without a view it is the
// filter's.
std::string FeedFingerprint(const CompiledFilter& filter, const std::optional<EntryView>& view);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ENTRY_VIEW_H_
