#include <cstdio>

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/item_name.h"
#include "client/cli/options.h"
#include "client/cli/render.h"
#include "client/cli/shell_quote.h"
#include "client/cli/written.h"

namespace newswire::cli {
namespace {

struct CancelFlags {
  std::string name;
  std::string confirm;
  std::string language;
  v1::RetractionReason reason = v1::RETRACTION_REASON_UNSPECIFIED;
  Texts advisories;
  std::string replaced_by;
  std::string etag;
  std::string output;
};

template <typename Request>
Request MakeRequest(const CancelFlags& flags, const std::string& name) {
  Request request;
  request.set_name(name);
  request.set_confirm_name(name);  // the person has confirmed it before
  request.set_reason(flags.reason);
  *request.mutable_advisories() = flags.advisories;
  if (!flags.replaced_by.empty()) request.set_replaced_by(SameKindName(name, flags.replaced_by));
  request.set_etag(flags.etag);
  return request;
}

// The whole name of an item that readers can see, else `name` as it is.
std::string FullName(Client* client, const std::string& name) {
  const auto full = CallByName<std::string>(
      name,
      [&](const std::string& article) -> absl::StatusOr<std::string> {
        v1::GetArticleRequest request;
        request.set_name(article);
        const auto found = client->GetArticle(request);
        return found.ok() ? absl::StatusOr<std::string>(article) : found.status();
      },
      [&](const std::string& recommendation) -> absl::StatusOr<std::string> {
        v1::GetRecommendationRequest request;
        request.set_name(recommendation);
        const auto found = client->GetRecommendation(request);
        return found.ok() ? absl::StatusOr<std::string>(recommendation) : found.status();
      });
  return full.value_or(name);
}

absl::StatusOr<Written> Cancel(Client* client, const CancelFlags& flags) {
  std::string name = flags.language.empty() ? flags.name : ArticleName(flags.name);
  // Its kind is that of the substitute: a wrong one must not be refused as one of the other kind.
  if (!flags.replaced_by.empty()) name = FullName(client, name);
  return CallByName<Written>(
      name,
      [&](const std::string& name) {
        auto request = MakeRequest<v1::CancelArticleRequest>(flags, name);
        request.set_language(flags.language);
        return ToWritten(client->CancelArticle(std::move(request)));
      },
      [&](const std::string& name) {
        return ToWritten(client->CancelRecommendation(
            MakeRequest<v1::CancelRecommendationRequest>(flags, name)));
      });
}

// What would be destroyed, on one line; empty when nobody knows.
std::string Victim(const Globals& globals, const CancelFlags& flags) {
  Client client = globals.MakeClient();
  const auto line = CallByName<std::string>(
      flags.name,
      [&](const std::string& name) -> absl::StatusOr<std::string> {
        v1::GetArticleRequest request;
        request.set_name(name);
        const auto article = client.GetArticle(request);
        if (!article.ok()) return article.status();
        return RenderLine(*article, Style());
      },
      [&](const std::string& name) -> absl::StatusOr<std::string> {
        v1::GetRecommendationRequest request;
        request.set_name(name);
        const auto recommendation = client.GetRecommendation(request);
        if (!recommendation.ok()) return recommendation.status();
        return RenderLine(*recommendation, Style());
      });
  return line.ok() ? absl::StrCat("  ", *line) : "";
}

int Refuse(const Globals& globals, const CancelFlags& flags) {
  std::vector<std::string> words = WithoutOption(globals.command_line, "--confirm");
  words.insert(words.end(), {"--confirm", flags.name});
  if (!flags.confirm.empty()) {
    std::fprintf(stderr, "newswire: --confirm %s is another name than %s\n", flags.confirm.c_str(),
                 flags.name.c_str());
  }
  const std::string what =
      flags.language.empty() ? "this item, every revision of it," : "the text in " + flags.language;
  std::fprintf(stderr,
               "newswire: nothing was cancelled. A cancel destroys %s for ever;\n"
               "newswire withhold can be undone.\n%sTo cancel it:\n  %s\n",
               what.c_str(), Victim(globals, flags).c_str(), ShellLine(words).c_str());
  return kExitUsage;
}

int RunCancel(const Globals& globals, const CancelFlags& flags) {
  if (flags.confirm != flags.name) return Refuse(globals, flags);
  Client client = globals.MakeClient();
  const auto written = Cancel(&client, flags);
  // Without an entry it was under embargo.
  if (written.ok() && written->position.empty() && flags.output == "text") {
    Print(absl::StrCat("cancelled ", written->name, " r", written->revision,
                       ", which was under embargo: no reader learns of it\n"));
    return kExitOk;
  }
  if (!flags.language.empty()) return ShowWritten(globals, flags.output, "cancelled", written);
  return ShowRetracted(globals, flags.output, "cancelled", written);
}

}  // namespace

void AddCancel(CLI::App* root, Commands* commands) {
  CLI::App* app =
      AddCommand(root, "cancel", "Take an item back for ever and destroy its content",
                 "newswire cancel articles/urn:example:1 --confirm articles/urn:example:1 --reason "
                 "erroneous --replaced-by urn:example:2");
  app->group(kNewsroom);
  const auto flags = std::make_shared<CancelFlags>();
  app->add_option("name", flags->name, "articles/URI, recommendations/URI or the URI alone")
      ->required();
  app->add_option("--confirm", flags->confirm, "The same name again: this cannot be undone");
  AddChoice(app, "--reason", &flags->reason, "Why")->required();
  AddTexts(app, "--advisory", &flags->advisories,
           "What readers should know; must not repeat the content");
  app->add_option("--replaced-by", flags->replaced_by,
                  "The item that takes its place, of the same kind when it is the URI alone");
  app->add_option("--lang", flags->language, "Only this translation of an article");
  AddEtag(app, &flags->etag);
  AddOutput(app, &flags->output, {"text", "json"});
  commands->Add(app, [flags](const Globals& globals) { return RunCancel(globals, *flags); });
}

}  // namespace newswire::cli
