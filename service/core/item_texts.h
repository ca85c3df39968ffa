#ifndef NEWSWIRE_SERVICE_CORE_ITEM_TEXTS_H_
#define NEWSWIRE_SERVICE_CORE_ITEM_TEXTS_H_

#include <string_view>

#include "absl/functional/function_ref.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/analyzer.h"

namespace newswire {

// One text of an item that a search looks into: headlines, descriptions and bodies of every
// translation of an article, the texts of a recommendation.
struct ItemText {
  std::string_view field;     // headlines, descriptions, bodies or texts
  std::string_view language;  // canonical
  std::string_view text;      // as a reader sees it, without markup; lives for the call
};
using ItemTextVisitor = absl::FunctionRef<void(const ItemText&)>;

// Visits them in the order of the item, the original as it comes.
void VisitTexts(const v1::Article& article, ItemTextVisitor visit);
void VisitTexts(const v1::Recommendation& recommendation, ItemTextVisitor visit);

// The analyzer of this thread, made when it is first asked for.
Analyzer* ThreadAnalyzer();

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ITEM_TEXTS_H_
