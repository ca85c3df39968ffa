#ifndef NEWSWIRE_SERVICE_CORE_TRANSLATIONS_H_
#define NEWSWIRE_SERVICE_CORE_TRANSLATIONS_H_

#include <set>
#include <string>
#include <string_view>

#include "newswire/v1/article.pb.h"

namespace newswire {

// Small questions about the translations of an article. Pure.

// The one in a language; null when there is none. Lives as long as the article is not changed.
inline const v1::Translation* FindTranslation(std::string_view language,
                                              const v1::Article& article) {
  for (const v1::Translation& translation : article.translations()) {
    if (translation.language() == language) return &translation;
  }
  return nullptr;
}
inline v1::Translation* FindTranslation(std::string_view language, v1::Article* article) {
  return const_cast<v1::Translation*>(
      FindTranslation(language, static_cast<const v1::Article&>(*article)));
}

// On hold or cancelled: it has no text, and its own calls alone bring it back.
inline bool IsTakenBack(const v1::Translation& translation) {
  return translation.pub_status() == v1::PUB_STATUS_WITHHELD ||
         translation.pub_status() == v1::PUB_STATUS_CANCELED;
}

// What is taken back can outlive the translation it was made from. It then counts as made from the
// original, so that every translation has a source.
inline void MendSource(const v1::Article& article, v1::Translation* translation) {
  if (FindTranslation(translation->translated_from(), article) != nullptr) return;
  translation->set_translated_from(article.original_language());
}

// Languages that are on hold.
inline std::set<std::string> WithheldLanguages(const v1::Article& article) {
  std::set<std::string> languages;
  for (const v1::Translation& translation : article.translations()) {
    if (translation.pub_status() == v1::PUB_STATUS_WITHHELD) {
      languages.insert(translation.language());
    }
  }
  return languages;
}

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_TRANSLATIONS_H_
