#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/item_name.h"
#include "client/cli/options.h"
#include "client/cli/render.h"
#include "client/item_json.h"

namespace newswire::cli {
namespace {

struct DiffFlags {
  std::string name;
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::string output;
};

template <typename Request>
Request MakeRequest(const DiffFlags& flags, const std::string& name) {
  Request request;
  request.set_name(name);
  request.set_from_revision(flags.from);
  request.set_to_revision(flags.to);
  return request;
}

template <typename Response>
std::string RenderDiff(const Response& response, const std::string& name, const Style& style) {
  std::string text = style.Dim(absl::StrCat(name, " r", response.from_revision(), " → r",
                                            response.to_revision())) +
                     "\n";
  if (response.changes().empty()) text += "nothing differs\n";
  for (const v1::FieldChange& change : response.changes()) {
    absl::StrAppend(&text, "\n", RenderChange(change, style));
  }
  return text;
}

// What to print.
template <typename Response>
absl::StatusOr<std::string> Page(const Globals& globals, const DiffFlags& flags,
                                 const std::string& name, const absl::StatusOr<Response>& diff) {
  if (!diff.ok()) return diff.status();
  return flags.output == "json" ? ToJson(*diff, /*pretty=*/true)
                                : RenderDiff(*diff, name, StdoutStyle(globals.no_color));
}

int RunDiff(const Globals& globals, const DiffFlags& flags) {
  Client client = globals.MakeClient();
  const auto page = CallByName<std::string>(
      flags.name,
      [&](const std::string& name) {
        const auto request = MakeRequest<v1::DiffArticleRevisionsRequest>(flags, name);
        return Page(globals, flags, name, client.DiffArticleRevisions(request));
      },
      [&](const std::string& name) {
        const auto request = MakeRequest<v1::DiffRecommendationRevisionsRequest>(flags, name);
        return Page(globals, flags, name, client.DiffRecommendationRevisions(request));
      });
  if (!page.ok()) return Fail(globals, page.status());
  Print(*page);
  return kExitOk;
}

}  // namespace

void AddDiff(CLI::App* root, Commands* commands) {
  CLI::App* app = AddCommand(root, "diff", "Show field by field what changed between two revisions",
                             "newswire diff articles/urn:example:1 1 3");
  app->group(kNewsroom);
  const auto flags = std::make_shared<DiffFlags>();
  app->add_option("name", flags->name, "articles/URI, recommendations/URI or the URI alone")
      ->required();
  app->add_option("from", flags->from, "The earlier revision")->required();
  app->add_option("to", flags->to, "The later revision [the current one]");
  AddOutput(app, &flags->output, {"text", "json"});
  commands->Add(app, [flags](const Globals& globals) { return RunDiff(globals, *flags); });
}

}  // namespace newswire::cli
