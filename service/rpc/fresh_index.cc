#include "service/rpc/fresh_index.h"

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

// What a question takes up itself: some 100 ms of work.
constexpr std::size_t kFreshenMax = 2'000;

}  // namespace

absl::Status FreshIndex(Index* index, const std::string& min_position) {
  NEWSWIRE_RETURN_IF_ERROR(index->Freshen(kFreshenMax));
  const auto position = ParsePosition(min_position);
  if (!position || position->sequence <= index->through()) return absl::OkStatus();
  return WithRetry(MakeError(absl::StatusCode::kUnavailable, "INDEX_BEHIND",
                             absl::StrCat("the index has come to sequence ", index->through(),
                                          ", min_position is ", position->sequence)),
                   absl::Seconds(1));
}

}  // namespace newswire
