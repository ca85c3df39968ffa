#include "client/cli/results.h"

#include <cstdio>

#include "client/cli/render.h"
#include "client/item_json.h"
#include "client/status.h"

namespace newswire::cli {

int ShowResults(const Globals& globals, const std::string& output,
                const v1::PublishResponse& response) {
  int refused = 0;
  const Style style = StdoutStyle(globals.no_color);
  for (const v1::PublishResult& result : response.results()) {
    Print(output == "text" ? RenderLine(result, style) : ToJson(result) + "\n");
    if (result.outcome() != v1::PUBLISH_OUTCOME_REJECTED) continue;
    ++refused;
    std::fprintf(stderr, "newswire: %s refused: %s\n", result.name().c_str(),
                 Explain(globals.server, FromRpcStatus(result.status())).c_str());
  }
  return refused;
}

}  // namespace newswire::cli
