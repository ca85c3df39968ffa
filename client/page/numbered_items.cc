#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/page/facts.h"

namespace newswire::page {
namespace {

constexpr std::uint32_t kItemsMax = 500;  // as many as an article may report

bool IsSpace(char32_t c) {
  return c == U' ' || c == U'\n' || c == U'\t';
}

// Where the label stands at the beginning of a word, at or after `from`.
std::size_t FindLabel(const Text& body, const Text& label, std::size_t from) {
  for (std::size_t at = body.find(label, from); at != Text::npos; at = body.find(label, at + 1)) {
    const bool begins = at == 0 || IsSpace(body[at - 1]);
    const std::size_t after = at + label.size();
    if (begins && after < body.size() && IsSpace(body[after])) return at;
  }
  return Text::npos;
}

// Cuts spaces, one closing mark, and an "and" that leads to the next item.
std::size_t TrimEnd(const Text& body, std::size_t start, std::size_t end) {
  const auto trim_spaces = [&] {
    while (end > start && IsSpace(body[end - 1])) --end;
  };
  trim_spaces();
  static const Text kAnd = U"; and";
  if (end - start > kAnd.size() && body.compare(end - kAnd.size(), kAnd.size(), kAnd) == 0) {
    end -= kAnd.size() - 1;
  }
  static const Text kMarks = U";.,；。،؛";
  if (end > start && kMarks.find(body[end - 1]) != Text::npos) --end;
  trim_spaces();
  return end;
}

// All items labelled in one way.
std::vector<NumberedItem> ItemsLabelled(const Text& body, const char* open, const char* close) {
  std::vector<NumberedItem> items;
  std::size_t from = 0;
  for (std::uint32_t ordinal = 1; ordinal <= kItemsMax; ++ordinal) {
    const std::string label = absl::StrCat(open, ordinal, close);
    const std::size_t at = FindLabel(body, FromUtf8(label), from);
    if (at == Text::npos) break;
    if (!items.empty()) {
      NumberedItem& last = items.back();
      last.length = TrimEnd(body, last.start, at) - last.start;
    }
    NumberedItem& item = items.emplace_back();
    item.ordinal = ordinal;
    item.label = label;
    item.start = at + label.size();
    while (item.start < body.size() && IsSpace(body[item.start])) ++item.start;
    from = item.start;
  }
  if (items.empty()) return items;
  // The last one ends with its paragraph.
  NumberedItem& last = items.back();
  const std::size_t end = std::min(body.find(U'\n', last.start), body.size());
  last.length = TrimEnd(body, last.start, end) - last.start;
  for (NumberedItem& item : items) item.text = ToUtf8(body.substr(item.start, item.length));
  return items;
}

}  // namespace

std::vector<NumberedItem> FindNumberedItems(const Text& body) {
  std::vector<NumberedItem> best;
  for (const auto& [open, close] : {std::pair{"(", ")"}, std::pair{"", ")"}, std::pair{"", "."}}) {
    std::vector<NumberedItem> items = ItemsLabelled(body, open, close);
    // One "(1)" alone is a remark and no list.
    if (items.size() >= 2 && items.size() > best.size()) best = std::move(items);
  }
  return best;
}

}  // namespace newswire::page
