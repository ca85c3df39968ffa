#include "service/core/text_clauses.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/core/item_texts.h"
#include "service/core/text_query.h"

namespace newswire {
namespace {

constexpr std::size_t kWordsMax = 32;
// Between words and between what a word may mean; no term holds them.
constexpr char kWordEnd[] = "\x1e";
constexpr char kOr[] = "\x1f";

Clause WordClause(const Analyzer::Alternatives& word) {
  Clause clause{Facet::kText, {}, nullptr};
  for (const std::string& term : word) clause.terms.push_back(MakeTerm(Facet::kText, term));
  return clause;
}

Clause PhraseClause(const TextQuery::Phrase& phrase) {
  std::string words;
  for (const Analyzer::Alternatives& word : phrase) {
    absl::StrAppend(&words, absl::StrJoin(word, kOr), kWordEnd);
  }
  return {Facet::kPhrase,
          {MakeTerm(Facet::kPhrase, words)},
          std::make_shared<const TextQuery>(TextQuery::Of(phrase))};
}

}  // namespace

std::vector<Clause> CompileText(std::string_view text, const FieldPath& path, FieldChecker* check) {
  std::vector<Clause> clauses;
  if (text.size() > kLiteralBytesMax) {
    check->Fail(path, "TEXT_TOO_LONG",
                absl::StrCat("at most ", kLiteralBytesMax, " bytes; ", text.size(), " were sent"));
    return clauses;
  }
  if (!check->Encoding(path, text)) return clauses;
  const TextQuery query = TextQuery::Parse(text, {}, ThreadAnalyzer());
  std::size_t words = 0;
  for (const TextQuery::Phrase& phrase : query.phrases()) {
    words += phrase.size();
    for (const Analyzer::Alternatives& word : phrase) clauses.push_back(WordClause(word));
  }
  for (const TextQuery::Phrase& phrase : query.phrases()) {
    if (phrase.size() > 1) clauses.push_back(PhraseClause(phrase));
  }
  if (words == 0) check->Fail(path, "TEXT_EMPTY", "must hold a word to look for");
  if (words > kWordsMax) {
    check->Fail(path, "TOO_MANY", absl::StrCat("at most ", kWordsMax, " words; it has ", words));
    clauses.clear();
  }
  const auto less = [](const Clause& a, const Clause& b) {
    return a.facet != b.facet ? a.facet < b.facet : a.terms < b.terms;
  };
  const auto same = [](const Clause& a, const Clause& b) { return a.terms == b.terms; };
  std::sort(clauses.begin(), clauses.end(), less);
  clauses.erase(std::unique(clauses.begin(), clauses.end(), same), clauses.end());
  return clauses;
}

}  // namespace newswire
