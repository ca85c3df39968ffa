#ifndef NEWSWIRE_SERVICE_CORE_LANGUAGE_OFFERS_H_
#define NEWSWIRE_SERVICE_CORE_LANGUAGE_OFFERS_H_

#include <optional>
#include <string_view>
#include <vector>

#include "newswire/v1/article.pb.h"
#include "newswire/v1/language.pb.h"
#include "newswire/v1/recommendation.pb.h"

namespace newswire {

// A text of an item in one language, whichever kind the item is of.
struct LanguageOffer {
  v1::AvailableLanguage facts;  // without the names, which depend on the reader
  bool original = false;
  bool whole = false;  // may be served alone
  int index = 0;       // of the translation or the text, and of this offer
};

// One offer per translation, in their order. A translation is whole when it has what the original
// shows: the main headline, and the main body where the original has one. Pure.
std::vector<LanguageOffer> OffersOf(const v1::Article& article);
// One offer per text, in their order: a language comes once for each of its textualities. Pure.
std::vector<LanguageOffer> OffersOf(const v1::Recommendation& recommendation);

// The facts of the same offers, out of a serialised item of that kind without parsing it: for
// readers for whom no choice is made. nullopt when the bytes are damaged.
std::optional<std::vector<v1::AvailableLanguage>> LanguageFacts(v1::ItemKind kind,
                                                                std::string_view item);

// Index of the headline or body of role `main`; -1 when there is none.
template <typename List>
int FindMain(const List& list) {
  for (int i = 0; i < list.size(); ++i) {
    if (list[i].role() == "main") return i;
  }
  return -1;
}

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_LANGUAGE_OFFERS_H_
