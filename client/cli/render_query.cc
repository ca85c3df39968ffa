// Results of questions about many items.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/cli/render.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace newswire::cli {
namespace {

std::string SnippetLine(const v1::Snippet& snippet, const Style& style) {
  const std::string& text = snippet.text();
  std::string marked;
  std::size_t at = 0;
  for (const v1::TextRange& range : snippet.highlights()) {
    const std::size_t begin = ByteAt(text, range.start());
    const std::size_t end = ByteAt(text, range.start() + range.length());
    absl::StrAppend(&marked, Harmless(text.substr(at, begin - at)),
                    style.Bold(Harmless(text.substr(begin, end - begin))));
    at = end;
  }
  marked += Harmless(text.substr(at));
  return absl::StrCat("    ", style.Dim(snippet.language()), " ", snippet.cut_before() ? "… " : "",
                      Isolate(marked, text), snippet.cut_after() ? " …" : "", "\n");
}

template <typename Snippets>
std::string SnippetLines(const Snippets& snippets, const Style& style) {
  std::string lines;
  for (const v1::Snippet& snippet : snippets) lines += SnippetLine(snippet, style);
  return lines;
}

// Enums as people read them.
std::string ValueText(v1::Facet facet, const std::string& value) {
  const auto word = [&value](const google::protobuf::EnumDescriptor& type) {
    const auto* const known = type.FindValueByName(value);
    return known == nullptr ? value : Word(type, known->number());
  };
  if (facet == v1::FACET_STATUS) return word(*v1::RecommendationStatus_descriptor());
  if (facet == v1::FACET_RESPONSE) return word(*v1::AddresseeResponse_descriptor());
  return InLine(Shorten(value));
}

std::string TotalText(const v1::TotalCount& total) {
  return absl::StrCat(total.at_least() ? "more than " : "", total.items());
}

std::string SharedText(const v1::SharedValue& shared) {
  return absl::StrCat(Word(shared.facet()), " ",
                      InLine(Shorten(shared.label().empty() ? shared.value() : shared.label())));
}

}  // namespace

std::string RenderRelated(const v1::RelatedArticle& related, const Style& style) {
  std::vector<std::string> shared;
  for (const v1::SharedValue& one : related.shared()) shared.push_back(SharedText(one));
  return RenderLine(related.article(), style) +
         style.Dim(absl::StrFormat("    %.1f shares ", related.score())) +
         absl::StrJoin(shared, ", ") + "\n";
}

std::string RenderExplanation(const v1::ExplainFilterResponse& explained, const Style& style) {
  std::string text = absl::StrCat(InLine(explained.meaning()), "\n\n");
  std::vector<std::vector<std::string>> rows = {{"items", "condition"}};
  for (const v1::FilterCondition& condition : explained.conditions()) {
    rows.push_back({TotalText(condition.items()),
                    InLine(condition.meaning()) + (condition.leads() ? "  (asked first)" : "")});
    for (const std::string& near : condition.nearest()) {
      rows.push_back({"", "  did you mean " + InLine(near) + "?"});
    }
  }
  if (rows.size() > 1) absl::StrAppend(&text, Table(rows, "  "), "\n");
  absl::StrAppend(&text, style.Bold(TotalText(explained.total())), " match");
  absl::StrAppend(&text, style.Dim(absl::StrCat(", up to #", explained.through_sequence())), "\n");
  for (const v1::FilterExample& example : explained.examples()) {
    absl::StrAppend(&text, "  ", style.Dim(absl::StrCat("#", example.sequence(), " ")),
                    InLine(example.name()), "  ", InLine(Shorten(example.title())), "\n");
  }
  return text;
}

std::string RenderHit(const v1::ArticleHit& hit, const Style& style) {
  return RenderLine(hit.article(), style) + SnippetLines(hit.snippets(), style);
}

std::string RenderHit(const v1::RecommendationHit& hit, const Style& style) {
  return RenderLine(hit.recommendation(), style) + SnippetLines(hit.snippets(), style);
}

std::string RenderTotal(const v1::TotalCount& total, std::uint64_t shown, const Style& style) {
  // A list shows what came a moment ago, a count may not know it yet.
  if (total.items() <= shown && !total.at_least()) {
    return style.Dim(absl::StrCat(shown, " found")) + "\n";
  }
  return style.Dim(absl::StrCat(shown, " of ", TotalText(total), " found")) + "\n";
}

std::string RenderCounts(const v1::TotalCount& total,
                         const google::protobuf::RepeatedPtrField<v1::FacetCounts>& facets,
                         const Style& style) {
  std::string text = absl::StrCat(TotalText(total), "\n");
  for (const v1::FacetCounts& facet : facets) {
    absl::StrAppend(&text, "\n", style.Bold(Word(facet.facet())), "\n");
    std::vector<std::vector<std::string>> rows = {{"items", "value", "printed as"}};
    for (const v1::FacetCount& count : facet.counts()) {
      rows.push_back({std::to_string(count.items()), ValueText(facet.facet(), count.value()),
                      InLine(Shorten(count.label()))});
    }
    text += facet.counts().empty() ? "  none\n" : Table(rows, "  ");
  }
  return text;
}

}  // namespace newswire::cli
