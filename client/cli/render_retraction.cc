#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/render.h"
#include "client/cli/render_parts.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace newswire::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string AnswerTable(const v1::ListRetractionAcknowledgementsResponse& response) {
  Rows rows = {{"reader", "result", "when", "comment"}};
  for (const v1::RetractionAcknowledgement& answer : response.acknowledgements()) {
    rows.push_back({answer.reader(), Word(answer.result()), TimeText(answer.acknowledge_time()),
                    InLine(answer.comment())});
  }
  return Table(rows, "  ");
}

std::string OutstandingTable(const v1::ListRetractionAcknowledgementsResponse& response) {
  Rows rows = {{"reader", "has read up to", "last seen"}};
  for (const v1::OutstandingReader& reader : response.outstanding()) {
    rows.push_back({reader.reader(), absl::StrCat("#", reader.through_sequence()),
                    TimeText(reader.last_seen_time())});
  }
  return Table(rows, "  ");
}

}  // namespace

std::string RenderCancellations(
    const google::protobuf::RepeatedPtrField<v1::Cancellation>& cancellations) {
  if (cancellations.empty()) return "nothing was cancelled\n";
  Rows rows = {{"sequence", "cancelled", "reason", "bytes off the disk", "name", "in its place"}};
  for (const v1::Cancellation& cancellation : cancellations) {
    const std::string erased = TimeText(cancellation.erase_time());
    rows.push_back({absl::StrCat("#", cancellation.sequence()),
                    TimeText(cancellation.cancel_time()), Word(cancellation.reason()),
                    erased.empty() ? "not yet" : erased, cancellation.name(),
                    cancellation.replaced_by()});
  }
  return Table(rows, "");
}

std::string RenderAcknowledgements(const std::string& name,
                                   const v1::ListRetractionAcknowledgementsResponse& response,
                                   const Style& style) {
  const int answered = response.acknowledgements_size();
  const int outstanding = response.outstanding_size();
  std::string text = absl::StrCat(style.Bold(name), " #", response.sequence(), ": ", answered,
                                  " answered, ", outstanding, " outstanding\n");
  // Who has not answered is what somebody asks for, so it comes first.
  if (outstanding > 0) {
    absl::StrAppend(&text, "\n", style.Alarm("Not answered"), "\n", OutstandingTable(response));
  }
  if (answered > 0) absl::StrAppend(&text, "\nAnswered\n", AnswerTable(response));
  return text;
}

}  // namespace newswire::cli
