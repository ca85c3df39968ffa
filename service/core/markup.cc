#include "service/core/markup.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/ascii.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr std::string_view kElements[] = {
    "a",       "abbr", "article", "aside",      "b",        "bdi",    "bdo", "blockquote", "br",
    "caption", "cite", "code",    "col",        "colgroup", "dd",     "del", "dfn",        "div",
    "dl",      "dt",   "em",      "figcaption", "figure",   "footer", "h1",  "h2",         "h3",
    "h4",      "h5",   "h6",      "header",     "hr",       "i",      "img", "ins",        "kbd",
    "li",      "mark", "ol",      "p",          "pre",      "q",      "rp",  "rt",         "ruby",
    "s",       "samp", "section", "small",      "span",     "strong", "sub", "sup",        "table",
    "tbody",   "td",   "tfoot",   "th",         "thead",    "time",   "tr",  "u",          "ul",
    "var",     "wbr"};

constexpr std::string_view kAttributes[] = {
    "alt",     "cite",  "class",    "colspan", "datetime", "dir",   "headers",
    "height",  "href",  "hreflang", "id",      "lang",     "rel",   "reversed",
    "rowspan", "scope", "span",     "src",     "start",    "title", "width"};

constexpr std::string_view kAddressStarts[] = {"https://", "http://", "mailto:", "tel:", "#"};

template <std::size_t N>
bool Contains(const std::string_view (&list)[N], std::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

bool IsAddress(std::string_view attribute) {
  return attribute == "href" || attribute == "src" || attribute == "cite";
}

bool IsAllowedAddress(std::string_view attribute, std::string_view value) {
  // An image that is fetched without being clicked must not travel in the clear.
  if (attribute == "src") return value.substr(0, 8) == "https://";
  return std::any_of(
      std::begin(kAddressStarts), std::end(kAddressStarts),
      [value](std::string_view start) { return value.substr(0, start.size()) == start; });
}

// Reads one tag from behind its "<".
class TagScanner {
 public:
  explicit TagScanner(std::string_view text) : text_(text) {}

  // The text behind the ">"; false when the tag is not allowed.
  bool Scan(std::string_view* rest) {
    const bool closing = Take('/');
    if (!Contains(kElements, Name())) return false;
    if (closing) {
      Spaces();
    } else if (!Attributes()) {
      return false;
    }
    if (!Take('>')) return false;
    *rest = text_;
    return true;
  }

 private:
  bool Attributes() {
    while (true) {
      const bool apart = Spaces();
      if (!text_.empty() && text_[0] == '>') return true;
      if (Take('/')) return !text_.empty() && text_[0] == '>';
      if (!apart || !Attribute()) return false;
    }
  }

  bool Attribute() {
    const std::string name = Name();
    if (!Contains(kAttributes, name)) return false;
    if (!Take('=')) return name == "reversed";
    if (text_.empty() || (text_[0] != '"' && text_[0] != '\'')) return false;
    const std::size_t end = text_.find(text_[0], 1);
    if (end == std::string_view::npos) return false;
    const std::string_view value = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    if (value.find('<') != std::string_view::npos) return false;
    return !IsAddress(name) || IsAllowedAddress(name, value);
  }

  // Letters and digits, in lower case.
  std::string Name() {
    std::size_t end = 0;
    while (end < text_.size() && absl::ascii_isalnum(static_cast<unsigned char>(text_[end]))) ++end;
    const std::string name = absl::AsciiStrToLower(View(text_.substr(0, end)));
    text_.remove_prefix(end);
    return name;
  }
  bool Take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  // True when there was at least one.
  bool Spaces() {
    std::size_t end = 0;
    while (end < text_.size() && absl::ascii_isspace(static_cast<unsigned char>(text_[end]))) ++end;
    text_.remove_prefix(end);
    return end > 0;
  }

  std::string_view text_;
};

}  // namespace

bool IsHarmlessHtml(std::string_view html) {
  while (true) {
    const std::size_t open = html.find('<');
    if (open == std::string_view::npos) return true;
    TagScanner tag(html.substr(open + 1));
    if (!tag.Scan(&html)) return false;
  }
}

}  // namespace newswire
