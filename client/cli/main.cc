#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "client/channel.h"
#ifdef NEWSWIRE_HAS_BENCH
#include "client/bench/bench.h"
#endif
#include "client/cli/command.h"
#include "client/cli/suggest.h"

namespace newswire::cli {
namespace {

constexpr char kFooter[] =
    "Exit codes: 0 done, 1 error, 2 wrong use, 3 not found, 4 server not reached.\n"
    "Environment: NEWSWIRE_SERVER is the default of --server; NO_COLOR turns colour off.";

const CLI::App* Deepest(const CLI::App& root) {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

// Every word that could stand where the wrong one stood.
std::vector<std::string> KnownWords(const CLI::App& app, bool flags) {
  std::vector<std::string> words;
  if (!flags) {
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
      words.push_back(sub->get_name());
    }
    return words;
  }
  for (const CLI::App* level = &app; level != nullptr; level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options()) {
      for (const std::string& name : option->get_lnames())
        words.push_back(absl::StrCat("--", name));
    }
  }
  return words;
}

int ExplainUse(const CLI::App& root, const std::string& word, const std::string& problem) {
  const CLI::App* app = Deepest(root);
  std::string help;  // from the command up to the program
  for (const CLI::App* level = app; level != nullptr; level = level->get_parent()) {
    help = absl::StrCat(level->get_name(), help.empty() ? "" : " ", help);
  }
  std::fprintf(stderr, "newswire: %s\n", problem.c_str());
  const bool flag = absl::StartsWith(word, "-");
  const std::string meant = Nearest(word.substr(0, word.find('=')), KnownWords(*app, flag));
  if (!word.empty() && !meant.empty()) std::fprintf(stderr, "Did you mean %s?\n", meant.c_str());
  std::fprintf(stderr, "Try: %s --help\n", help.c_str());
  return kExitUsage;
}

int OnParseError(const CLI::App& root, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return root.exit(error);  // --help and --version
  const std::vector<std::string> rest = root.remaining(/*recurse=*/true);
  if (rest.empty()) return ExplainUse(root, "", error.what());
  const std::string& word = rest.front();
  const bool flag = absl::StartsWith(word, "-");
  return ExplainUse(root, word, absl::StrCat(flag ? "unknown option " : "unexpected word ", word));
}

std::string CheckServer(const std::string& server) {
  if (IsServerAddress(server)) return "";
  return absl::StrCat("\"", server, "\" is not of the form HOST:PORT, for example ",
                      kDefaultServer);
}

void AddCommands(CLI::App* root, Commands* commands) {
  for (const auto add : {AddPublish, AddGet, AddList, AddSearch, AddCount, AddRelated, AddExplain,
                         AddWatch, AddStatus, AddImport, AddExport}) {
    add(root, commands);
  }
#ifdef NEWSWIRE_HAS_BENCH
  AddBench(root, commands);
#endif
  for (const auto add :
       {AddCorrect, AddTranslate, AddHold, AddCancel, AddRecommend, AddDiff, AddRetraction}) {
    add(root, commands);
  }
}

int Main(int argc, char** argv) {
#ifdef NEWSWIRE_HAS_BENCH
  // The bench has arguments of its own; everything after the word goes there, --help too.
  if (argc >= 2 && std::string_view(argv[1]) == "bench") return BenchMain(argc - 1, argv + 1);
#endif
  CLI::App root("Newswire: publish, read and follow a news feed.", "newswire");
  root.footer(kFooter);
  root.fallthrough();
  root.set_version_flag("--version", "newswire " NEWSWIRE_VERSION);
  Globals globals;
  globals.command_line.assign(argv, argv + argc);
  globals.server = kDefaultServer;
  root.add_option("--server", globals.server, "Address of the server, HOST:PORT")
      ->envname("NEWSWIRE_SERVER")
      ->check(CheckServer)
      ->capture_default_str();
  root.add_option("--timeout", globals.timeout_s, "Seconds a call may take")
      ->check(CLI::Range(0.001, 86400.0))
      ->capture_default_str();
  root.add_flag("--no-color", globals.no_color, "No colour on a terminal");

  Commands commands;
  AddCommands(&root, &commands);

  // CLI11 reports with exceptions; they end here.
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return OnParseError(root, error);
  }
  const Commands::Run* run = commands.Chosen(root);
  if (run == nullptr) {
    std::fputs(Deepest(root)->help().c_str(), stderr);
    return kExitUsage;
  }
  const int code = (*run)(globals);
  if (!FlushOutput() && code == kExitOk) {
    std::fputs("newswire: cannot write the output\n", stderr);
    return kExitError;
  }
  return code;
}

}  // namespace
}  // namespace newswire::cli

int main(int argc, char** argv) {
  // By way of C's stdin a read error would look like the end of the input.
  std::ios::sync_with_stdio(false);
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  try {
    return newswire::cli::Main(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "newswire: %s\n", failure.what());
    return newswire::cli::kExitError;
  }
}
