#include "client/item_json.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace newswire {
namespace {

using Json = nlohmann::json;

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// End of the JSON value that begins at `begin`: for objects and arrays the matching bracket, else
// the end of the line.
std::size_t ValueEnd(std::string_view text, std::size_t begin) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth <= 0 && (c == '}' || c == ']')) return i + 1;
    if (depth == 0 && c == '\n') return i;
  }
  return text.size();
}

// What the parser says behind the place, without what it had read: that may be half the text.
std::string Reason(const std::string& what) {
  const std::size_t place = what.find(" column ");
  const std::size_t begin = what.find(": ", place == std::string::npos ? 0 : place);
  std::string reason = begin == std::string::npos ? what : what.substr(begin + 2);
  const std::size_t read = reason.find("; last read: '");
  if (read != std::string::npos) reason.erase(read, reason.rfind('\'') + 1 - read);
  return reason;
}

absl::StatusOr<Json> ParseJson(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::size_t at = std::min(error.byte == 0 ? 0 : error.byte - 1, text.size());
    const std::string_view before = text.substr(0, at);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::size_t column = lines == 0 ? at + 1 : at - before.rfind('\n');
    return absl::InvalidArgumentError(absl::StrCat(
        "not valid JSON at ", lines == 0 ? "" : absl::StrCat("its line ", lines + 1, ", "),
        "column ", column, ": ", Reason(error.what())));
  }
}

template <typename Message>
absl::Status ParseInto(std::string_view json, Message* message) {
  const auto status =
      google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, message);
  if (status.ok()) return absl::OkStatus();
  const auto text = status.message();
  return absl::InvalidArgumentError(absl::string_view(text.data(), text.size()));
}

// A translation that was taken back has no texts, so it cannot be published again.
void DropTakenBack(v1::Article* article) {
  auto* translations = article->mutable_translations();
  for (int i = translations->size() - 1; i >= 0; --i) {
    if (translations->Get(i).pub_status() > v1::PUB_STATUS_USABLE) {
      translations->DeleteSubrange(i, 1);
    }
  }
}

void ClearTexts(v1::Article* article) {
  for (v1::Translation& translation : *article->mutable_translations()) {
    translation.clear_direction();
    translation.clear_revision();
    translation.clear_pub_status();
    translation.clear_stale();
    translation.clear_content_sha256();
    for (v1::Body& body : *translation.mutable_bodies()) {
      body.clear_char_count();
      body.clear_word_count();
    }
  }
}

// What a get answered: the item, with what was said about it. Half an item must not be published
// as if it were the whole.
absl::Status ParseAnswer(Json json, v1::PublishItem* item) {
  const auto selection = json.find("selection");
  const bool chosen = selection != json.end() && selection->is_object() &&
                      selection->contains("served") && (*selection)["served"] != Json("");
  if (chosen) {
    return absl::InvalidArgumentError(
        "this is the item in one language alone, and the others would be lost: get it without "
        "--lang");
  }
  if (json.contains("redacted")) {
    return absl::InvalidArgumentError("the item was taken back, so there is no content here");
  }
  json.erase("selection");
  return ParseInto(json.dump(), item);
}

// The hash is the server's, the signatures are the provider's.
template <typename Item>
void ClearCommon(Item* item) {
  item->clear_revision();
  item->clear_etag();
  item->clear_revision_kind();
  item->clear_create_time();
  item->clear_revision_create_time();
  item->clear_corrections();
  if (!item->has_integrity()) return;
  item->mutable_integrity()->clear_content_sha256();
  if (item->integrity().ByteSizeLong() == 0) item->clear_integrity();
}

}  // namespace

std::string_view WithoutByteOrderMark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return text.substr(0, kMark.size()) == kMark ? text.substr(kMark.size()) : text;
}

std::vector<JsonValue> SplitJson(std::string_view text) {
  text = WithoutByteOrderMark(text);
  std::vector<JsonValue> values;
  std::size_t line = 1;
  bool in_array = false;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\n') ++line;
    // Brackets and commas of the outer array are between values, as space is.
    const bool opens_array = c == '[' && values.empty() && !in_array;
    if (opens_array) in_array = true;
    if (IsSpace(c) || opens_array || (in_array && (c == ',' || c == ']'))) {
      ++at;
      continue;
    }
    const std::size_t end = ValueEnd(text, at);
    const std::string_view value = text.substr(at, end - at);
    values.push_back({line, value});
    for (const char in_value : value) line += in_value == '\n';
    at = end;
  }
  return values;
}

absl::StatusOr<v1::PublishItem> ParsePublishItem(std::string_view text) {
  const absl::StatusOr<Json> parsed = ParseJson(text);
  if (!parsed.ok()) return parsed.status();
  const Json& json = *parsed;
  if (!json.is_object()) return absl::InvalidArgumentError("not a JSON object");
  v1::PublishItem item;
  absl::Status status;
  const auto name = json.find("name");
  const std::string named =
      name != json.end() && name->is_string() ? name->get<std::string>() : std::string();
  if (json.contains("selection") || json.contains("redacted")) {
    status = ParseAnswer(json, &item);
  } else if (json.contains("article") || json.contains("recommendation")) {
    status = ParseInto(text, &item);
  } else if (absl::StartsWith(named, "articles/")) {
    status = ParseInto(text, item.mutable_article());
  } else if (absl::StartsWith(named, "recommendations/")) {
    status = ParseInto(text, item.mutable_recommendation());
  } else {
    status = absl::InvalidArgumentError(
        "neither \"article\" nor \"recommendation\", nor a \"name\" that begins with articles/ or "
        "recommendations/");
  }
  if (!status.ok()) return status;
  return item;
}

const std::string& ItemName(const v1::PublishItem& item) {
  return item.has_article() ? item.article().name() : item.recommendation().name();
}

std::string ToJson(const google::protobuf::Message& message, bool pretty) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = pretty;
  std::string json;
  // Fails only for an Any of an unknown type, which no message of ours holds.
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  return status.ok() ? json : "{}";
}

void ClearOutputOnly(v1::PublishItem* item) {
  if (item->has_article()) {
    v1::Article* article = item->mutable_article();
    ClearCommon(article);
    DropTakenBack(article);
    ClearTexts(article);
    return;
  }
  v1::Recommendation* recommendation = item->mutable_recommendation();
  ClearCommon(recommendation);
  recommendation->clear_status_history();
  recommendation->clear_reported_in();
  for (v1::RecommendationText& text : *recommendation->mutable_texts()) {
    text.clear_direction();
    text.clear_stale();
  }
}

}  // namespace newswire
