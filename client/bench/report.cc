#include "client/bench/report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace newswire::bench {
namespace {

// Three significant digits are what such a measurement carries; large numbers get their thousands
// apart.
std::string Format(double value) {
  if (value == 0) return "0";
  if (std::abs(value) < 100) return absl::StrFormat("%.3g", value);
  std::string digits = absl::StrFormat("%.0f", value);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

using Table = std::vector<std::vector<std::string>>;

// The first column to the left, the others to the right. Rows may be of different length.
std::string Align(const Table& table) {
  std::vector<std::size_t> widths;
  for (const auto& cells : table) {
    widths.resize(std::max(widths.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  }
  std::string text;
  for (const auto& cells : table) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - cells[i].size(), ' ');
      text += i == 0 ? "  " + cells[i] + padding : "  " + padding + cells[i];
    }
    text += '\n';
  }
  return text;
}

}  // namespace

Row& Row::AddLatency(const Histogram& latency) {
  return Add("p50 us", latency.PercentileMicros(50))
      .Add("p90 us", latency.PercentileMicros(90))
      .Add("p99 us", latency.PercentileMicros(99))
      .Add("p99.9 us", latency.PercentileMicros(99.9))
      .Add("max us", latency.MaxMicros());
}

Row& Row::AddEffort(const Effort& effort, double operations) {
  return Add("server CPU s", effort.server_cpu_seconds)
      .Add("client CPU s", effort.client_cpu_seconds)
      .Add("server CPU s/M", operations > 0 ? effort.server_cpu_seconds / operations * 1e6 : 0);
}

double Row::Value(const std::string& measure) const {
  for (const auto& [name, value] : measures_) {
    if (name == measure) return value;
  }
  return 0;
}

void Report::AddFact(std::string key, std::string value) {
  facts_.emplace_back(std::move(key), std::move(value));
}

void Report::AddRow(Row row) {
  rows_.push_back(std::move(row));
}

void Report::Compare(std::string system, std::string reference, std::string measure) {
  comparisons_.push_back({std::move(system), std::move(reference), std::move(measure)});
}

double Report::Median(const std::string& system, const std::string& measure) const {
  std::vector<double> values;
  for (const Row& row : rows_) {
    if (row.system() == system) values.push_back(row.Value(measure));
  }
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::string Report::ToText() const {
  std::string text = absl::StrCat("newswire bench ", name_, "\n");
  for (const auto& [key, value] : facts_) text += absl::StrCat("  ", key, ": ", value, "\n");
  // Rows with the same measures stand below one head.
  Table table;
  std::vector<std::string> head;
  for (const Row& row : rows_) {
    std::vector<std::string> names = {"run"};
    std::vector<std::string> cells = {row.system()};
    for (const auto& [name, value] : row.measures()) {
      names.push_back(name);
      cells.push_back(Format(value));
    }
    if (names != head) {
      if (!table.empty()) {
        text += "\n" + Align(table);
        table.clear();
      }
      head = names;
      table.push_back(std::move(names));
    }
    table.push_back(std::move(cells));
  }
  text += "\n" + Align(table);
  if (comparisons_.empty()) return text;
  Table medians = {{"median of", "system", "value", "reference", "value", "ratio"}};
  for (const Comparison& each : comparisons_) {
    const double mine = Median(each.system, each.measure);
    const double theirs = Median(each.reference, each.measure);
    medians.push_back({each.measure, each.system, Format(mine), each.reference, Format(theirs),
                       theirs > 0 ? Format(mine / theirs) : "-"});
  }
  return text + "\n" + Align(medians);
}

std::string Report::ToJson() const {
  nlohmann::ordered_json json;
  json["bench"] = name_;
  for (const auto& [key, value] : facts_) json["facts"][key] = value;
  for (const Row& row : rows_) {
    nlohmann::ordered_json run;
    run["system"] = row.system();
    for (const auto& [name, value] : row.measures()) run[name] = value;
    json["runs"].push_back(std::move(run));
  }
  for (const Comparison& each : comparisons_) {
    const double mine = Median(each.system, each.measure);
    const double theirs = Median(each.reference, each.measure);
    json["medians"].push_back({{"measure", each.measure},
                               {each.system, mine},
                               {each.reference, theirs},
                               {"ratio", theirs > 0 ? mine / theirs : 0}});
  }
  return json.dump(2) + "\n";
}

}  // namespace newswire::bench
