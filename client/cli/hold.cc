#include "client/cli/command.h"
#include "client/cli/item_name.h"
#include "client/cli/options.h"
#include "client/cli/written.h"

namespace newswire::cli {
namespace {

// What withhold, reinstate and release take; each takes a part of it.
struct HoldFlags {
  std::string name;
  std::string language;
  v1::RetractionReason reason = v1::RETRACTION_REASON_UNSPECIFIED;
  Texts advisories;
  std::string etag;
  std::string output;
};

template <typename Request>
Request MakeWithhold(const HoldFlags& flags, const std::string& name) {
  Request request;
  request.set_name(name);
  request.set_reason(flags.reason);
  *request.mutable_advisories() = flags.advisories;
  request.set_etag(flags.etag);
  return request;
}

int RunWithhold(const Globals& globals, const HoldFlags& flags) {
  Client client = globals.MakeClient();
  const auto written = CallByName<Written>(
      flags.language.empty() ? flags.name : ArticleName(flags.name),
      [&](const std::string& name) {
        auto request = MakeWithhold<v1::WithholdArticleRequest>(flags, name);
        request.set_language(flags.language);
        return ToWritten(client.WithholdArticle(std::move(request)));
      },
      [&](const std::string& name) {
        return ToWritten(client.WithholdRecommendation(
            MakeWithhold<v1::WithholdRecommendationRequest>(flags, name)));
      });
  if (!flags.language.empty()) return ShowWritten(globals, flags.output, "withheld", written);
  return ShowRetracted(globals, flags.output, "withheld", written);
}

template <typename Request>
Request MakeReinstate(const HoldFlags& flags, const std::string& name) {
  Request request;
  request.set_name(name);
  *request.mutable_advisories() = flags.advisories;
  request.set_etag(flags.etag);
  return request;
}

int RunReinstate(const Globals& globals, const HoldFlags& flags) {
  Client client = globals.MakeClient();
  const auto written = CallByName<Written>(
      flags.language.empty() ? flags.name : ArticleName(flags.name),
      [&](const std::string& name) {
        auto request = MakeReinstate<v1::ReinstateArticleRequest>(flags, name);
        request.set_language(flags.language);
        return ToWritten(client.ReinstateArticle(std::move(request)));
      },
      [&](const std::string& name) {
        return ToWritten(client.ReinstateRecommendation(
            MakeReinstate<v1::ReinstateRecommendationRequest>(flags, name)));
      });
  return ShowWritten(globals, flags.output, "reinstated", written);
}

template <typename Request>
Request MakeRelease(const HoldFlags& flags, const std::string& name) {
  Request request;
  request.set_name(name);
  request.set_etag(flags.etag);
  return request;
}

int RunRelease(const Globals& globals, const HoldFlags& flags) {
  Client client = globals.MakeClient();
  const auto written = CallByName<Written>(
      flags.name,
      [&](const std::string& name) {
        return ToWritten(
            client.ReleaseArticle(MakeRelease<v1::ReleaseArticleRequest>(flags, name)));
      },
      [&](const std::string& name) {
        return ToWritten(client.ReleaseRecommendation(
            MakeRelease<v1::ReleaseRecommendationRequest>(flags, name)));
      });
  return ShowWritten(globals, flags.output, "released", written);
}

// One of the three, with the options they share.
CLI::App* Add(CLI::App* root, const std::string& name, const std::string& help,
              const std::string& example, HoldFlags* flags) {
  CLI::App* app = AddCommand(root, name, help, example);
  app->group(kNewsroom);
  app->add_option("name", flags->name, "articles/URI, recommendations/URI or the URI alone")
      ->required();
  AddEtag(app, &flags->etag);
  AddOutput(app, &flags->output, {"text", "json"});
  return app;
}

}  // namespace

void AddHold(CLI::App* root, Commands* commands) {
  const auto withhold = std::make_shared<HoldFlags>();
  CLI::App* app = Add(root, "withhold", "Take an item back until it is reinstated",
                      "newswire withhold articles/urn:example:1 --reason questionable --advisory "
                      "en=\"We are checking a figure.\"",
                      withhold.get());
  AddChoice(app, "--reason", &withhold->reason, "Why")->required();
  AddTexts(app, "--advisory", &withhold->advisories,
           "What readers should know; must not repeat the content");
  app->add_option("--lang", withhold->language, "Only this translation of an article");
  commands->Add(app,
                [withhold](const Globals& globals) { return RunWithhold(globals, *withhold); });

  const auto reinstate = std::make_shared<HoldFlags>();
  app = Add(root, "reinstate", "Show a withheld item again",
            "newswire reinstate articles/urn:example:1 --advisory en=\"The figure was right.\"",
            reinstate.get());
  AddTexts(app, "--advisory", &reinstate->advisories, "What readers should know");
  app->add_option("--lang", reinstate->language, "Only this translation of an article");
  commands->Add(app,
                [reinstate](const Globals& globals) { return RunReinstate(globals, *reinstate); });

  const auto release = std::make_shared<HoldFlags>();
  app = Add(root, "release", "Publish an item under embargo now",
            "newswire release articles/urn:example:1", release.get());
  commands->Add(app, [release](const Globals& globals) { return RunRelease(globals, *release); });
}

}  // namespace newswire::cli
