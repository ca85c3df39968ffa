#include "client/cli/command.h"
#include "client/cli/filter_flags.h"
#include "client/cli/item_name.h"
#include "client/cli/options.h"
#include "client/cli/render.h"
#include "client/item_json.h"

namespace newswire::cli {
namespace {

struct RelatedFlags {
  v1::Filter filter;
  std::string name;
  LanguageFlags language;
  std::uint32_t limit = 10;
  std::string output;
};

int RunRelated(const Globals& globals, const RelatedFlags& flags) {
  v1::RelatedArticlesRequest request;
  request.set_name(ArticleName(flags.name));
  request.set_page_size(flags.limit);
  *request.mutable_filter() = flags.filter;
  if (const auto preference = flags.language.Preference()) {
    *request.mutable_language() = *preference;
  }
  const auto response = globals.MakeClient().RelatedArticles(request);
  if (!response.ok()) return Fail(globals, response.status());
  const Style style = StdoutStyle(globals.no_color);
  for (const v1::RelatedArticle& related : response->articles()) {
    Print(flags.output == "text" ? RenderRelated(related, style) : ToJson(related) + "\n");
  }
  if (flags.output == "text" && response->articles().empty()) {
    Print(style.Dim("nothing shares anything with it") + "\n");
  }
  return kExitOk;
}

}  // namespace

void AddRelated(CLI::App* root, Commands* commands) {
  CLI::App* app =
      AddCommand(root, "related", "Find articles that are about the same, and what they share",
                 "newswire related articles/urn:example:1 --since 2022-06");
  const auto flags = std::make_shared<RelatedFlags>();
  app->add_option("name", flags->name, "articles/URI or the URI alone")->required();
  app->add_option("--limit", flags->limit, "At most so many")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  FilterFields fields = FieldsOfItems(/*articles=*/true);
  AddFilterFlags(app, fields, &flags->filter);
  AddLanguageFlags(app, &flags->language);
  AddOutput(app, &flags->output, {"text", "ndjson"});
  commands->Add(app, [flags](const Globals& globals) { return RunRelated(globals, *flags); });
}

}  // namespace newswire::cli
