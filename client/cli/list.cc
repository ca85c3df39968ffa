#include <algorithm>

#include "client/cli/command.h"
#include "client/cli/filter_flags.h"
#include "client/cli/item_csv.h"
#include "client/cli/options.h"
#include "client/cli/render.h"
#include "client/item_json.h"

namespace newswire::cli {
namespace {

struct ListFlags {
  v1::Filter filter;
  LanguageFlags language;
  v1::ItemOrder order = v1::ITEM_ORDER_UNSPECIFIED;
  std::uint64_t limit = 50;
  std::string output;
};

constexpr std::uint64_t kPageSize = 100;

// Prints items as pages bring them: one line each, or an array of JSON objects.
class Printer {
 public:
  Printer(const Globals& globals, const std::string& output)
      : style_(StdoutStyle(globals.no_color)), output_(output) {}

  template <typename Response>
  void Add(const Response& response) {
    if (output_ == "text") {
      Print(RenderLine(response, style_));
    } else if (output_ == "csv") {
      Print((count_ == 0 ? CsvHeader(response) : "") + ToCsv(response));
    } else if (output_ == "ndjson") {
      Print(ToJson(response) + "\n");
    } else {
      Print((count_ == 0 ? "[" : ",\n ") + ToJson(response));
    }
    ++count_;
  }
  void End() {
    if (output_ == "json") Print(count_ == 0 ? "[]\n" : "]\n");
  }
  std::uint64_t count() const { return count_; }

 private:
  const Style style_;
  const std::string output_;
  std::uint64_t count_ = 0;
};

// `call` reads one page, `items` finds the items in it.
template <typename Request, typename Call, typename Items>
int RunList(const Globals& globals, const ListFlags& flags, Call call, Items items) {
  Printer printer(globals, flags.output);
  Request request;
  *request.mutable_filter() = flags.filter;
  request.set_order(flags.order);
  if (const auto preference = flags.language.Preference()) {
    *request.mutable_language() = *preference;
  }
  do {
    request.set_page_size(std::min(kPageSize, flags.limit - printer.count()));
    const auto page = call(request);
    if (!page.ok()) return Fail(globals, page.status());
    for (const auto& item : items(*page)) printer.Add(item);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && printer.count() < flags.limit);
  printer.End();
  return kExitOk;
}

int RunArticles(const Globals& globals, const ListFlags& flags) {
  Client client = globals.MakeClient();
  return RunList<v1::ListArticlesRequest>(
      globals, flags, [&](const auto& request) { return client.ListArticles(request); },
      [](const auto& page) { return page.articles(); });
}

int RunRecommendations(const Globals& globals, const ListFlags& flags) {
  Client client = globals.MakeClient();
  return RunList<v1::ListRecommendationsRequest>(
      globals, flags, [&](const auto& request) { return client.ListRecommendations(request); },
      [](const auto& page) { return page.recommendations(); });
}

void AddKind(CLI::App* list, const std::string& name, const std::string& example,
             int (*run)(const Globals&, const ListFlags&), Commands* commands) {
  CLI::App* app = AddCommand(list, name, "List " + name, "newswire list " + name + example);
  const auto flags = std::make_shared<ListFlags>();
  const bool articles = run == RunArticles;
  AddFilterFlags(app, FieldsOfItems(articles), &flags->filter);
  AddLanguageFlags(app, &flags->language);
  AddChoice(app, "--order", &flags->order, "newest-first when not given");
  app->add_option("--limit", flags->limit, "At most so many")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  AddOutput(app, &flags->output, {"text", "json", "ndjson", "csv"});
  commands->Add(app, [flags, run](const Globals& globals) { return run(globals, *flags); });
}

}  // namespace

void AddList(CLI::App* root, Commands* commands) {
  CLI::App* list = AddCommand(root, "list", "List items, the last changed first",
                              "newswire list articles --limit 10");
  AddKind(list, "articles", " --place Sahel --since 2022-06 --not-genre interview", RunArticles,
          commands);
  AddKind(list, "recommendations", " --addressee ministry --response pending", RunRecommendations,
          commands);
}

}  // namespace newswire::cli
