#include "client/cli/command.h"

#include <grpcpp/channel.h>

#include <cstdio>
#include <iostream>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/channel.h"
#include "client/files.h"
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
struct Advice {
  const char* reason;
  const char* text;
};
constexpr Advice kAdvice[] = {
    {"POSITION_EXPIRED",
     "retention has passed this position: begin anew with --from earliest, or accept the loss with "
     "--allow-gap; what was cancelled meanwhile: newswire cancellations"},
    {"LOG_REPLACED",
     "the position belongs to another feed: check --server, or begin anew with --from earliest"},
    {"ETAG_MISMATCH",
     "somebody else changed the item meanwhile: get it again, then repeat the change"},
    {"DRAINING", "the server is about to stop; try again in a moment"},
    {"ITEM_WITHHELD", "it is on hold; to end that: newswire reinstate NAME"},
    {"ITEM_CANCELED", "it is gone for ever; publish what is right under another name"},
    {"ORIGINAL_NEEDED",
     "the original cannot go alone; leave --lang out for the whole item, or use newswire correct"},
    {"LANGUAGE_NOT_AVAILABLE", "--mode original shows the original instead"},
    {"ADDRESSEE_NOT_FOUND", "who is asked to act, with ids: newswire recommend history NAME"},
    {"NOT_A_RETRACTION",
     "the sequence is the number behind # in newswire watch, of an entry that says TAKE IT DOWN"},
    {"READER_INVALID", "a reader is called with a-z, 0-9 and . _ - , at most 64 characters"},
};

std::string AdviceFor(const std::string& reason) {
  for (const Advice& advice : kAdvice) {
    if (reason == advice.reason) return advice.text;
  }
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
  if (absl::IsUnimplemented(status) && details.reason.empty()) {
    return absl::StrCat(server, " does not know this call (", message,
                        "): it is older than this program, newswire " NEWSWIRE_VERSION);
  }
  std::string text = details.violations.empty() ? message : "the request has errors:";
  for (const ErrorDetails::Violation& violation : details.violations) {
    absl::StrAppend(&text, "\n  ", violation.field, ": ", violation.description);
  }
  if (!details.reason.empty() && details.violations.empty() &&
      !absl::StrContains(message, details.reason)) {
    absl::StrAppend(&text, " [", details.reason, "]");
  }
  const std::string advice = AdviceFor(details.reason);
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

int WrongUse(const std::string& problem) {
  std::fprintf(stderr, "newswire: %s\n", problem.c_str());
  return kExitUsage;
}

absl::StatusOr<std::string> ReadInput(const std::string& file) {
  if (file != "-") return ReadFile(file);
  return std::string(std::istreambuf_iterator<char>(std::cin), {});
}

}  // namespace newswire::cli
