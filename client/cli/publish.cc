#include "client/cli/command.h"
#include "client/cli/items_file.h"
#include "client/cli/options.h"
#include "client/cli/results.h"

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
  auto items = ReadItems(flags.file);
  if (!items.ok()) return Fail(globals, items.status());
  Client client = globals.MakeClient();
  int refused = 0;
  for (const v1::PublishRequest& request : MakeRequests(flags, *std::move(items))) {
    const auto response = client.Publish(request);
    if (!response.ok()) return Fail(globals, response.status());
    refused += ShowResults(globals, flags.output, request, *response);
  }
  return refused == 0 ? kExitOk : kExitError;
}

}  // namespace

void AddPublish(CLI::App* root, Commands* commands) {
  CLI::App* app = AddCommand(
      root, "publish", "Publish articles and recommendations: one JSON object, an array, or NDJSON",
      "newswire publish deploy/sample/press_release.ndjson --atomic");
  const auto flags = std::make_shared<PublishFlags>();
  app->add_option("file", flags->file, "File to read, - for standard input")->required();
  app->add_flag("--atomic", flags->atomic, "All items or none");
  app->add_flag("--validate-only", flags->validate_only, "Check everything, change nothing");
  AddOutput(app, &flags->output, {"text", "ndjson"});
  commands->Add(app, [flags](const Globals& globals) { return RunPublish(globals, *flags); });
}

}  // namespace newswire::cli
