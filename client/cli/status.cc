#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/cli/command.h"
#include "client/cli/options.h"
#include "client/cli/render_parts.h"
#include "client/cli/words.h"
#include "client/item_json.h"

namespace newswire::cli {
namespace {

std::string Retention(const v1::GetFeedStatusResponse& status) {
  std::string text;
  if (status.has_retention_age()) {
    absl::StrAppend(&text, absl::FormatDuration(absl::Seconds(status.retention_age().seconds())));
  }
  if (status.retention_bytes() != 0) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", status.retention_bytes(), " bytes");
  }
  return text.empty() ? "everything is kept" : text;
}

std::string RenderStatus(const std::string& server, const v1::GetFeedStatusResponse& status) {
  std::string text;
  absl::StrAppend(&text, "server           ", server, " · newswired ", status.server_version(),
                  " · since ", TimeText(status.start_time()), "\n");
  absl::StrAppend(&text, "writes           ",
                  status.refusing_writes()
                      ? absl::StrCat("REFUSED: ", status.refusing_writes_because())
                      : absl::StrCat("accepted, ", Word(status.durability())),
                  "\n");
  absl::StrAppend(&text, "log              ", status.log_id(), "\n");
  if (status.last_sequence() == 0) {
    absl::StrAppend(&text, "entries          none yet\n");
  } else {
    absl::StrAppend(&text, "entries          ", status.first_sequence(), " to ",
                    status.last_sequence(), "\n", "oldest           ",
                    TimeText(status.first_append_time()), "\n", "newest           ",
                    TimeText(status.last_append_time()), "\n");
  }
  absl::StrAppend(&text, "head             ", status.head(), "\n");
  absl::StrAppend(&text, "retention        ", Retention(status), "\n");
  absl::StrAppend(&text, "articles         ", status.articles(), "\n");
  absl::StrAppend(&text, "recommendations  ", status.recommendations(), "\n");
  absl::StrAppend(&text, "subscribers      ", status.subscribers(), "\n");
  return text;
}

int RunStatus(const Globals& globals, const std::string& output) {
  const auto status = globals.MakeClient().GetFeedStatus();
  if (!status.ok()) return Fail(globals, status.status());
  Print(output == "json" ? ToJson(*status, /*pretty=*/true)
                         : RenderStatus(globals.server, *status));
  return kExitOk;
}

}  // namespace

void AddStatus(CLI::App* root, Commands* commands) {
  CLI::App* status = AddCommand(root, "status", "What the feed holds and how it is kept",
                                "newswire status --output json");
  const auto output = std::make_shared<std::string>();
  AddOutput(status, output.get(), {"text", "json"});
  commands->Add(status, [output](const Globals& globals) { return RunStatus(globals, *output); });
  CLI::App* version = AddCommand(root, "version", "Version of this program", "newswire version");
  commands->Add(version, [](const Globals&) {
    Print("newswire " NEWSWIRE_VERSION "\n");
    return static_cast<int>(kExitOk);
  });
}

}  // namespace newswire::cli
