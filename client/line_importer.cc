#include "client/line_importer.h"

#include <cstdio>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "client/corpus.h"
#include "client/files.h"
#include "client/item_json.h"
#include "client/status.h"

namespace newswire {

LineImporter::LineImporter(ChannelFactory channels, const LineImporterOptions& options,
                           Callbacks callbacks, Waiter* waiter)
    : options_(options),
      callbacks_(std::move(callbacks)),
      publisher_(
          std::move(channels), {},
          [this](std::uint64_t, const v1::PublishResult& result) { OnResult(result); }, waiter) {}

// The state is two lines: the number of lines that are done, and which input it belongs to.
std::uint64_t LineImporter::LinesDone() const {
  if (options_.state_file.empty()) return 0;
  const absl::StatusOr<std::string> state = ReadFile(options_.state_file);
  if (!state.ok()) return 0;
  const std::vector<std::string> lines = absl::StrSplit(*state, '\n');
  std::uint64_t done = 0;
  if (lines.size() < 2 || lines[1] != options_.input_id || !absl::SimpleAtoi(lines[0], &done)) {
    return 0;
  }
  return done;
}

absl::Status LineImporter::KeepState() const {
  if (options_.state_file.empty()) return absl::OkStatus();
  return ReplaceFile(options_.state_file, absl::StrCat(confirmed_, "\n", options_.input_id, "\n"));
}

absl::Status LineImporter::Run(std::istream& input) {
  progress_.skipped_lines = confirmed_ = LinesDone();
  std::string text;
  std::uint64_t line = 1;
  for (; std::getline(input, text); ++line) {
    if (line <= progress_.skipped_lines) continue;
    const std::string_view content = line == 1 ? WithoutByteOrderMark(text) : text;
    if (absl::Status status = ImportLine(line, content); !status.ok()) {
      Report(/*now=*/true);
      return status;
    }
  }
  const absl::Status flushed = publisher_.Flush();
  Report(/*now=*/true);
  if (!flushed.ok()) return flushed;
  if (input.bad()) {
    return absl::UnknownError(absl::StrCat("cannot read the input after line ", line - 1));
  }
  if (!options_.state_file.empty()) std::remove(options_.state_file.c_str());
  return state_error_;
}

absl::Status LineImporter::ImportLine(std::uint64_t line, std::string_view text) {
  if (text.find_first_not_of(" \t\r") == std::string_view::npos) return absl::OkStatus();
  auto items = ParseLine(text, options_.provider);
  if (!items.ok()) {
    ++progress_.bad_lines;
    callbacks_.on_problem(line, items.status());
    return absl::OkStatus();
  }
  for (std::size_t i = 0; i < items->size(); ++i) {
    sent_.push_back({line, i + 1 == items->size()});
    if (absl::Status status = publisher_.Publish(std::move((*items)[i])); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

void LineImporter::OnResult(const v1::PublishResult& result) {
  const Sent item = sent_.front();
  sent_.pop_front();
  switch (result.outcome()) {
    case v1::PUBLISH_OUTCOME_CREATED:
      ++progress_.created;
      break;
    case v1::PUBLISH_OUTCOME_UPDATED:
      ++progress_.updated;
      break;
    case v1::PUBLISH_OUTCOME_UNCHANGED:
      ++progress_.unchanged;
      break;
    case v1::PUBLISH_OUTCOME_HELD:
      ++progress_.held;
      break;
    default:
      ++progress_.rejected;
      callbacks_.on_problem(item.line, FromItemStatus(result.status()));
  }
  if (item.last_of_line) {
    ++progress_.confirmed_lines;
    confirmed_ = item.line;
  }
  Report(/*now=*/false);
}

void LineImporter::Report(bool now) {
  const absl::Time time = absl::Now();
  if (!now && time - last_report_ < options_.progress_interval) return;
  last_report_ = time;
  if (state_error_.ok()) state_error_ = KeepState();
  if (callbacks_.on_progress) callbacks_.on_progress(progress_);
}

}  // namespace newswire
