#include "service/core/item_texts.h"

#include <string>

#include "service/core/plain_text.h"

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

Analyzer* ThreadAnalyzer() {
  thread_local Analyzer analyzer;
  return &analyzer;
}

}  // namespace newswire
