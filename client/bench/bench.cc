#include "client/bench/bench.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/bench/ceiling_server.h"
#include "client/bench/measure.h"
#include "client/bench/report.h"
#include "client/bench/scenarios.h"

namespace newswire {
namespace {

using bench::CommonOptions;
using bench::Report;

// The scenario that was asked for; set by the subcommand's options, run after parsing.
struct Choice {
  std::string name;
  CommonOptions* common = nullptr;
  std::function<absl::Status(Report*)> run;
};

void AddDuration(CLI::App* app, const std::string& name, absl::Duration* value,
                 const std::string& help) {
  app->add_option_function<std::string>(
         name,
         [value, name](const std::string& text) {
           if (!absl::ParseDuration(text, value) || *value <= absl::ZeroDuration()) {
             throw CLI::ValidationError(name, "is not a duration like 5s or 1m30s: " + text);
           }
         },
         help)
      ->default_str(absl::FormatDuration(*value));
}

void AddCommon(CLI::App* app, CommonOptions* common) {
  app->add_option("--server-binary", common->server.binary, "newswired; found beside this program");
  app->add_option("--data-parent", common->server.data_parent,
                  "folder whose disk is used; everything below is removed again");
  app->add_flag("--sync,!--no-sync", common->server.sync, "sync before each answer (the default)");
  app->add_option("--size", common->size, "bytes of an entry as it is delivered")
      ->check(CLI::Range(1, 500'000));
  app->add_option("--pairs", common->pairs, "runs of each side, A B B A; 0: no reference")
      ->check(CLI::Range(0, 100));
  app->add_option("--client-threads", common->client_threads, "threads that read")
      ->check(CLI::Range(1, 64));
  app->add_option_function<std::string>(
         "--read",
         [common](const std::string& depth) {
           common->depth = depth == "whole" ? bench::Depth::kWhole : bench::Depth::kHeads;
         },
         "whole: readers make objects of every entry; heads: they pick out sequence and stamp")
      ->check(CLI::IsMember({"whole", "heads"}))
      ->default_str("whole");
  app->add_option("--server-option", common->server.extra, "one more argument for newswired");
}

CLI::App* AddScenario(CLI::App* app, const std::string& name, const std::string& help,
                      CommonOptions* common) {
  CLI::App* scenario = app->add_subcommand(name, help);
  scenario->option_defaults()->always_capture_default();
  AddCommon(scenario, common);
  return scenario;
}

void AddFanout(CLI::App* app, bench::FanoutOptions* options, Choice* choice) {
  CLI::App* fanout =
      AddScenario(app, "fanout", "live delivery to many subscribers", &options->common);
  fanout->add_option("--subscribers", options->subscribers)->check(CLI::PositiveNumber);
  fanout->add_option("--publishers", options->publishers)->check(CLI::PositiveNumber);
  fanout->add_option("--window", options->common.window, "items of a stream without an answer")
      ->check(CLI::PositiveNumber);
  fanout->add_option("--rate", options->rate, "entries a second; 0: as many as all can take");
  fanout->add_option("--entries", options->entries, "end after so many; 0: after --duration");
  fanout->add_option("--lead-bytes", options->lead_bytes,
                     "publishers may be so far ahead of the slowest subscriber");
  fanout->add_option("--frame-bytes", options->common.frame_bytes, "messages of the ceiling");
  AddDuration(fanout, "--duration", &options->duration, "of each run");
  fanout->callback([=] {
    *choice = {"fanout", &options->common,
               [options](Report* report) { return RunFanout(*options, report); }};
  });
}

void AddReplay(CLI::App* app, bench::ReplayOptions* options, Choice* choice) {
  options->common.size = 3072;
  CLI::App* replay =
      AddScenario(app, "replay", "reading everything after a restart", &options->common);
  replay->add_option("--entries", options->entries)->check(CLI::Range(10, 100'000'000));
  replay->add_option("--readers", options->readers)->check(CLI::PositiveNumber);
  replay->add_option("--frame-bytes", options->common.frame_bytes, "messages of the ceiling");
  replay->callback([=] {
    *choice = {"replay", &options->common,
               [options](Report* report) { return RunReplay(*options, report); }};
  });
}

void AddPublish(CLI::App* app, bench::PublishOptions* options, Choice* choice) {
  options->common.size = 3072;
  CLI::App* publish = AddScenario(app, "publish", "publishing without readers", &options->common);
  publish
      ->add_option_function<std::string>(
          "--mode", [options](const std::string& mode) { options->unary = mode == "unary"; },
          "stream or unary")
      ->check(CLI::IsMember({"stream", "unary"}))
      ->default_str("stream");
  publish->add_option("--callers", options->callers, "unary calls at once; threads of db_bench")
      ->check(CLI::PositiveNumber);
  publish->add_option("--connections", options->connections)->check(CLI::PositiveNumber);
  publish->add_option("--publishers", options->publishers)->check(CLI::PositiveNumber);
  publish->add_option("--window", options->common.window, "items of a stream without an answer")
      ->check(CLI::PositiveNumber);
  AddDuration(publish, "--duration", &options->duration, "of each run");
  publish->callback([=] {
    *choice = {options->unary ? "publish --mode unary" : "publish --mode stream", &options->common,
               [options](Report* report) { return RunPublish(*options, report); }};
  });
}

void AddIdle(CLI::App* app, bench::IdleOptions* options, Choice* choice) {
  options->common.size = 3072;
  CLI::App* idle = AddScenario(app, "idle", "the first call after a quiet time", &options->common);
  idle->add_option("--rounds", options->rounds)->check(CLI::PositiveNumber);
  idle->add_option("--subscribers", options->subscribers)->check(CLI::PositiveNumber);
  AddDuration(idle, "--quiet", &options->quiet, "before each call");
  idle->callback([=] {
    *choice = {"idle", &options->common,
               [options](Report* report) { return RunIdle(*options, report); }};
  });
}

void AddMemory(CLI::App* app, bench::MemoryOptions* options, Choice* choice) {
  CLI::App* memory =
      AddScenario(app, "memory", "memory of subscribers that only listen", &options->common);
  memory->add_option("--subscribers", options->subscribers)->check(CLI::PositiveNumber);
  AddDuration(memory, "--settle", &options->settle, "before the memory is read");
  memory->callback([=] {
    *choice = {"memory", &options->common,
               [options](Report* report) { return RunMemory(*options, report); }};
  });
}

void AddGenerate(CLI::App* app, bench::GenerateOptions* options, Choice* choice) {
  CLI::App* generate = app->add_subcommand("generate", "make many items, for other measurements");
  generate->option_defaults()->always_capture_default();
  generate->add_option("--articles", options->articles)->check(CLI::Range(1, 100'000'000));
  generate->add_option("--recommendations", options->recommendations, "of each article")
      ->check(CLI::Range(0, 20));
  generate->add_option("--seed", options->seed, "another seed makes other items");
  generate->add_option("--first", options->first, "number of the first article");
  generate->add_option("--bytes", options->article_bytes, "of an article, about")
      ->check(CLI::Range(500, 500'000));
  generate->add_option("--corpus", options->corpus,
                       "NDJSON file of documents to cut texts from; random words without");
  generate->add_option("--server", options->server,
                       "publish to this HOST:PORT; without, print the items as NDJSON");
  generate->callback([=] {
    *choice = {"generate", nullptr, [options](Report*) { return RunGenerate(*options); }};
  });
}

// Not for people: the other process of the ceiling.
void AddCeilingServer(CLI::App* app, bench::CeilingOptions* options, Choice* choice) {
  CLI::App* ceiling = app->add_subcommand("ceiling-server", "bare gRPC server")->group("");
  ceiling->add_option_function<std::string>("--entry-file", [options](const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    options->framed_entry = bytes.str();
  });
  ceiling->add_option("--frame-bytes", options->frame_bytes);
  ceiling->add_option("--wait-for", options->wait_for);
  ceiling->add_option("--entries", options->entries);
  ceiling->callback([=] {
    *choice = {"ceiling-server", nullptr,
               [options](Report*) { return RunCeilingServer(*options); }};
  });
}

void AddMachine(const CommonOptions& common, Report* report) {
  utsname system;
  const std::string kernel = uname(&system) == 0 ? system.release : "unknown";
  report->AddFact("version", NEWSWIRE_VERSION);
  report->AddFact("machine", absl::StrCat(std::thread::hardware_concurrency(),
                                          " CPUs shared by server and clients, Linux ", kernel));
  report->AddFact("entry", absl::StrCat(common.size, " bytes, ",
                                        common.depth == bench::Depth::kWhole
                                            ? "readers make objects of all of it"
                                            : "readers pick out sequence and stamp"));
  report->AddFact("started",
                  absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", absl::Now(), absl::UTCTimeZone()));
}

absl::Status RunChoice(const Choice& choice, bool json) {
  Report report(choice.name);
  if (choice.common != nullptr) {
    if (choice.common->server.binary.empty())
      choice.common->server.binary = bench::FindServerBinary();
    if (choice.common->server.binary.empty()) {
      return absl::NotFoundError("no newswired beside this program; name it with --server-binary");
    }
    AddMachine(*choice.common, &report);
  }
  const absl::Status status = choice.run(&report);
  if (!status.ok()) return status;
  if (choice.common != nullptr) std::cout << (json ? report.ToJson() : report.ToText());
  return absl::OkStatus();
}

}  // namespace

int BenchMain(int argc, char** argv) {
  bench::RaiseOpenFileLimit();
  bench::KeepFreedMemory();
  CLI::App app("Measures a newswired of its own beside a reference.", "newswire bench");
  app.require_subcommand(1);
  app.fallthrough();
  std::string output = "text";
  app.add_option("--output", output, "text or json")->check(CLI::IsMember({"text", "json"}));
  Choice choice;
  bench::FanoutOptions fanout;
  bench::ReplayOptions replay;
  bench::PublishOptions publish;
  bench::IdleOptions idle;
  bench::MemoryOptions memory;
  bench::GenerateOptions generate;
  bench::CeilingOptions ceiling;
  AddFanout(&app, &fanout, &choice);
  AddReplay(&app, &replay, &choice);
  AddPublish(&app, &publish, &choice);
  AddIdle(&app, &idle, &choice);
  AddMemory(&app, &memory, &choice);
  AddGenerate(&app, &generate, &choice);
  AddCeilingServer(&app, &ceiling, &choice);
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = RunChoice(choice, output == "json");
  if (status.ok()) return 0;
  std::cerr << "newswire bench: " << status.ToString() << std::endl;
  return 1;
}

}  // namespace newswire
