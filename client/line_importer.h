#ifndef NEWSWIRE_CLIENT_LINE_IMPORTER_H_
#define NEWSWIRE_CLIENT_LINE_IMPORTER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <istream>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/publisher.h"

namespace newswire {

struct LineImporterOptions {
  // Who publishes documents of a corpus; items bring their own names.
  std::string provider = "import.invalid";
  // Where progress is kept, so that an import that was interrupted goes on where it stopped. Empty
  // keeps none.
  std::string state_file;
  // Tells one input from another: state that was kept for another one is not used. One line.
  std::string input_id;
  // How often progress is told and kept.
  absl::Duration progress_interval = absl::Milliseconds(200);
};

struct ImportProgress {
  std::uint64_t skipped_lines = 0;    // done in an earlier run
  std::uint64_t confirmed_lines = 0;  // answered in this run
  std::uint64_t bad_lines = 0;        // not understood
  std::uint64_t created = 0;
  std::uint64_t updated = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t held = 0;      // accepted under embargo
  std::uint64_t rejected = 0;  // items the server refused

  std::uint64_t items() const { return created + updated + unchanged + held + rejected; }
};

// Publishes the items of an NDJSON stream, pipelined. A line that cannot be read and an item that
// is refused are told, and the rest goes in. One thread, the caller's.
class LineImporter {
 public:
  struct Callbacks {
    // A bad line or a refused item; `line` counts from 1.
    std::function<void(std::uint64_t line, const absl::Status& why)> on_problem;
    std::function<void(const ImportProgress&)> on_progress;
  };

  // `waiter` is borrowed and must outlive the importer.
  LineImporter(ChannelFactory channels, const LineImporterOptions& options, Callbacks callbacks,
               Waiter* waiter);

  // Reads to the end. An error means that the import stopped; what was confirmed is in the state
  // file. OK removes it, problems or not: `progress` says how many there were.
  absl::Status Run(std::istream& input);
  const ImportProgress& progress() const { return progress_; }

 private:
  struct Sent {
    std::uint64_t line;
    bool last_of_line;
  };

  std::uint64_t LinesDone() const;
  absl::Status ImportLine(std::uint64_t line, std::string_view text);
  void OnResult(const v1::PublishResult& result);
  void Report(bool now);
  absl::Status KeepState() const;

  const LineImporterOptions options_;
  const Callbacks callbacks_;
  ImportProgress progress_;
  std::deque<Sent> sent_;        // items without an answer, in order
  std::uint64_t confirmed_ = 0;  // every line up to this one is dealt with
  absl::Time last_report_ = absl::InfinitePast();
  absl::Status state_error_;
  Publisher publisher_;
};

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_LINE_IMPORTER_H_
