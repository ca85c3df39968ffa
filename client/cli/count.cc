#include "client/cli/command.h"
#include "client/cli/csv.h"
#include "client/cli/filter_flags.h"
#include "client/cli/options.h"
#include "client/cli/render.h"
#include "client/cli/words.h"
#include "client/item_json.h"

namespace newswire::cli {
namespace {

struct CountFlags {
  v1::Filter filter;
  std::vector<int> facets;
  std::uint32_t top = 10;
  std::string output;
};

std::string Csv(const google::protobuf::RepeatedPtrField<v1::FacetCounts>& facets) {
  std::string lines = CsvLine({"facet", "value", "label", "items"});
  for (const v1::FacetCounts& facet : facets) {
    for (const v1::FacetCount& count : facet.counts()) {
      lines += CsvLine(
          {Word(facet.facet()), count.value(), count.label(), std::to_string(count.items())});
    }
  }
  return lines;
}

template <typename Request, typename Call>
int RunCount(const Globals& globals, const CountFlags& flags, Call call) {
  Request request;
  *request.mutable_filter() = flags.filter;
  for (const int facet : flags.facets) request.add_facets(static_cast<v1::Facet>(facet));
  request.set_values_max(flags.top);
  const auto response = call(request);
  if (!response.ok()) return Fail(globals, response.status());
  if (flags.output == "json") {
    Print(ToJson(*response) + "\n");
  } else if (flags.output == "csv") {
    Print(Csv(response->facets()));
  } else {
    Print(RenderCounts(response->total(), response->facets(), StdoutStyle(globals.no_color)));
  }
  return kExitOk;
}

int CountArticles(const Globals& globals, const CountFlags& flags) {
  Client client = globals.MakeClient();
  return RunCount<v1::CountArticlesRequest>(
      globals, flags, [&](const auto& request) { return client.CountArticles(request); });
}

int CountRecommendations(const Globals& globals, const CountFlags& flags) {
  Client client = globals.MakeClient();
  return RunCount<v1::CountRecommendationsRequest>(
      globals, flags, [&](const auto& request) { return client.CountRecommendations(request); });
}

void AddKind(CLI::App* count, const std::string& name, const std::string& example,
             int (*run)(const Globals&, const CountFlags&), Commands* commands) {
  CLI::App* app = AddCommand(count, name, "Count " + name, "newswire count " + name + example);
  const auto flags = std::make_shared<CountFlags>();
  AddChoices(app, "--by", *v1::Facet_descriptor(), "Count the values of these, too",
             [facets = &flags->facets](int facet) { facets->push_back(facet); });
  app->add_option("--top", flags->top, "At most so many values of each")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  const bool articles = run == CountArticles;
  AddFilterFlags(app, FieldsOfItems(articles), &flags->filter);
  AddOutput(app, &flags->output, {"text", "json", "csv"});
  commands->Add(app, [flags, run](const Globals& globals) { return run(globals, *flags); });
}

}  // namespace

void AddCount(CLI::App* root, Commands* commands) {
  CLI::App* count = AddCommand(root, "count", "Count items, and the values they have",
                               "newswire count articles --by subject,place --since 2022-06");
  AddKind(count, "articles", " --by subject,place --since 2022-06", CountArticles, commands);
  AddKind(count, "recommendations", " --by addressee,response --status open", CountRecommendations,
          commands);
}

}  // namespace newswire::cli
