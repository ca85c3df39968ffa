#include "service/core/asked_entry.h"

#include "service/core/item_texts.h"
#include "service/core/terms.h"
#include "service/core/word_counts.h"

namespace newswire {

const PayloadItem& AskedEntry::parsed() {
  if (!parsed_) parsed_.emplace(payload_);
  return *parsed_;
}

const std::vector<std::string>& AskedEntry::item() {
  if (!item_) item_ = TermsOfItem(parsed());
  return *item_;
}

const std::vector<std::string>& AskedEntry::words() {
  if (!words_) words_ = WordCounts(parsed()).Terms();
  return *words_;
}

bool AskedEntry::Holds(const TextQuery& phrase) {
  bool found = false;
  parsed().Visit([&](const auto& item) {
    VisitTexts(item, [&](const ItemText& text) {
      found = found || phrase.Find(text.text, text.language, ThreadAnalyzer()).all;
    });
  });
  return found;
}

}  // namespace newswire
