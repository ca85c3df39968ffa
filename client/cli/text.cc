#include "client/cli/text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace newswire::cli {
namespace {

constexpr char kIsolateLtr[] = "\u2066";
constexpr char kIsolateRtl[] = "\u2067";
constexpr char kEndIsolate[] = "\u2069";
constexpr UChar32 kPopIsolate = 0x2069;

std::vector<UChar32> CodePoints(const std::string& text) {
  std::vector<UChar32> points;
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT_OR_FFFD(text.data(), i, length, c);
    points.push_back(c);
  }
  return points;
}

void Append(UChar32 c, std::string* text) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  text->append(bytes, static_cast<std::size_t>(length));
}

bool RunsRightToLeft(UChar32 c) {
  const UCharDirection direction = u_charDirection(c);
  return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
}

// What the text says of itself.
struct Directions {
  bool has_rtl = false;
  bool starts_rtl = false;  // its first letter with a direction runs right to left
};

Directions DirectionsOf(const std::string& text) {
  Directions found;
  bool started = false;
  for (const UChar32 c : CodePoints(text)) {
    const bool rtl = RunsRightToLeft(c);
    found.has_rtl = found.has_rtl || rtl;
    if (!started && rtl) found.starts_rtl = true;
    started = started || rtl || u_charDirection(c) == U_LEFT_TO_RIGHT;
  }
  return found;
}

bool OpensIsolate(UChar32 c) {
  return c >= 0x2066 && c <= 0x2068;
}

bool IsInvisible(UChar32 c) {
  const std::int8_t type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR;
}

bool IsWide(UChar32 c) {
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH;
}

}  // namespace

// With as many isolates closed as opened: one too many would end ours, one too few would swallow
// what follows.
std::string Harmless(const std::string& text) {
  std::string harmless;
  int open = 0;
  for (const UChar32 c : CodePoints(text)) {
    if (c == kPopIsolate && open == 0) continue;
    if (c == kPopIsolate) --open;
    if (OpensIsolate(c)) ++open;
    if (c == '\n' || c == '\t' || c == '\r') {
      harmless += ' ';
    } else {
      Append(u_charType(c) == U_CONTROL_CHAR ? 0xFFFD : c, &harmless);
    }
  }
  for (; open > 0; --open) harmless += kEndIsolate;
  return harmless;
}

std::string Isolate(const std::string& harmless, const std::string& plain,
                    v1::TextDirection direction) {
  const Directions found = DirectionsOf(plain);
  const bool unknown = direction == v1::TEXT_DIRECTION_UNSPECIFIED;
  const bool rtl = unknown ? found.starts_rtl : direction == v1::TEXT_DIRECTION_RTL;
  if (harmless.empty() || (!rtl && !found.has_rtl)) return harmless;
  return absl::StrCat(rtl ? kIsolateRtl : kIsolateLtr, harmless, kEndIsolate);
}

std::string InLine(const std::string& text, v1::TextDirection direction) {
  return Isolate(Harmless(text), text, direction);
}

std::string Lines(const std::string& text, v1::TextDirection direction) {
  return absl::StrJoin(absl::StrSplit(text, '\n'), "\n",
                       [&](std::string* out, absl::string_view line) {
                         absl::StrAppend(out, InLine(std::string(line), direction));
                       });
}

std::size_t ByteAt(const std::string& text, std::size_t index) {
  std::size_t at = 0;
  for (std::size_t count = 0; at < text.size(); ++at) {
    if ((text[at] & 0xC0) != 0x80 && count++ == index) break;
  }
  return at;
}

std::string Shorten(const std::string& text) {
  constexpr std::size_t kLimit = 100;
  const std::size_t end = ByteAt(text, kLimit);
  return end < text.size() ? text.substr(0, end) + "…" : text;
}

std::size_t Columns(const std::string& text) {
  std::size_t columns = 0;
  for (const UChar32 c : CodePoints(text)) {
    if (!IsInvisible(c)) columns += IsWide(c) ? 2 : 1;
  }
  return columns;
}

std::string Table(const std::vector<std::vector<std::string>>& rows, const std::string& indent) {
  std::vector<std::size_t> widths;
  std::vector<bool> used;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    widths.resize(std::max(widths.size(), rows[row].size()));
    used.resize(widths.size());
    for (std::size_t i = 0; i < rows[row].size(); ++i) {
      widths[i] = std::max(widths[i], Columns(rows[row][i]));
      if (row > 0 && !rows[row][i].empty()) used[i] = true;
    }
  }
  std::string table;
  for (const std::vector<std::string>& row : rows) {
    std::string line = indent;
    std::size_t owed = 0;  // spaces, which come only before more text
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!used[i]) continue;
      if (!row[i].empty()) {
        absl::StrAppend(&line, std::string(owed, ' '), row[i]);
        owed = 0;
      }
      owed += widths[i] - Columns(row[i]) + 2;
    }
    absl::StrAppend(&table, line, "\n");
  }
  return table;
}

}  // namespace newswire::cli
