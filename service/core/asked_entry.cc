#include "service/core/asked_entry.h"

#include "service/core/item_texts.h"
#include "service/core/payload_item.h"
#include "service/core/terms.h"

namespace newswire {

const std::vector<std::string>& AskedEntry::item() {
  if (!item_) item_ = TermsOfItem(payload_);
  return *item_;
}

const std::vector<std::string>& AskedEntry::words() {
  if (!words_) words_ = TextTermsOf(payload_);
  return *words_;
}

bool AskedEntry::Holds(const TextQuery& phrase) const {
  bool found = false;
  VisitItem(payload_, [&](const auto& item) {
    VisitTexts(item, [&](const ItemText& text) {
      found = found || phrase.Find(text.text, text.language, ThreadAnalyzer()).all;
    });
  });
  return found;
}

}  // namespace newswire
