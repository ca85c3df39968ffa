#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "client/channel.h"
#include "client/cli/command.h"
#include "client/cli/options.h"
#include "client/cli/results.h"
#include "client/files.h"
#include "client/item_json.h"
#include "client/line_importer.h"
#include "client/page_importer.h"

namespace newswire::cli {
namespace {

struct PageFlags {
  std::string file;
  PageOptions options;
  bool dry_run = false;
  std::string output;
};

int RunPage(const Globals& globals, const PageFlags& flags) {
  const auto text = ReadFile(flags.file);
  if (!text.ok()) return Fail(globals, text.status());
  const auto items = ImportPage(*text, flags.options);
  if (!items.ok()) return Fail(globals, items.status());
  if (flags.dry_run) {
    for (const v1::PublishItem& item : *items) Print(ToJson(item) + "\n");
    return kExitOk;
  }
  // The article without its recommendations would be half a story, so it is all or nothing.
  v1::PublishRequest request;
  request.mutable_items()->Assign(items->begin(), items->end());
  request.set_atomic(true);
  Client client = globals.MakeClient();
  const auto response = client.Publish(request);
  if (!response.ok()) return Fail(globals, response.status());
  return ShowResults(globals, flags.output, request, *response) == 0 ? kExitOk : kExitError;
}

struct LinesFlags {
  std::string file;
  std::string provider = "import.invalid";
  bool restart = false;
  bool progress = false;
};

// Size and time of the last change: enough to see that a file is not the one it was.
std::string InputId(const std::string& file) {
  struct stat info = {};
  if (stat(file.c_str(), &info) != 0) return "";
  return absl::StrCat(info.st_size, " ", info.st_mtim.tv_sec, ".", info.st_mtim.tv_nsec);
}

std::string Describe(const ImportProgress& progress, absl::Duration elapsed) {
  const double rate = static_cast<double>(progress.items()) / absl::ToDoubleSeconds(elapsed);
  const std::string held =
      progress.held == 0 ? "" : absl::StrCat(", ", progress.held, " held by an embargo");
  return absl::StrFormat("%d items (%d new, %d changed, %d unchanged, %d refused%s), %.0f a second",
                         progress.items(), progress.created, progress.updated, progress.unchanged,
                         progress.rejected, held, rate);
}

LineImporter::Callbacks MakeCallbacks(const Globals& globals, bool live, bool lines,
                                      absl::Time started) {
  LineImporter::Callbacks callbacks;
  callbacks.on_problem = [&globals, live](std::uint64_t line, const absl::Status& why) {
    std::fprintf(stderr, "%snewswire: line %llu: %s\n", live ? "\r\033[K" : "",
                 static_cast<unsigned long long>(line), Explain(globals.server, why).c_str());
  };
  if (live || lines) {
    callbacks.on_progress = [live, started](const ImportProgress& progress) {
      const std::string text = Describe(progress, absl::Now() - started);
      std::fprintf(stderr, live ? "\r\033[K%s" : "newswire: %s\n", text.c_str());
    };
  }
  return callbacks;
}

int RunLines(const Globals& globals, const LinesFlags& flags) {
  const bool from_stdin = flags.file == "-";
  std::ifstream file(flags.file);
  // A folder opens, and shows with the first read that it is none.
  file.peek();
  if (!from_stdin && (!file.is_open() || file.bad()))
    return Fail(globals, ReadFile(flags.file).status());
  const bool live = isatty(STDERR_FILENO) == 1;
  LineImporterOptions options;
  options.provider = flags.provider;
  // On a terminal the line moves; in a log it stands, so it comes seldom.
  if (!live) options.progress_interval = absl::Seconds(2);
  if (!from_stdin) {
    options.state_file = flags.file + ".newswire-import";
    options.input_id = InputId(flags.file);
    if (flags.restart) std::remove(options.state_file.c_str());
  }
  const absl::Time started = absl::Now();
  const auto waiter = MakeWaiter();
  LineImporter importer(MakeChannelFactory(globals.server), options,
                        MakeCallbacks(globals, live, flags.progress, started), waiter.get());
  const absl::Status status = importer.Run(from_stdin ? std::cin : file);
  if (live) std::fputs("\r\033[K", stderr);
  const ImportProgress& progress = importer.progress();
  if (progress.skipped_lines > 0) {
    std::fprintf(stderr, "newswire: %llu lines were imported before\n",
                 static_cast<unsigned long long>(progress.skipped_lines));
  }
  Print(Describe(progress, absl::Now() - started) + "\n");
  if (!status.ok()) return Fail(globals, status);
  if (progress.bad_lines + progress.rejected == 0) return kExitOk;
  std::fprintf(stderr, "newswire: %llu lines were not understood, %llu items were refused\n",
               static_cast<unsigned long long>(progress.bad_lines),
               static_cast<unsigned long long>(progress.rejected));
  return kExitError;
}

void AddPage(CLI::App* import, Commands* commands) {
  CLI::App* app = AddCommand(import, "page", "Import the text of a press release",
                             "newswire import page deploy/sample/press_release.txt --provider "
                             "you.example --dry-run");
  const auto flags = std::make_shared<PageFlags>();
  app->add_option("file", flags->file, "Text: notice, headline, date, paragraphs")->required();
  app->add_option("--provider", flags->options.provider, "Who publishes it")->capture_default_str();
  app->add_option("--source-href", flags->options.source_href, "https address of the page");
  app->add_flag("--dry-run", flags->dry_run, "Print the items as NDJSON, publish nothing");
  AddOutput(app, &flags->output, {"text", "ndjson"});
  commands->Add(app, [flags](const Globals& globals) { return RunPage(globals, *flags); });
}

void AddLines(CLI::App* import, Commands* commands) {
  CLI::App* app = AddCommand(
      import, "ndjson", "Import many items: what export wrote, or documents of a parallel corpus",
      "newswire import ndjson items.ndjson");
  const auto flags = std::make_shared<LinesFlags>();
  app->add_option("file", flags->file, "File with one JSON object a line, - for standard input")
      ->required();
  app->add_option("--provider", flags->provider, "Who publishes the documents of a corpus")
      ->capture_default_str();
  app->add_flag("--restart", flags->restart,
                "Begin anew although an earlier import was interrupted");
  app->add_flag("--progress", flags->progress, "Tell progress when this is no terminal, too");
  commands->Add(app, [flags](const Globals& globals) { return RunLines(globals, *flags); });
}

}  // namespace

void AddImport(CLI::App* root, Commands* commands) {
  CLI::App* import = AddCommand(root, "import", "Publish what stands in files of other forms",
                                "newswire import ndjson items.ndjson");
  AddPage(import, commands);
  AddLines(import, commands);
}

}  // namespace newswire::cli
