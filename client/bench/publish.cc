#include <unistd.h>

#include <memory>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "client/bench/calibration.h"
#include "client/bench/child_process.h"
#include "client/bench/measure.h"
#include "client/bench/publishers.h"
#include "client/bench/rounds.h"
#include "client/bench/scenarios.h"
#include "client/bench/server_under_test.h"
#include "client/bench/unary_callers.h"

namespace newswire::bench {
namespace {

constexpr char kDbBench[] = "/usr/bin/db_bench";
constexpr char kRocksDb[] = "db_bench";
constexpr absl::Duration kWarmUp = absl::Milliseconds(500);

// Lets `load` warm up and counts what is acknowledged during `duration`.
template <typename Load>
Row Measure(const Load& load, pid_t server, absl::Duration duration) {
  absl::SleepFor(kWarmUp);
  const std::uint64_t before = load.Acknowledged();
  const EffortMeter meter(server);
  absl::SleepFor(duration);
  const auto acknowledged = static_cast<double>(load.Acknowledged() - before);
  const Effort effort = meter.Read();
  Row row(kNewswire);
  row.Add("writes/s", acknowledged / effort.seconds)
      .Add("seconds", effort.seconds)
      .AddEffort(effort, acknowledged);
  return row;
}

absl::StatusOr<Row> MeasureStream(const PublishOptions& options, const ServerUnderTest& server,
                                  const Calibration& calibration) {
  PublishersOptions publish;
  publish.target = server.target();
  publish.streams = options.publishers;
  publish.window = options.common.window;
  publish.items = calibration.items.get();
  publish.first_id = calibration.next_id;
  Publishers publishers(publish);
  Row row = Measure(publishers, server.pid(), options.duration);
  const absl::Status status = publishers.Drain(kPatience);
  if (!status.ok()) return status;
  return row.AddLatency(publishers.Latency());
}

absl::StatusOr<Row> MeasureUnary(const PublishOptions& options, const ServerUnderTest& server,
                                 const Calibration& calibration) {
  UnaryCallersOptions call;
  call.target = server.target();
  call.callers = options.callers;
  call.connections = options.connections;
  call.items = calibration.items.get();
  call.first_id = calibration.next_id;
  UnaryCallers callers(call);
  Row row = Measure(callers, server.pid(), options.duration);
  const absl::Status status = callers.Stop();
  if (!status.ok()) return status;
  return row.AddLatency(callers.Latency());
}

// One fresh server, one run.
absl::StatusOr<Row> MeasureNewswire(const PublishOptions& options) {
  absl::StatusOr<std::unique_ptr<ServerUnderTest>> server =
      ServerUnderTest::Start(options.common.server);
  if (!server.ok()) return server.status();
  absl::StatusOr<Calibration> calibration = Calibrate((*server)->target(), options.common.size);
  if (!calibration.ok()) return calibration.status();
  return options.unary ? MeasureUnary(options, **server, *calibration)
                       : MeasureStream(options, **server, *calibration);
}

// The rate in "fillrandom : 24.4 micros/op 40983 ops/sec ...".
absl::StatusOr<double> ReadRate(ChildProcess* process) {
  for (;;) {
    absl::StatusOr<std::string> line = process->ReadLine(kPatience);
    if (!line.ok()) return line.status();
    const std::size_t at = line->find("micros/op ");
    if (line->rfind("fillrandom", 0) != 0 || at == std::string::npos) continue;
    double rate = 0;
    std::istringstream(line->substr(at + sizeof("micros/op ") - 1)) >> rate;
    return rate;
  }
}

absl::StatusOr<Row> MeasureRocksDb(const PublishOptions& options) {
  absl::StatusOr<std::unique_ptr<TemporaryFolder>> folder =
      TemporaryFolder::Make(options.common.server.data_parent);
  if (!folder.ok()) return folder.status();
  const std::int64_t seconds = absl::ToInt64Seconds(options.duration);
  absl::StatusOr<std::unique_ptr<ChildProcess>> process = ChildProcess::Start(
      {kDbBench, "--benchmarks=fillrandom", options.common.server.sync ? "--sync=1" : "--sync=0",
       absl::StrCat("--threads=", options.callers),
       absl::StrCat("--value_size=", options.common.size), "--num=100000000",
       absl::StrCat("--duration=", seconds), absl::StrCat("--db=", (*folder)->path())},
      (*folder)->path() + ".log");
  if (!process.ok()) return process.status();
  const EffortMeter meter((*process)->pid());
  absl::StatusOr<double> rate = ReadRate(process->get());
  unlink(((*folder)->path() + ".log").c_str());
  if (!rate.ok()) return rate.status();
  Row row(kRocksDb);
  row.Add("writes/s", *rate).Add("seconds", meter.Read().seconds);
  return row;
}

}  // namespace

absl::Status RunPublish(const PublishOptions& options, Report* report) {
  report->AddFact(
      "publishing",
      options.unary
          ? absl::StrFormat("CreateArticle, %d callers on %d connections", options.callers,
                            options.connections)
          : absl::StrFormat("PublishStream, %d streams, %d items of each wait for their answers",
                            options.publishers, options.common.window));
  report->AddFact("durability", options.common.server.sync ? "synced" : "buffered");
  const bool have_db_bench = access(kDbBench, X_OK) == 0;
  if (!have_db_bench) report->AddFact("reference", "none: db_bench is not installed");
  const auto add = [report](absl::StatusOr<Row> row) {
    if (!row.ok()) return row.status();
    report->AddRow(*std::move(row));
    return absl::OkStatus();
  };
  const absl::Status status = RunInPairs(
      have_db_bench ? options.common.pairs : 0, [&] { return add(MeasureNewswire(options)); },
      [&] { return add(MeasureRocksDb(options)); });
  if (!status.ok()) return status;
  if (have_db_bench && options.common.pairs > 0) {
    report->AddFact("reference", absl::StrCat("db_bench fillrandom, ", options.callers,
                                              " threads, values of the size of an entry"));
    report->Compare(kNewswire, kRocksDb, "writes/s");
  }
  return absl::OkStatus();
}

}  // namespace newswire::bench
