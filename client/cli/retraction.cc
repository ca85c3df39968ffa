#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/item_name.h"
#include "client/cli/options.h"
#include "client/cli/render.h"
#include "client/cli/words.h"
#include "client/item_json.h"

namespace newswire::cli {
namespace {

constexpr int kPageSize = 1000;

struct CancellationsFlags {
  std::string since;
  std::string output;
};

void PrintCancellations(const std::string& output,
                        const google::protobuf::RepeatedPtrField<v1::Cancellation>& all) {
  if (output == "text") {
    Print(RenderCancellations(all));
    return;
  }
  const bool array = output == "json";
  if (array) Print("[");
  for (int i = 0; i < all.size(); ++i) {
    Print(absl::StrCat(array && i > 0 ? ",\n " : "", ToJson(all[i]), array ? "" : "\n"));
  }
  if (array) Print("]\n");
}

int RunCancellations(const Globals& globals, const CancellationsFlags& flags) {
  v1::ListCancellationsRequest request;
  if (!flags.since.empty()) {
    const std::optional<absl::Time> since = ParseInstant(flags.since);
    if (!since.has_value()) {
      return WrongUse(absl::StrCat("--since ", flags.since,
                                   " is no time such as 2022-06-09 or 2022-06-09T08:00:00Z"));
    }
    SetTime(*since, request.mutable_since());
  }
  request.set_page_size(kPageSize);
  Client client = globals.MakeClient();
  google::protobuf::RepeatedPtrField<v1::Cancellation> all;
  do {
    auto page = client.ListCancellations(request);
    if (!page.ok()) return Fail(globals, page.status());
    all.MergeFrom(page->cancellations());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  PrintCancellations(flags.output, all);
  return kExitOk;
}

struct AckFlags {
  v1::RetractionResult result = v1::RETRACTION_RESULT_UNSPECIFIED;
  std::string name;
  std::uint64_t sequence = 0;
  std::string reader;
  std::string comment;
  std::string output;
};

int RunAck(const Globals& globals, const AckFlags& flags) {
  Client client = globals.MakeClient();
  const auto acknowledge = [&](const std::string& name) {
    v1::AcknowledgeRetractionRequest request;
    request.set_name(name);
    request.set_sequence(flags.sequence);
    request.set_reader(flags.reader);
    request.set_result(flags.result);
    request.set_comment(flags.comment);
    return client.AcknowledgeRetraction(request);
  };
  const auto response =
      CallByName<v1::AcknowledgeRetractionResponse>(flags.name, acknowledge, acknowledge);
  if (!response.ok()) return Fail(globals, response.status());
  const v1::RetractionAcknowledgement& kept = response->acknowledgement();
  Print(flags.output == "json"
            ? ToJson(*response, /*pretty=*/true)
            : absl::StrCat("noted for ", kept.reader(), ": ", Word(kept.result()), ", ", flags.name,
                           " #", flags.sequence, "\n"));
  return kExitOk;
}

struct StatusFlags {
  std::string name;
  std::uint64_t sequence = 0;
  std::string output;
};

int RunRetractionStatus(const Globals& globals, const StatusFlags& flags) {
  Client client = globals.MakeClient();
  const auto list = [&](const std::string& name) {
    v1::ListRetractionAcknowledgementsRequest request;
    request.set_name(name);
    request.set_sequence(flags.sequence);
    return client.ListRetractionAcknowledgements(request);
  };
  const auto response =
      CallByName<v1::ListRetractionAcknowledgementsResponse>(flags.name, list, list);
  if (!response.ok()) return Fail(globals, response.status());
  Print(flags.output == "json"
            ? ToJson(*response, /*pretty=*/true)
            : RenderAcknowledgements(flags.name, *response, StdoutStyle(globals.no_color)));
  return kExitOk;
}

void AddCancellations(CLI::App* root, Commands* commands) {
  CLI::App* app = AddCommand(root, "cancellations", "List what was cancelled, the oldest first",
                             "newswire cancellations --since 2022-06-09");
  const auto flags = std::make_shared<CancellationsFlags>();
  app->add_option("--since", flags->since, "Only from this time on");
  AddOutput(app, &flags->output, {"text", "json", "ndjson"});
  commands->Add(app, [flags](const Globals& globals) { return RunCancellations(globals, *flags); });
}

void AddAck(CLI::App* retraction, Commands* commands) {
  CLI::App* app = AddCommand(retraction, "ack", "Tell the newsroom what you did about a retraction",
                             "newswire retraction ack articles/urn:example:1 42 --reader my-site "
                             "--result retracted");
  const auto flags = std::make_shared<AckFlags>();
  app->add_option("name", flags->name, "articles/URI, recommendations/URI or the URI alone")
      ->required();
  app->add_option("sequence", flags->sequence, "Of the entry that says TAKE IT DOWN")->required();
  app->add_option("--reader", flags->reader, "Who you are, as in watch --reader")->required();
  AddChoice(app, "--result", &flags->result, "What was done")->required();
  app->add_option("--comment", flags->comment, "Why not, or anything else");
  AddOutput(app, &flags->output, {"text", "json"});
  commands->Add(app, [flags](const Globals& globals) { return RunAck(globals, *flags); });
}

void AddRetractionStatus(CLI::App* retraction, Commands* commands) {
  CLI::App* app =
      AddCommand(retraction, "status", "Show who has taken an item down, and who has not answered",
                 "newswire retraction status articles/urn:example:1");
  const auto flags = std::make_shared<StatusFlags>();
  app->add_option("name", flags->name, "articles/URI, recommendations/URI or the URI alone")
      ->required();
  app->add_option("sequence", flags->sequence, "Of the retraction [the latest of the item]");
  AddOutput(app, &flags->output, {"text", "json"});
  commands->Add(app,
                [flags](const Globals& globals) { return RunRetractionStatus(globals, *flags); });
}

}  // namespace

void AddRetraction(CLI::App* root, Commands* commands) {
  AddCancellations(root, commands);
  CLI::App* retraction =
      AddCommand(root, "retraction", "Answer retractions, and see who has answered",
                 "newswire retraction status articles/urn:example:1");
  AddAck(retraction, commands);
  AddRetractionStatus(retraction, commands);
}

}  // namespace newswire::cli
