#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/render.h"
#include "client/cli/text.h"
#include "client/cli/word_diff.h"
#include "client/cli/words.h"

namespace newswire::cli {
namespace {

// How much of an unchanged stretch is shown beside a change, in code points.
constexpr std::size_t kContext = 40;

// One line of a version: pieces of one kind or kSame.
using Line = std::vector<Piece>;

bool Changed(const Line& line) {
  for (const Piece& piece : line) {
    if (piece.kind != Piece::kSame) return true;
  }
  return false;
}

// Lines that stand for each other in the two versions: everything between two line breaks that
// both have.
struct Hunk {
  std::vector<Line> before = {{}};
  std::vector<Line> after = {{}};
};

void Add(const Piece& piece, std::vector<Line>* lines) {
  bool first = true;
  for (const absl::string_view part : absl::StrSplit(piece.text, '\n')) {
    if (!first) lines->emplace_back();
    first = false;
    if (!part.empty()) lines->back().push_back({piece.kind, std::string(part)});
  }
}

std::vector<Hunk> MakeHunks(const std::vector<Piece>& pieces) {
  std::vector<Hunk> hunks(1);
  for (const Piece& piece : pieces) {
    if (piece.kind == Piece::kRemoved) Add(piece, &hunks.back().before);
    if (piece.kind == Piece::kAdded) Add(piece, &hunks.back().after);
    if (piece.kind != Piece::kSame) continue;
    bool first = true;
    for (const absl::string_view part : absl::StrSplit(piece.text, '\n')) {
      if (!first) hunks.emplace_back();
      first = false;
      if (part.empty()) continue;
      hunks.back().before.back().push_back({Piece::kSame, std::string(part)});
      hunks.back().after.back().push_back({Piece::kSame, std::string(part)});
    }
  }
  return hunks;
}

std::size_t CodePoints(const std::string& text) {
  std::size_t count = 0;
  for (const char c : text) count += (c & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

// The first `count` code points, and what comes after them, without the word that is cut through
// unless that is most of it (there are languages without spaces).
std::string Beginning(const std::string& text, std::size_t count) {
  const std::string part = text.substr(0, ByteAt(text, count));
  const std::size_t space = part.rfind(' ');
  return space == std::string::npos || space < part.size() / 2 ? part : part.substr(0, space);
}
std::string Ending(const std::string& text, std::size_t count) {
  const std::string part = text.substr(ByteAt(text, count));
  const std::size_t space = part.find(' ');
  return space == std::string::npos || space > part.size() / 2 ? part : part.substr(space + 1);
}

// An unchanged stretch with its middle left out when it is long; at the ends of a line only the
// side towards the change counts.
std::string Elide(const std::string& text, bool line_begins, bool line_ends) {
  const std::size_t size = CodePoints(text);
  const std::size_t head = line_begins && !line_ends ? 0 : kContext;
  const std::size_t tail = line_ends ? 0 : kContext;
  if (size <= head + tail + kContext) return text;
  return absl::StrCat(head == 0 ? "" : Beginning(text, head) + " ", "…",
                      tail == 0 ? "" : " " + Ending(text, size - tail));
}

std::string RenderLine(char sign, const Line& line, const Style& style) {
  if (line.empty()) return "";
  std::string plain;
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const Piece& piece = line[i];
    const std::string safe = Harmless(piece.text);
    plain += piece.text;
    if (piece.kind == Piece::kSame) text += Elide(safe, i == 0, i + 1 == line.size());
    if (piece.kind == Piece::kRemoved) text += style.Removed(safe);
    if (piece.kind == Piece::kAdded) text += style.Added(safe);
  }
  return absl::StrCat("  ", std::string(1, sign), " ", Isolate(text, plain), "\n");
}

std::string TextOf(const Line& line) {
  std::string text;
  for (const Piece& piece : line) text += piece.text;
  return text;
}

bool SameLine(const Line& before, const Line& after) {
  return !Changed(before) && !Changed(after) && TextOf(before) == TextOf(after);
}

// Whole lines at its ends that only stand beside the change.
void Trim(Hunk* hunk) {
  std::vector<Line>& before = hunk->before;
  std::vector<Line>& after = hunk->after;
  while (!before.empty() && !after.empty() && SameLine(before.back(), after.back())) {
    before.pop_back();
    after.pop_back();
  }
  while (!before.empty() && !after.empty() && SameLine(before.front(), after.front())) {
    before.erase(before.begin());
    after.erase(after.begin());
  }
}

std::string RenderTexts(const v1::FieldChange& change, const Style& style) {
  std::string text;
  bool left_out = false;
  for (Hunk& hunk : MakeHunks(WordDiff(change.before(), change.after()))) {
    const bool has_text = !hunk.before.front().empty() || !hunk.after.front().empty();
    Trim(&hunk);
    if (hunk.before.empty() && hunk.after.empty()) {
      left_out = left_out || (has_text && !text.empty());
      continue;
    }
    if (left_out) text += "    …\n";
    left_out = false;
    for (const Line& line : hunk.before) text += RenderLine('-', line, style);
    for (const Line& line : hunk.after) text += RenderLine('+', line, style);
  }
  return text.empty() ? "  (blank lines only)\n" : text;
}

std::string Whole(char sign, const std::string& value, const Style& style) {
  std::string text;
  for (const absl::string_view line : absl::StrSplit(value, '\n')) {
    const std::string safe = InLine(std::string(line));
    absl::StrAppend(&text, "  ", std::string(1, sign), " ",
                    sign == '+' ? style.Added(safe) : style.Removed(safe), "\n");
  }
  return text;
}

}  // namespace

std::string RenderChange(const v1::FieldChange& change, const Style& style) {
  std::string text = style.Bold(change.path());
  if (change.kind() != v1::CHANGE_KIND_CHANGED) {
    absl::StrAppend(&text, style.Dim(absl::StrCat(" (", Word(change.kind()), ")")));
  }
  if (change.cut()) absl::StrAppend(&text, style.Dim(" (long: only its beginning is compared)"));
  text += "\n";
  switch (change.kind()) {
    case v1::CHANGE_KIND_ADDED:
      return text + Whole('+', change.after(), style);
    case v1::CHANGE_KIND_REMOVED:
      return text + Whole('-', change.before(), style);
    default:
      return text + RenderTexts(change, style);
  }
}

}  // namespace newswire::cli
