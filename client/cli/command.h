#ifndef NEWSWIRE_CLIENT_CLI_COMMAND_H_
#define NEWSWIRE_CLIENT_CLI_COMMAND_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/client.h"

namespace newswire::cli {

// What the program answers the shell.
enum ExitCode {
  kExitOk = 0,
  kExitError = 1,
  kExitUsage = 2,
  kExitNotFound = 3,
  kExitConnection = 4,
};

// Options that every command has.
struct Globals {
  // The program and its arguments as they were typed.
  std::vector<std::string> command_line;
  std::string server;
  double timeout_s = 30;
  bool no_color = false;

  std::shared_ptr<grpc::Channel> Channel() const;
  Client MakeClient() const;
};

// The commands by their place in the CLI11 tree; each Add… function below adds a few.
class Commands {
 public:
  using Run = std::function<int(const Globals&)>;

  void Add(CLI::App* app, Run run) { runs_[app] = std::move(run); }
  // Runs the command that was given; nullptr when there is none.
  const Run* Chosen(const CLI::App& root) const;

 private:
  std::map<const CLI::App*, Run> runs_;
};

// For everybody.
void AddPublish(CLI::App* root, Commands* commands);
void AddImport(CLI::App* root, Commands* commands);
void AddExport(CLI::App* root, Commands* commands);
void AddGet(CLI::App* root, Commands* commands);
void AddList(CLI::App* root, Commands* commands);
void AddSearch(CLI::App* root, Commands* commands);
void AddCount(CLI::App* root, Commands* commands);
void AddRelated(CLI::App* root, Commands* commands);
void AddExplain(CLI::App* root, Commands* commands);
void AddWatch(CLI::App* root, Commands* commands);
void AddStatus(CLI::App* root, Commands* commands);
void AddBench(CLI::App* root, Commands* commands);
// For the newsroom.
void AddCorrect(CLI::App* root, Commands* commands);
void AddTranslate(CLI::App* root, Commands* commands);
void AddHold(CLI::App* root, Commands* commands);
void AddCancel(CLI::App* root, Commands* commands);
void AddRecommend(CLI::App* root, Commands* commands);
void AddDiff(CLI::App* root, Commands* commands);
void AddRetraction(CLI::App* root, Commands* commands);

// Prints the error for a person on stderr and answers the exit code that fits it.
int Fail(const Globals& globals, const absl::Status& status);
// The text that Fail prints.
std::string Explain(const std::string& server, const absl::Status& status);

// Writes to stdout. False when that fails (a closed pipe, a full disk).
bool Print(const std::string& text);
bool FlushOutput();

// Says on stderr that the command was used wrongly; answers kExitUsage.
int WrongUse(const std::string& problem);

// What a file holds; of "-", what standard input does.
absl::StatusOr<std::string> ReadInput(const std::string& file);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_COMMAND_H_
