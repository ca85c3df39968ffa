#include "service/core/language_hint.h"

#include <unicode/locid.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "service/core/filter_words.h"

namespace newswire {
namespace {

constexpr std::size_t kHintsMax = 3;
constexpr std::size_t kTextBytesMax = 64;

// Codes of ISO 639 that ICU has a name for, by that name.
std::map<std::string, std::string> ReadNames() {
  std::map<std::string, std::string> codes;
  for (const char* const* code = icu::Locale::getISOLanguages(); *code != nullptr; ++code) {
    icu::UnicodeString name;
    icu::Locale(*code).getDisplayLanguage(icu::Locale::getEnglish(), name);
    std::string utf8;
    name.toUTF8String(utf8);
    if (utf8 != *code) codes.emplace(std::move(utf8), *code);
  }
  return codes;
}

}  // namespace

std::vector<std::string> LanguagesLike(const std::string& text) {
  if (text.size() > kTextBytesMax) return {};
  static const auto& codes = *new std::map<std::string, std::string>(ReadNames());
  std::vector<std::string> candidates;
  for (const auto& [name, code] : codes) {
    candidates.push_back(name);
    candidates.push_back(code);
  }
  std::vector<std::string> hints;
  for (const std::string& near : Nearest(text, candidates, kHintsMax)) {
    for (const auto& [name, code] : codes) {
      if (near == name || near == code) hints.push_back(absl::StrCat(code, " (", name, ")"));
    }
  }
  return hints;
}

}  // namespace newswire
