#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/render.h"
#include "client/item_json.h"

namespace newswire::cli {
namespace {

constexpr char kArticles[] = "articles/";
constexpr char kRecommendations[] = "recommendations/";

struct GetFlags {
  std::string name;
  std::uint32_t revision = 0;
  std::vector<std::string> languages;
  v1::FallbackMode mode = v1::FALLBACK_MODE_UNSPECIFIED;
  std::string notice_language;
  std::string output;
};

template <typename Request>
Request MakeRequest(const GetFlags& flags, const std::string& name) {
  Request request;
  request.set_name(name);
  request.set_revision(flags.revision);
  if (flags.languages.empty() && flags.mode == v1::FALLBACK_MODE_UNSPECIFIED) return request;
  v1::LanguagePreference* preference = request.mutable_language();
  for (const std::string& language : flags.languages) preference->add_languages(language);
  preference->set_mode(flags.mode);
  preference->set_notice_language(flags.notice_language);
  return request;
}

template <typename Response>
int Show(const Globals& globals, const GetFlags& flags, const absl::StatusOr<Response>& response) {
  if (!response.ok()) return Fail(globals, response.status());
  const bool json = flags.output == "json";
  Print(json ? ToJson(*response, /*pretty=*/true)
             : Render(*response, StdoutStyle(globals.no_color)));
  return kExitOk;
}

int RunGet(const Globals& globals, const GetFlags& flags) {
  Client client = globals.MakeClient();
  const auto article = [&](const std::string& name) {
    return client.GetArticle(MakeRequest<v1::GetArticleRequest>(flags, name));
  };
  const auto recommendation = [&](const std::string& name) {
    return client.GetRecommendation(MakeRequest<v1::GetRecommendationRequest>(flags, name));
  };
  if (absl::StartsWith(flags.name, kArticles)) return Show(globals, flags, article(flags.name));
  if (absl::StartsWith(flags.name, kRecommendations)) {
    return Show(globals, flags, recommendation(flags.name));
  }
  // A bare uri: articles and recommendations share one space of uris, so at most one has it.
  const auto found = recommendation(absl::StrCat(kRecommendations, flags.name));
  if (found.ok()) return Show(globals, flags, found);
  return Show(globals, flags, article(absl::StrCat(kArticles, flags.name)));
}

}  // namespace

void AddGet(CLI::App* root, Commands* commands) {
  CLI::App* app = root->add_subcommand("get", "Show one article or recommendation");
  const auto flags = std::make_shared<GetFlags>();
  const std::map<std::string, v1::FallbackMode> modes = {{"strict", v1::FALLBACK_MODE_STRICT},
                                                         {"listed", v1::FALLBACK_MODE_LISTED},
                                                         {"original", v1::FALLBACK_MODE_ORIGINAL},
                                                         {"all", v1::FALLBACK_MODE_ALL}};
  app->add_option("name", flags->name, "articles/URI, recommendations/URI or the URI alone")
      ->required();
  app->add_option("--revision", flags->revision, "A past revision instead of the current one");
  app->add_option("--lang", flags->languages, "Wanted languages in order, for example fr,de")
      ->delimiter(',');
  app->add_option("--mode", flags->mode,
                  "When none is there: strict or listed (not found), original, all")
      ->transform(CLI::CheckedTransformer(modes));
  app->add_option("--notice-lang", flags->notice_language, "Language of notice and dates");
  AddOutput(app, &flags->output, {"text", "json"});
  commands->Add(app, [flags](const Globals& globals) { return RunGet(globals, *flags); });
}

}  // namespace newswire::cli
