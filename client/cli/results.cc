#include "client/cli/results.h"

#include <cstdio>

#include "client/cli/render.h"
#include "client/item_json.h"
#include "client/status.h"

namespace newswire::cli {

namespace {

// What the item of that result was sent with; the results stand in the order of the items.
v1::Embargo EmbargoOf(const v1::PublishRequest& request, int index) {
  if (index >= request.items_size()) return {};
  const v1::PublishItem& item = request.items(index);
  return item.has_article() ? item.article().embargo() : item.recommendation().embargo();
}

}  // namespace

int ShowResults(const Globals& globals, const std::string& output,
                const v1::PublishRequest& request, const v1::PublishResponse& response) {
  int refused = 0;
  const Style style = StdoutStyle(globals.no_color);
  for (int i = 0; i < response.results_size(); ++i) {
    const v1::PublishResult& result = response.results(i);
    Print(output == "text" ? RenderLine(result, EmbargoOf(request, i), style)
                           : ToJson(result) + "\n");
    if (result.outcome() != v1::PUBLISH_OUTCOME_REJECTED) continue;
    ++refused;
    std::fprintf(stderr, "newswire: %s refused: %s\n",
                 result.name().empty() ? "an item without a name" : result.name().c_str(),
                 Explain(globals.server, FromItemStatus(result.status())).c_str());
  }
  return refused;
}

}  // namespace newswire::cli
