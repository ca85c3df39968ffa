#ifndef NEWSWIRE_CLIENT_CLI_ITEMS_FILE_H_
#define NEWSWIRE_CLIENT_CLI_ITEMS_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::cli {

// The items of a file ("-": of standard input), or an error that names every bad one by its line.
absl::StatusOr<std::vector<v1::PublishItem>> ReadItems(const std::string& file);

// The same for a file that must hold exactly one.
absl::StatusOr<v1::PublishItem> ReadItem(const std::string& file);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_ITEMS_FILE_H_
