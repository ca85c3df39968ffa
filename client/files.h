#ifndef NEWSWIRE_CLIENT_FILES_H_
#define NEWSWIRE_CLIENT_FILES_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace newswire {

// Contents of a file. NOT_FOUND when there is none; the text of any error names the path.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// Replaces a file by way of `path`.new and rename: readers see the old contents or the new, whole.
// On disk after a power loss only once SyncFile was called.
absl::Status ReplaceFile(const std::string& path, std::string_view contents);

// Makes the file and its name durable.
absl::Status SyncFile(const std::string& path);

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_FILES_H_
