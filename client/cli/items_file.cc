#include "client/cli/items_file.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/item_json.h"

namespace newswire::cli {

absl::StatusOr<std::vector<v1::PublishItem>> ReadItems(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadInput(file);
  if (!text.ok()) return text.status();
  std::vector<v1::PublishItem> items;
  std::string errors;
  for (const JsonValue& value : SplitJson(*text)) {
    absl::StatusOr<v1::PublishItem> item = ParsePublishItem(value.text);
    if (item.ok()) {
      items.push_back(*std::move(item));
      continue;
    }
    absl::StrAppend(&errors, errors.empty() ? "" : "\n  ", file, ":", value.line, ": ",
                    item.status().message());
  }
  if (!errors.empty()) return absl::InvalidArgumentError(errors);
  if (items.empty()) return absl::InvalidArgumentError(absl::StrCat(file, " holds no item"));
  return items;
}

absl::StatusOr<v1::PublishItem> ReadItem(const std::string& file) {
  auto items = ReadItems(file);
  if (!items.ok()) return items.status();
  if (items->size() != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, " holds ", items->size(), " items, and one is wanted"));
  }
  return std::move(items->front());
}

}  // namespace newswire::cli
