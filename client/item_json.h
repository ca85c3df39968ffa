#ifndef NEWSWIRE_CLIENT_ITEM_JSON_H_
#define NEWSWIRE_CLIENT_ITEM_JSON_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "newswire/v1/feed_service.pb.h"

namespace google::protobuf {
class Message;
}

namespace newswire {

// Items as JSON, in protobuf's own JSON form. All functions are pure.

// The text without the byte order mark that some editors put before it.
std::string_view WithoutByteOrderMark(std::string_view text);

// One JSON value of a text that may hold several.
struct JsonValue {
  std::size_t line = 0;  // where it begins, from 1
  std::string_view text;
};
// Splits an object, an array (into its elements) or any number of objects after each other (NDJSON
// among them), with or without a byte order mark. Does not check the values themselves: damage
// shows when they are parsed.
std::vector<JsonValue> SplitJson(std::string_view text);

// Reads {"article": ...}, {"recommendation": ...}, what `newswire get -o json` printed of either
// (in all its languages), or a bare article or recommendation, which its name tells.
// INVALID_ARGUMENT says what is wrong, and where when it is no JSON.
absl::StatusOr<v1::PublishItem> ParsePublishItem(std::string_view json);

// The name inside an item.
const std::string& ItemName(const v1::PublishItem& item);

// One line, or many when `pretty`.
std::string ToJson(const google::protobuf::Message& message, bool pretty = false);

// Removes what only the server sets, and translations that were taken back, so that the item can be
// published as it is, here or elsewhere.
void ClearOutputOnly(v1::PublishItem* item);

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_ITEM_JSON_H_
