#include "service/core/word_counts.h"

#include <algorithm>

#include "service/core/item_texts.h"
#include "service/core/payload_item.h"
#include "service/core/terms.h"
#include "storage/strings.h"

namespace newswire {

WordCounts::WordCounts(const PayloadItem& item) {
  item.Visit([this](const auto& parsed) {
    VisitTexts(parsed, [this](const ItemText& text) { Add(text); });
  });
}

void WordCounts::Add(const ItemText& text) {
  if (languages_ == 0 || text.language != language_) {
    language_ = text.language;
    ++languages_;
  }
  const std::uint32_t weight = text.field == "headlines" ? kHeadlineTimes : 1;
  ThreadAnalyzer()->Terms(text.text, text.language, [&](const Term& word) {
    if (!word.folded) ++words_;
    Count& count = counts_[View(word.text)];
    if (count.language != languages_) count = {languages_, 0, count.most};
    count.times += weight;
    count.most = std::max(count.most, count.times);
  });
}

std::vector<std::string> WordCounts::Terms() const {
  std::vector<std::string> terms;
  terms.reserve(counts_.size());
  for (const auto& [word, count] : counts_) terms.push_back(MakeTerm(Facet::kText, word));
  std::sort(terms.begin(), terms.end());
  return terms;
}

}  // namespace newswire
