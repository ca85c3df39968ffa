#include "absl/strings/str_cat.h"
#include "client/cli/item_name.h"
#include "client/cli/render.h"
#include "client/cli/render_parts.h"
#include "client/cli/words.h"
#include "client/position.h"

namespace newswire::cli {

std::string RenderLine(const v1::PublishResult& result, const v1::Embargo& embargo,
                       const Style& style) {
  std::string text = absl::StrCat(Word(result.outcome()), " ", style.Bold(result.name()));
  if (result.revision() != 0) absl::StrAppend(&text, " r", result.revision());
  if (result.sequence() != 0) absl::StrAppend(&text, " #", result.sequence());
  if (result.outcome() == v1::PUBLISH_OUTCOME_HELD) {
    absl::StrAppend(&text, " ", HeldUntil(result.name(), embargo));
  }
  return text + "\n";
}

std::string RenderLine(const Written& written, const std::string& verb, const Style& style) {
  const bool held = written.position.empty() && written.held;
  const bool done = !written.position.empty();
  std::string text = absl::StrCat(done   ? verb
                                  : held ? "held"
                                         : "unchanged",
                                  " ", style.Bold(written.name), " r", written.revision);
  if (const auto sequence = SequenceOf(written.position)) {
    absl::StrAppend(&text, " #", *sequence);
  }
  if (held) absl::StrAppend(&text, " ", HeldUntil(written.name, written.embargo));
  return text + "\n";
}

}  // namespace newswire::cli
