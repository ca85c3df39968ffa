#ifndef NEWSWIRE_CLIENT_BENCH_REPORT_H_
#define NEWSWIRE_CLIENT_BENCH_REPORT_H_

#include <string>
#include <utility>
#include <vector>

#include "client/bench/histogram.h"
#include "client/bench/measure.h"

namespace newswire::bench {

// One run of one system: its measures in the order in which they are printed.
class Row {
 public:
  explicit Row(std::string system) : system_(std::move(system)) {}

  Row& Add(std::string measure, double value) {
    measures_.emplace_back(std::move(measure), value);
    return *this;
  }
  // "p50 us" to "max us".
  Row& AddLatency(const Histogram& latency);
  // CPU seconds of both sides, and the server's for a million of `operations`.
  Row& AddEffort(const Effort& effort, double operations);

  const std::string& system() const { return system_; }
  const std::vector<std::pair<std::string, double>>& measures() const { return measures_; }
  // 0 when the row does not have it.
  double Value(const std::string& measure) const;

 private:
  std::string system_;
  std::vector<std::pair<std::string, double>> measures_;
};

// What a bench found: every raw run, then medians. Not thread-safe.
class Report {
 public:
  explicit Report(std::string name) : name_(std::move(name)) {}

  // Something one must know to read the numbers.
  void AddFact(std::string key, std::string value);
  void AddRow(Row row);
  // Asks for the medians of `measure` and the ratio of the first system to the second.
  void Compare(std::string system, std::string reference, std::string measure);

  // Median over the rows of `system`; 0 when there is none.
  double Median(const std::string& system, const std::string& measure) const;
  std::string ToText() const;
  std::string ToJson() const;

 private:
  struct Comparison {
    std::string system;
    std::string reference;
    std::string measure;
  };

  const std::string name_;
  std::vector<std::pair<std::string, std::string>> facts_;
  std::vector<Row> rows_;
  std::vector<Comparison> comparisons_;
};

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_REPORT_H_
