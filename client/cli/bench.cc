#include "client/cli/command.h"

namespace newswire::cli {

// For the help only: main hands everything after the word to the bench before it reads a flag.
void AddBench(CLI::App* root, Commands* commands) {
  root->add_subcommand("bench", "Measure a server of its own beside a reference");
}

}  // namespace newswire::cli
