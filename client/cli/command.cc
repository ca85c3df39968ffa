#include "client/cli/command.h"

#include <grpcpp/channel.h>

#include <cstdio>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/channel.h"
#include "client/status.h"

namespace newswire::cli {
namespace {

// gRPC says in one long line what the system said in two words.
std::string ConnectionCause(const std::string& message) {
  static constexpr const char* kCauses[] = {"connection refused", "name or service not known",
                                            "no route to host",   "network is unreachable",
                                            "connection reset",   "connection timed out",
                                            "socket closed"};
  const std::string lower = absl::AsciiStrToLower(message);
  for (const char* cause : kCauses) {
    if (absl::StrContains(lower, cause)) return cause;
  }
  if (absl::StrContains(message, "DNS resolution failed")) return "the host name is not known";
  return message;
}

// What to do next, for the errors where a person would ask.
std::string Advice(const ErrorDetails& details) {
  if (details.reason == "POSITION_EXPIRED") {
    return "retention has passed this position: begin anew with --from earliest, or accept the "
           "loss "
           "with --allow-gap";
  }
  if (details.reason == "LOG_REPLACED") {
    return "the position belongs to another feed: check --server, or begin anew with --from "
           "earliest";
  }
  if (details.reason == "ETAG_MISMATCH") {
    return "somebody else changed the item meanwhile: get it again, then repeat the change";
  }
  if (details.reason == "DRAINING") return "the server is about to stop; try again in a moment";
  return "";
}

}  // namespace

std::shared_ptr<grpc::Channel> Globals::Channel() const {
  return MakeChannel(server);
}

Client Globals::MakeClient() const {
  ClientOptions options;
  options.timeout = absl::Seconds(timeout_s);
  return Client(Channel(), options);
}

const Commands::Run* Commands::Chosen(const CLI::App& root) const {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  const auto found = runs_.find(app);
  return found == runs_.end() ? nullptr : &found->second;
}

std::string Explain(const std::string& server, const absl::Status& status) {
  const ErrorDetails details = DetailsOf(status);
  const std::string message(status.message());
  if (absl::IsUnavailable(status) && details.reason.empty()) {
    return absl::StrCat("cannot reach ", server, " (", ConnectionCause(message),
                        "). Is it running? newswired --listen ", server,
                        " · other address: newswire --server HOST:PORT");
  }
  if (absl::IsDeadlineExceeded(status) && details.reason.empty()) {
    return absl::StrCat(server, " did not answer in time (", message,
                        "). More time: newswire --timeout SECONDS");
  }
  std::string text = details.violations.empty() ? message : "the request has errors:";
  for (const ErrorDetails::Violation& violation : details.violations) {
    absl::StrAppend(&text, "\n  ", violation.field, ": ", violation.description);
  }
  if (!details.reason.empty() && details.violations.empty() &&
      !absl::StrContains(message, details.reason)) {
    absl::StrAppend(&text, " [", details.reason, "]");
  }
  const std::string advice = Advice(details);
  return advice.empty() ? text : absl::StrCat(text, "\n", advice);
}

int Fail(const Globals& globals, const absl::Status& status) {
  std::fflush(stdout);
  std::fprintf(stderr, "newswire: %s\n", Explain(globals.server, status).c_str());
  if (absl::IsNotFound(status)) return kExitNotFound;
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) return kExitConnection;
  return kExitError;
}

bool Print(const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

bool FlushOutput() {
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

void AddOutput(CLI::App* app, std::string* output, std::vector<std::string> choices) {
  *output = choices.front();
  app->add_option("--output,-o", *output, "Form of the output")
      ->check(CLI::IsMember(std::move(choices)))
      ->capture_default_str();
}

}  // namespace newswire::cli
