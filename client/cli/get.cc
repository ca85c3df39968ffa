#include "client/cli/command.h"
#include "client/cli/item_name.h"
#include "client/cli/options.h"
#include "client/cli/render.h"
#include "client/item_json.h"

namespace newswire::cli {
namespace {

struct GetFlags {
  std::string name;
  std::uint32_t revision = 0;
  LanguageFlags language;
  std::string output;
};

template <typename Request>
Request MakeRequest(const GetFlags& flags, const std::string& name) {
  Request request;
  request.set_name(name);
  request.set_revision(flags.revision);
  if (const auto preference = flags.language.Preference()) {
    *request.mutable_language() = *preference;
  }
  return request;
}

// What to print.
template <typename Response>
absl::StatusOr<std::string> Page(const Globals& globals, const GetFlags& flags,
                                 const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  return flags.output == "json" ? ToJson(*response, /*pretty=*/true)
                                : Render(*response, StdoutStyle(globals.no_color));
}

int RunGet(const Globals& globals, const GetFlags& flags) {
  Client client = globals.MakeClient();
  const auto page = CallByName<std::string>(
      flags.name,
      [&](const std::string& name) {
        const auto request = MakeRequest<v1::GetArticleRequest>(flags, name);
        return Page(globals, flags, client.GetArticle(request));
      },
      [&](const std::string& name) {
        const auto request = MakeRequest<v1::GetRecommendationRequest>(flags, name);
        return Page(globals, flags, client.GetRecommendation(request));
      });
  if (!page.ok()) return Fail(globals, page.status());
  Print(*page);
  return kExitOk;
}

}  // namespace

void AddGet(CLI::App* root, Commands* commands) {
  CLI::App* app = AddCommand(root, "get", "Show one article or recommendation",
                             "newswire get articles/urn:example:1 --lang fr,de --mode listed");
  const auto flags = std::make_shared<GetFlags>();
  app->add_option("name", flags->name, "articles/URI, recommendations/URI or the URI alone")
      ->required();
  app->add_option("--revision", flags->revision, "A past revision instead of the current one");
  AddLanguageFlags(app, &flags->language);
  AddOutput(app, &flags->output, {"text", "json"});
  commands->Add(app, [flags](const Globals& globals) { return RunGet(globals, *flags); });
}

}  // namespace newswire::cli
