#include "client/position_store.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/files.h"
#include "client/position.h"

namespace newswire {

absl::StatusOr<std::string> FilePositionStore::Load() {
  absl::StatusOr<std::string> contents = ReadFile(path_);
  if (absl::IsNotFound(contents.status())) return std::string();
  if (!contents.ok()) return contents.status();
  std::string position(absl::StripAsciiWhitespace(*contents));
  // An empty file is damage as well: beginning anew because of it would repeat or skip entries.
  if (!SequenceOf(position).has_value()) {
    return absl::DataLossError(absl::StrCat(path_, " holds no position; remove it to begin anew"));
  }
  return position;
}

absl::Status FilePositionStore::Save(const std::string& position) {
  unsynced_ = true;
  return ReplaceFile(path_, position + "\n");
}

absl::Status FilePositionStore::Flush() {
  if (!unsynced_) return absl::OkStatus();
  unsynced_ = false;
  return SyncFile(path_);
}

}  // namespace newswire
