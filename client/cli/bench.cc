#include "client/cli/command.h"
#include "client/cli/options.h"

namespace newswire::cli {

// For the help only: main hands everything after the word to the bench before it reads a flag.
void AddBench(CLI::App* root, Commands* commands) {
  AddCommand(root, "bench", "Measure a server of its own beside a reference",
             "newswire bench fanout --help");
}

}  // namespace newswire::cli
