#include <cstdio>

#include "client/cli/command.h"
#include "client/files.h"
#include "client/item_json.h"
#include "client/page_importer.h"

namespace newswire::cli {
namespace {

struct PageFlags {
  std::string file;
  PageOptions options;
  bool dry_run = false;
};

int RunPage(const Globals& globals, const PageFlags& flags) {
  const auto text = ReadFile(flags.file);
  if (!text.ok()) return Fail(globals, text.status());
  const auto items = ImportPage(*text, flags.options);
  if (!items.ok()) return Fail(globals, items.status());
  for (const auto& item : *items) Print(ToJson(item) + "\n");
  return kExitOk;
}

}  // namespace

void AddImport(CLI::App* root, Commands* commands) {
  CLI::App* import = root->add_subcommand("import", "Import files of other forms");
  CLI::App* page = import->add_subcommand("page", "Import the text of a press release");
  const auto flags = std::make_shared<PageFlags>();
  page->add_option("file", flags->file, "Text file")->required();
  page->add_option("--provider", flags->options.provider, "Who publishes it")
      ->capture_default_str();
  page->add_flag("--dry-run", flags->dry_run, "Print the items as NDJSON, publish nothing");
  commands->Add(page, [flags](const Globals& globals) { return RunPage(globals, *flags); });
}

}  // namespace newswire::cli
