#include <algorithm>

#include "absl/strings/str_join.h"
#include "client/cli/command.h"
#include "client/cli/filter_flags.h"
#include "client/cli/item_csv.h"
#include "client/cli/options.h"
#include "client/cli/render.h"
#include "client/item_json.h"

namespace newswire::cli {
namespace {

struct SearchFlags {
  v1::Filter filter;
  std::vector<std::string> words;
  LanguageFlags language;
  v1::ItemOrder order = v1::ITEM_ORDER_UNSPECIFIED;
  std::uint32_t limit = 20;
  std::string output;
};

std::string CsvOf(const v1::ArticleHit& hit, bool first) {
  return (first ? CsvHeader(hit.article()) : "") + ToCsv(hit.article());
}
std::string CsvOf(const v1::RecommendationHit& hit, bool first) {
  return (first ? CsvHeader(hit.recommendation()) : "") + ToCsv(hit.recommendation());
}

template <typename Request, typename Call>
int RunSearch(const Globals& globals, const SearchFlags& flags, Call call) {
  const Style style = StdoutStyle(globals.no_color);
  Request request;
  *request.mutable_filter() = flags.filter;
  request.mutable_filter()->set_text(absl::StrJoin(flags.words, " "));
  request.set_order(flags.order);
  if (const auto preference = flags.language.Preference()) {
    *request.mutable_language() = *preference;
  }
  std::uint32_t shown = 0;
  v1::TotalCount total;
  do {
    request.set_page_size(std::min<std::uint32_t>(100, flags.limit - shown));
    const auto page = call(request);
    if (!page.ok()) return Fail(globals, page.status());
    for (const auto& hit : page->hits()) {
      Print(flags.output == "text"  ? RenderHit(hit, style)
            : flags.output == "csv" ? CsvOf(hit, shown == 0)
                                    : ToJson(hit) + "\n");
      ++shown;
    }
    if (request.page_token().empty()) total = page->total();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && shown < flags.limit);
  if (flags.output == "text") Print(RenderTotal(total, shown, style));
  return kExitOk;
}

int SearchArticles(const Globals& globals, const SearchFlags& flags) {
  Client client = globals.MakeClient();
  return RunSearch<v1::SearchArticlesRequest>(
      globals, flags, [&](const auto& request) { return client.SearchArticles(request); });
}

int SearchRecommendations(const Globals& globals, const SearchFlags& flags) {
  Client client = globals.MakeClient();
  return RunSearch<v1::SearchRecommendationsRequest>(
      globals, flags, [&](const auto& request) { return client.SearchRecommendations(request); });
}

void AddKind(CLI::App* search, const std::string& name, const std::string& example,
             int (*run)(const Globals&, const SearchFlags&), Commands* commands) {
  CLI::App* app = AddCommand(search, name, "Search " + name, "newswire search " + name + example);
  const auto flags = std::make_shared<SearchFlags>();
  app->add_option("TEXT", flags->words,
                  "Words, all of which must be there; \"quoted words\" must follow each other")
      ->required();
  FilterFields fields = FieldsOfItems(run == SearchArticles);
  fields.text = false;  // TEXT says it
  AddFilterFlags(app, fields, &flags->filter);
  AddLanguageFlags(app, &flags->language);
  AddChoice(app, "--order", &flags->order, "newest-first when not given");
  app->add_option("--limit", flags->limit, "At most so many")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  AddOutput(app, &flags->output, {"text", "ndjson", "csv"});
  commands->Add(app, [flags, run](const Globals& globals) { return run(globals, *flags); });
}

}  // namespace

void AddSearch(CLI::App* root, Commands* commands) {
  CLI::App* search = AddCommand(root, "search", "Find items by words of their texts",
                                "newswire search articles '\"fragile borders\"' --since 2022-06");
  AddKind(search, "articles", " '\"fragile borders\"' sahel --since 2022-06", SearchArticles,
          commands);
  AddKind(search, "recommendations", " funding --response pending", SearchRecommendations,
          commands);
}

}  // namespace newswire::cli
