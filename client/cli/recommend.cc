#include <cstdint>

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/item_name.h"
#include "client/cli/options.h"
#include "client/cli/render.h"
#include "client/cli/written.h"
#include "client/item_json.h"

namespace newswire::cli {
namespace {

struct AssessFlags {
  std::string name;
  v1::AssessorRole role = v1::ASSESSOR_ROLE_UNSPECIFIED;
  v1::RecommendationStatus status = v1::RECOMMENDATION_STATUS_UNSPECIFIED;
  v1::Progress progress = v1::PROGRESS_UNSPECIFIED;
  std::string by;
  std::string by_uri;
  std::string as_of;
  std::string target_date;
  std::string superseded_by;
  Texts comments;
  std::vector<std::string> evidence;
  std::string etag;
  std::string output;
};

// A local id for the assessor that no other entity of the item has by accident, and that the same
// assessor has the next time: FNV-1a over what tells assessors apart.
std::string AssessorId(const AssessFlags& flags) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::string& part :
       {absl::StrCat(static_cast<int>(flags.role)), flags.by_uri, flags.by}) {
    for (const char c : part + '\n') {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
  }
  return absl::StrCat("a", absl::Hex(hash >> 16, absl::kZeroPad12));
}

// English when no language is said, which is true of most names as they are printed.
v1::Entity MakeAssessor(const AssessFlags& flags) {
  v1::Entity assessor;
  assessor.set_id(AssessorId(flags));
  assessor.set_rel("assessor");
  assessor.set_uri(flags.by_uri);
  v1::LangString name;
  name.set_language("en");
  name.set_value(flags.by);
  *assessor.add_names() = ParseText(flags.by).value_or(name);
  return assessor;
}

v1::AssessRecommendationRequest MakeRequest(const AssessFlags& flags) {
  v1::AssessRecommendationRequest request;
  request.set_name(RecommendationName(flags.name));
  v1::Assessment* assessment = request.mutable_assessment();
  assessment->set_assessor_role(flags.role);
  if (!flags.by.empty()) *assessment->mutable_assessor() = MakeAssessor(flags);
  assessment->set_status(flags.status);
  assessment->set_progress(flags.progress);
  if (!flags.as_of.empty()) assessment->mutable_as_of()->set_value(flags.as_of);
  *assessment->mutable_comments() = flags.comments;
  for (const std::string& href : flags.evidence) assessment->add_evidence_hrefs(href);
  if (!flags.target_date.empty()) request.mutable_target_date()->set_value(flags.target_date);
  if (!flags.superseded_by.empty()) {
    request.set_superseded_by(RecommendationName(flags.superseded_by));
  }
  request.set_etag(flags.etag);
  return request;
}

int RunAssess(const Globals& globals, const AssessFlags& flags) {
  if (flags.by.empty() && !flags.by_uri.empty()) {
    return WrongUse("--by-uri wants --by: an assessor has a name");
  }
  const auto written = ToWritten(globals.MakeClient().AssessRecommendation(MakeRequest(flags)));
  return ShowWritten(globals, flags.output, "assessed", written);
}

struct RespondFlags {
  std::string name;
  std::string addressee;
  v1::AddresseeResponse response = v1::ADDRESSEE_RESPONSE_UNSPECIFIED;
  std::string date;
  Texts comments;
  std::string etag;
  std::string output;
};

int RunRespond(const Globals& globals, const RespondFlags& flags) {
  v1::RespondToRecommendationRequest request;
  request.set_name(RecommendationName(flags.name));
  request.set_addressee(flags.addressee);
  request.set_response(flags.response);
  if (!flags.date.empty()) request.mutable_responded()->set_value(flags.date);
  *request.mutable_comments() = flags.comments;
  request.set_etag(flags.etag);
  const auto written = ToWritten(globals.MakeClient().RespondToRecommendation(std::move(request)));
  return ShowWritten(globals, flags.output, "answered", written);
}

int RunHistory(const Globals& globals, const std::string& name, const std::string& output) {
  v1::GetRecommendationRequest request;
  request.set_name(RecommendationName(name));
  const auto response = globals.MakeClient().GetRecommendation(request);
  if (!response.ok()) return Fail(globals, response.status());
  const Style style = StdoutStyle(globals.no_color);
  if (output == "json") {
    Print(ToJson(response->recommendation(), /*pretty=*/true));
  } else if (response->has_redacted()) {
    Print(Render(*response, style));
  } else {
    Print(RenderHistory(response->recommendation(), style));
  }
  return kExitOk;
}

void AddAssess(CLI::App* recommend, Commands* commands) {
  CLI::App* app = AddCommand(recommend, "assess", "Record what a party says of status and progress",
                             "newswire recommend assess recommendations/urn:example:1 --role "
                             "issuer --status open --comment en=\"Work has begun.\"");
  const auto flags = std::make_shared<AssessFlags>();
  app->add_option("name", flags->name, "recommendations/URI or the URI alone")->required();
  AddChoice(app, "--role", &flags->role, "Who says so; an issuer's status becomes the status")
      ->required();
  app->add_option("--by", flags->by, "Name of who says so, or LANGUAGE=NAME [en]");
  app->add_option("--by-uri", flags->by_uri, "URI of who says so");
  AddChoice(app, "--status", &flags->status, "Where it stands");
  AddChoice(app, "--progress", &flags->progress, "How far it is");
  app->add_option("--as-of", flags->as_of, "The date it holds for, YYYY-MM-DD, YYYY-MM or YYYY");
  app->add_option("--target-date", flags->target_date, "New date by which it should be done");
  app->add_option(
      "--superseded-by", flags->superseded_by,
      "With --status closed-superseded: what took its place, recommendations/URI or the "
      "URI alone");
  AddTexts(app, "--comment", &flags->comments, "Why");
  app->add_option("--evidence", flags->evidence, "https address of a proof; several times")
      ->allow_extra_args(false);
  AddEtag(app, &flags->etag);
  AddOutput(app, &flags->output, {"text", "json"});
  commands->Add(app, [flags](const Globals& globals) { return RunAssess(globals, *flags); });
}

void AddRespond(CLI::App* recommend, Commands* commands) {
  CLI::App* app = AddCommand(recommend, "respond", "Record what an addressee answered",
                             "newswire recommend respond recommendations/urn:example:1 "
                             "--addressee o2 --response accepted --date 2023-04-01");
  const auto flags = std::make_shared<RespondFlags>();
  app->add_option("name", flags->name, "recommendations/URI or the URI alone")->required();
  app->add_option("--addressee", flags->addressee, "Local id or URI; recommend history shows them")
      ->required();
  AddChoice(app, "--response", &flags->response, "The answer")->required();
  app->add_option("--date", flags->date, "When it came, YYYY-MM-DD, YYYY-MM or YYYY");
  AddTexts(app, "--comment", &flags->comments, "What the addressee said");
  AddEtag(app, &flags->etag);
  AddOutput(app, &flags->output, {"text", "json"});
  commands->Add(app, [flags](const Globals& globals) { return RunRespond(globals, *flags); });
}

void AddHistory(CLI::App* recommend, Commands* commands) {
  CLI::App* app =
      AddCommand(recommend, "history", "Show how the status changed, assessments and answers",
                 "newswire recommend history recommendations/urn:example:1");
  const auto name = std::make_shared<std::string>();
  const auto output = std::make_shared<std::string>();
  app->add_option("name", *name, "recommendations/URI or the URI alone")->required();
  AddOutput(app, output.get(), {"text", "json"});
  commands->Add(
      app, [name, output](const Globals& globals) { return RunHistory(globals, *name, *output); });
}

}  // namespace

void AddRecommend(CLI::App* root, Commands* commands) {
  CLI::App* recommend = AddCommand(root, "recommend", "Follow up recommendations",
                                   "newswire recommend history recommendations/urn:example:1");
  AddAssess(recommend, commands);
  AddRespond(recommend, commands);
  AddHistory(recommend, commands);
  recommend->group(kNewsroom);  // last: what it holds would take the group over
}

}  // namespace newswire::cli
