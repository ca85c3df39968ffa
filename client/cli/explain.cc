#include "client/cli/command.h"
#include "client/cli/filter_flags.h"
#include "client/cli/options.h"
#include "client/cli/render.h"
#include "client/item_json.h"

namespace newswire::cli {
namespace {

struct ExplainFlags {
  v1::ExplainFilterRequest request;
  std::uint64_t after = 0;
  std::uint64_t through = 0;
  std::string output;
};

int RunExplain(const Globals& globals, const ExplainFlags& flags) {
  v1::ExplainFilterRequest request = flags.request;
  request.set_after_sequence(flags.after);
  request.set_through_sequence(flags.through);
  const auto response = globals.MakeClient().ExplainFilter(request);
  if (!response.ok()) return Fail(globals, response.status());
  Print(flags.output == "text" ? RenderExplanation(*response, StdoutStyle(globals.no_color))
                               : ToJson(*response, /*pretty=*/true));
  return kExitOk;
}

}  // namespace

void AddExplain(CLI::App* root, Commands* commands) {
  CLI::App* app = AddCommand(root, "explain",
                             "Say what a filter means, how much it finds, and what finds nothing",
                             "newswire explain --place Sahel --text storm --since 2022-06");
  const auto flags = std::make_shared<ExplainFlags>();
  AddFilterFlags(app, {}, flags->request.mutable_filter());
  app->add_option("--after", flags->after, "Only items whose newest entry is behind this sequence");
  app->add_option("--through", flags->through, "Only items whose newest entry is not behind this");
  AddOutput(app, &flags->output, {"text", "json"});
  commands->Add(app, [flags](const Globals& globals) { return RunExplain(globals, *flags); });
}

}  // namespace newswire::cli
