#include "client/cli/written.h"

#include <cstdio>

#include "client/cli/render.h"

namespace newswire::cli {

int ShowWritten(const Globals& globals, const std::string& output, const std::string& verb,
                const absl::StatusOr<Written>& written) {
  if (!written.ok()) return Fail(globals, written.status());
  Print(output == "json" ? written->json
                         : RenderLine(*written, verb, StdoutStyle(globals.no_color)));
  return kExitOk;
}

int ShowRetracted(const Globals& globals, const std::string& output, const std::string& verb,
                  const absl::StatusOr<Written>& written) {
  const int code = ShowWritten(globals, output, verb, written);
  if (code == kExitOk && output == "text" && !written->position.empty()) {
    std::fflush(stdout);
    std::fprintf(
        stderr,
        "newswire: readers are told; who has taken it down: newswire retraction status %s\n",
        written->name.c_str());
  }
  return code;
}

}  // namespace newswire::cli
