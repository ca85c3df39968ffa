#include "service/core/plain_text.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <optional>

#include "absl/strings/ascii.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr std::string_view kBlocks[] = {
    "article",    "aside",  "blockquote", "br",    "caption", "dd",  "div",     "dl",    "dt",
    "figcaption", "figure", "footer",     "h1",    "h2",      "h3",  "h4",      "h5",    "h6",
    "header",     "hr",     "li",         "ol",    "p",       "pre", "section", "table", "tbody",
    "td",         "tfoot",  "th",         "thead", "tr",      "ul"};

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr Entity kEntities[] = {{"amp", "&"},   {"lt", "<"},   {"gt", ">"},
                                {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00A0"}};

// "&#1114111;" is the longest that means something without leading zeros.
constexpr std::size_t kReferenceBytesMax = 16;

bool IsBlock(std::string_view tag) {
  if (!tag.empty() && tag[0] == '/') tag.remove_prefix(1);
  std::size_t end = 0;
  while (end < tag.size() && absl::ascii_isalnum(static_cast<unsigned char>(tag[end]))) ++end;
  const std::string name = absl::AsciiStrToLower(View(tag.substr(0, end)));
  return std::find(std::begin(kBlocks), std::end(kBlocks), name) != std::end(kBlocks);
}

// Bytes up to the ">" that ends the tag; one inside of an attribute's quotes does not.
std::size_t TagEnd(std::string_view tag) {
  char quote = 0;
  for (std::size_t at = 0; at < tag.size(); ++at) {
    const char c = tag[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '>') {
      return at;
    } else if (c == '"' || c == '\'') {
      quote = c;
    }
  }
  return tag.size();
}

// The character of "#233" or "#xE9".
std::optional<std::string> Numbered(std::string_view reference) {
  reference.remove_prefix(1);
  const bool hexadecimal = !reference.empty() && (reference[0] | 0x20) == 'x';
  if (hexadecimal) reference.remove_prefix(1);
  std::uint32_t c = 0;
  const char* const end = reference.data() + reference.size();
  const auto read = std::from_chars(reference.data(), end, c, hexadecimal ? 16 : 10);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  if (c == 0 || c > 0x10FFFF || U_IS_SURROGATE(c)) return std::nullopt;
  std::string text(U8_MAX_LENGTH, 0);
  std::size_t size = 0;
  U8_APPEND_UNSAFE(text.data(), size, c);
  text.resize(size);
  return text;
}

// What `reference`, without its "&" and ";", stands for.
std::optional<std::string> Decode(std::string_view reference) {
  if (!reference.empty() && reference[0] == '#') return Numbered(reference);
  for (const Entity& entity : kEntities) {
    if (entity.name == reference) return std::string(entity.text);
  }
  return std::nullopt;
}

void AppendBreak(std::string* text) {
  if (!text->empty() && text->back() != '\n') text->push_back('\n');
}

}  // namespace

std::string PlainText(std::string_view html) {
  std::string text;
  text.reserve(html.size());
  while (!html.empty()) {
    const std::size_t plain = std::min(html.find_first_of("<&"), html.size());
    text.append(html.substr(0, plain));
    html.remove_prefix(plain);
    if (html.empty()) break;
    if (html[0] == '<') {
      html.remove_prefix(1);
      if (IsBlock(html)) AppendBreak(&text);
      html.remove_prefix(std::min(TagEnd(html) + 1, html.size()));
      continue;
    }
    const std::size_t end = html.substr(0, kReferenceBytesMax).find(';');
    const auto decoded =
        end == std::string_view::npos ? std::nullopt : Decode(html.substr(1, end - 1));
    text.append(decoded ? *decoded : "&");
    html.remove_prefix(decoded ? end + 1 : 1);
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace newswire
