#include "service/core/item_texts.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "service/core/payload_item.h"
#include "service/core/plain_text.h"
#include "service/core/terms.h"

namespace newswire {
namespace {

bool IsMarkup(std::string_view content_type) {
  return content_type == "text/html" || content_type == "application/nitf+xml";
}

}  // namespace

void VisitTexts(const v1::Article& article, ItemTextVisitor visit) {
  for (const v1::Translation& translation : article.translations()) {
    const std::string& language = translation.language();
    for (const v1::Headline& headline : translation.headlines()) {
      visit({"headlines", language, headline.value()});
    }
    const auto visit_all = [&](std::string_view field, const auto& texts) {
      for (const auto& text : texts) {
        if (IsMarkup(text.content_type())) {
          visit({field, language, PlainText(text.value())});
        } else {
          visit({field, language, text.value()});
        }
      }
    };
    visit_all("descriptions", translation.descriptions());
    visit_all("bodies", translation.bodies());
  }
}

void VisitTexts(const v1::Recommendation& recommendation, ItemTextVisitor visit) {
  for (const v1::RecommendationText& text : recommendation.texts()) {
    visit({"texts", text.language(), text.value()});
  }
}

std::vector<std::string> TextTermsOf(const PayloadItem& item) {
  absl::flat_hash_set<std::string> found;
  std::string term(1, static_cast<char>(Facet::kText));
  item.Visit([&](const auto& parsed) {
    VisitTexts(parsed, [&](const ItemText& text) {
      ThreadAnalyzer()->Terms(text.text, text.language, [&](const Term& word) {
        term.resize(1);
        term.append(word.text);
        found.insert(term);
      });
    });
  });
  std::vector<std::string> terms;
  terms.reserve(found.size());
  while (!found.empty()) terms.push_back(std::move(found.extract(found.begin()).value()));
  std::sort(terms.begin(), terms.end());
  return terms;
}

Analyzer* ThreadAnalyzer() {
  thread_local Analyzer analyzer;
  return &analyzer;
}

}  // namespace newswire
