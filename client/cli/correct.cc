#include "client/cli/command.h"
#include "client/cli/items_file.h"
#include "client/cli/options.h"
#include "client/cli/written.h"

namespace newswire::cli {
namespace {

struct CorrectFlags {
  std::string file;
  bool refile = false;
  Texts texts;
  std::vector<std::string> mask;
  bool validate_only = false;
  std::string output;
};

template <typename Request>
Request MakeRequest(const CorrectFlags& flags) {
  Request request;
  request.set_kind(flags.refile ? v1::REVISION_KIND_REFILE : v1::REVISION_KIND_CORRECTION);
  *request.mutable_texts() = flags.texts;
  for (const std::string& path : flags.mask) request.mutable_update_mask()->add_paths(path);
  request.set_validate_only(flags.validate_only);
  return request;
}

absl::StatusOr<Written> Correct(Client* client, const CorrectFlags& flags) {
  auto item = ReadItem(flags.file);
  if (!item.ok()) return item.status();
  if (item->has_article()) {
    auto request = MakeRequest<v1::CorrectArticleRequest>(flags);
    *request.mutable_article() = item->article();
    return ToWritten(client->CorrectArticle(std::move(request)));
  }
  auto request = MakeRequest<v1::CorrectRecommendationRequest>(flags);
  *request.mutable_recommendation() = item->recommendation();
  return ToWritten(client->CorrectRecommendation(std::move(request)));
}

int RunCorrect(const Globals& globals, const CorrectFlags& flags) {
  Client client = globals.MakeClient();
  const auto written = Correct(&client, flags);
  if (written.ok() && flags.validate_only && flags.output == "text") {
    Print("valid " + written->name + "\n");
    return kExitOk;
  }
  return ShowWritten(globals, flags.output, flags.refile ? "refiled" : "corrected", written);
}

}  // namespace

void AddCorrect(CLI::App* root, Commands* commands) {
  CLI::App* app = AddCommand(
      root, "correct", "Mend an error in an item and say what was wrong",
      "newswire correct item.json --text en=\"The figure was 12, not 21.\" --mask translations");
  app->group(kNewsroom);
  const auto flags = std::make_shared<CorrectFlags>();
  app->add_option(
         "file", flags->file,
         "The mended article or recommendation as JSON (what get -o json printed, edited), "
         "- for standard input")
      ->required();
  AddTexts(app, "--text", &flags->texts, "What was wrong, for readers")->required();
  app->add_flag("--refile", flags->refile, "A typo: nobody was misled");
  AddValues(app, "--mask", &flags->mask,
            "Replace only these fields of the item, for example translations,urgency");
  app->add_flag("--validate-only", flags->validate_only, "Check everything, change nothing");
  AddOutput(app, &flags->output, {"text", "json"});
  commands->Add(app, [flags](const Globals& globals) { return RunCorrect(globals, *flags); });
}

}  // namespace newswire::cli
