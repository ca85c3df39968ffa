#include "service/rpc/snippets.h"

#include <algorithm>
#include <string>
#include <vector>

#include "service/core/item_texts.h"
#include "service/core/text.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr std::size_t kSnippetsMax = 3;

struct Found {
  std::size_t order;  // of the text in the item
  bool all;
  std::string_view field;
  std::string language;
  Snippet snippet;
};

std::uint32_t CodePoints(const std::string& text, std::uint32_t begin, std::uint32_t end) {
  const std::string_view part = std::string_view(text).substr(begin, end - begin);
  return static_cast<std::uint32_t>(CountCodePoints(part).value_or(0));
}

void Write(const Found& found, v1::Snippet* snippet) {
  const std::string& text = found.snippet.text;
  snippet->set_field(std::string(found.field));
  snippet->set_language(found.language);
  snippet->set_text(text);
  for (const ByteRange& range : found.snippet.ranges) {
    v1::TextRange* const highlight = snippet->add_highlights();
    highlight->set_start(CodePoints(text, 0, range.begin));
    highlight->set_length(CodePoints(text, range.begin, range.end));
  }
  snippet->set_cut_before(found.snippet.cut_before);
  snippet->set_cut_after(found.snippet.cut_after);
}

template <typename Item>
void Add(const Item& item, const TextQuery& query, Snippets* snippets) {
  std::vector<Found> found;
  std::size_t order = 0;
  VisitTexts(item, [&](const ItemText& text) {
    const Hits hits = query.Find(text.text, text.language, ThreadAnalyzer());
    ++order;
    if (hits.ranges.empty()) return;
    found.push_back({order, hits.all, text.field, std::string(text.language),
                     MakeSnippet(text.text, hits.ranges, ThreadAnalyzer())});
  });
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.all && !b.all; });
  if (found.size() > kSnippetsMax) found.resize(kSnippetsMax);
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return a.order < b.order; });
  for (const Found& text : found) Write(text, snippets->Add());
}

}  // namespace

void AddSnippets(const v1::Article& article, const TextQuery& query, Snippets* snippets) {
  Add(article, query, snippets);
}

void AddSnippets(const v1::Recommendation& recommendation, const TextQuery& query,
                 Snippets* snippets) {
  Add(recommendation, query, snippets);
}

}  // namespace newswire
