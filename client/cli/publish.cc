#include <iostream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/results.h"
#include "client/files.h"
#include "client/item_json.h"

namespace newswire::cli {
namespace {

// The contract allows 1,000 items and 3 MiB a call; a little less leaves room for the envelope.
constexpr int kItemsMax = 1000;
constexpr std::size_t kBytesMax = 2 << 20;

struct PublishFlags {
  std::string file;
  bool atomic = false;
  bool validate_only = false;
  std::string output;
};

absl::StatusOr<std::string> ReadInput(const std::string& file) {
  if (file != "-") return ReadFile(file);
  return std::string(std::istreambuf_iterator<char>(std::cin), {});
}

// All items of the file, or an error that names every bad one.
absl::StatusOr<std::vector<v1::PublishItem>> ParseItems(const std::string& file,
                                                        const std::string& text) {
  std::vector<v1::PublishItem> items;
  std::string errors;
  for (const JsonValue& value : SplitJson(text)) {
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

std::vector<v1::PublishRequest> MakeRequests(const PublishFlags& flags,
                                             std::vector<v1::PublishItem> items) {
  std::vector<v1::PublishRequest> requests(1);
  std::size_t bytes = 0;
  for (v1::PublishItem& item : items) {
    const std::size_t size = item.ByteSizeLong();
    const bool full = requests.back().items_size() == kItemsMax || bytes + size > kBytesMax;
    if (!flags.atomic && full && requests.back().items_size() > 0) {
      requests.emplace_back();
      bytes = 0;
    }
    *requests.back().add_items() = std::move(item);
    bytes += size;
  }
  for (v1::PublishRequest& request : requests) {
    request.set_atomic(flags.atomic);
    request.set_validate_only(flags.validate_only);
  }
  return requests;
}

int RunPublish(const Globals& globals, const PublishFlags& flags) {
  const absl::StatusOr<std::string> text = ReadInput(flags.file);
  if (!text.ok()) return Fail(globals, text.status());
  auto items = ParseItems(flags.file, *text);
  if (!items.ok()) return Fail(globals, items.status());
  Client client = globals.MakeClient();
  int refused = 0;
  for (v1::PublishRequest& request : MakeRequests(flags, *std::move(items))) {
    const auto response = client.Publish(std::move(request));
    if (!response.ok()) return Fail(globals, response.status());
    refused += ShowResults(globals, flags.output, *response);
  }
  return refused == 0 ? kExitOk : kExitError;
}

}  // namespace

void AddPublish(CLI::App* root, Commands* commands) {
  CLI::App* app = root->add_subcommand(
      "publish", "Publish articles and recommendations: one JSON object, an array, or NDJSON");
  const auto flags = std::make_shared<PublishFlags>();
  app->add_option("file", flags->file, "File to read, - for standard input")->required();
  app->add_flag("--atomic", flags->atomic, "All items or none");
  app->add_flag("--validate-only", flags->validate_only, "Check everything, change nothing");
  AddOutput(app, &flags->output, {"text", "ndjson"});
  commands->Add(app, [flags](const Globals& globals) { return RunPublish(globals, *flags); });
}

}  // namespace newswire::cli
