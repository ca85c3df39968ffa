#include "service/core/stemmers.h"

#include <libstemmer.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <iterator>

#include "service/core/language_tag.h"
#include "storage/check.h"

namespace newswire {
namespace {

struct Algorithm {
  const char* code;  // what marks the stems, and the language in tags
  const char* name;  // Snowball's
  UScriptCode script;
  UScriptCode other_script = USCRIPT_INVALID_CODE;
};

// The codes stand in every index: never change one.
constexpr Algorithm kAlgorithms[] = {
    {"ar", "arabic", USCRIPT_ARABIC},    {"ca", "catalan", USCRIPT_LATIN},
    {"da", "danish", USCRIPT_LATIN},     {"de", "german", USCRIPT_LATIN},
    {"el", "greek", USCRIPT_GREEK},      {"en", "english", USCRIPT_LATIN},
    {"es", "spanish", USCRIPT_LATIN},    {"eu", "basque", USCRIPT_LATIN},
    {"fi", "finnish", USCRIPT_LATIN},    {"fr", "french", USCRIPT_LATIN},
    {"ga", "irish", USCRIPT_LATIN},      {"hi", "hindi", USCRIPT_DEVANAGARI},
    {"hu", "hungarian", USCRIPT_LATIN},  {"hy", "armenian", USCRIPT_ARMENIAN},
    {"id", "indonesian", USCRIPT_LATIN}, {"it", "italian", USCRIPT_LATIN},
    {"lt", "lithuanian", USCRIPT_LATIN}, {"ne", "nepali", USCRIPT_DEVANAGARI},
    {"nl", "dutch", USCRIPT_LATIN},      {"no", "norwegian", USCRIPT_LATIN},
    {"pt", "portuguese", USCRIPT_LATIN}, {"ro", "romanian", USCRIPT_LATIN},
    {"ru", "russian", USCRIPT_CYRILLIC}, {"sr", "serbian", USCRIPT_CYRILLIC, USCRIPT_LATIN},
    {"sv", "swedish", USCRIPT_LATIN},    {"ta", "tamil", USCRIPT_TAMIL},
    {"tr", "turkish", USCRIPT_LATIN},    {"yi", "yiddish", USCRIPT_HEBREW},
};

UScriptCode ScriptOf(std::string_view form) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(form.data());
  std::size_t at = 0;
  UChar32 first;
  U8_NEXT_UNSAFE(bytes, at, first);
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(first, &status);
}

}  // namespace

void Stemmers::Delete::operator()(sb_stemmer* stemmer) const {
  sb_stemmer_delete(stemmer);
}

Stemmers::Stemmers() : made_(std::size(kAlgorithms)) {}
Stemmers::~Stemmers() = default;

std::size_t Stemmers::count() {
  return std::size(kAlgorithms);
}

std::optional<Stemmers::Id> Stemmers::Find(std::string_view language) {
  std::string_view code = SplitLanguage(language).language;
  if (code == "nb" || code == "nn") code = "no";
  for (Id id = 0; id < std::size(kAlgorithms); ++id) {
    if (code == kAlgorithms[id].code) return id;
  }
  return std::nullopt;
}

bool Stemmers::HasDotlessI(Id id) {
  return std::string_view(kAlgorithms[id].code) == "tr";
}

void Stemmers::AppendStem(Id id, std::string_view form, std::string* term) {
  const Algorithm& algorithm = kAlgorithms[id];
  const UScriptCode script = ScriptOf(form);
  if (script != algorithm.script && script != algorithm.other_script) {
    term->append(form);
    return;
  }
  auto& stemmer = made_[id];
  if (stemmer == nullptr) stemmer.reset(sb_stemmer_new(algorithm.name, nullptr));
  NEWSWIRE_CHECK(stemmer != nullptr);
  const auto* stem = sb_stemmer_stem(stemmer.get(), reinterpret_cast<const sb_symbol*>(form.data()),
                                     static_cast<int>(form.size()));
  NEWSWIRE_CHECK(stem != nullptr);
  term->append(algorithm.code).append(1, ':');
  term->append(reinterpret_cast<const char*>(stem),
               static_cast<std::size_t>(sb_stemmer_length(stemmer.get())));
}

}  // namespace newswire
