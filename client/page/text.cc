#include "client/page/text.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "client/strings.h"

namespace newswire::page {
namespace {

icu::UnicodeString Unicode(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8({utf8.data(), static_cast<int32_t>(utf8.size())});
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

bool IsWordPart(char32_t c) {
  return u_isalnum(static_cast<UChar32>(c)) != 0 ||
         (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_M_MASK) != 0;
}
bool IsApostrophe(char32_t c) {
  return c == U'\'' || c == U'’';
}

// A hyphen or an apostrophe between letters belongs to the word, but not the one of a genitive s.
bool JoinsWord(std::u32string_view text, std::size_t i) {
  if (i + 1 >= text.size() || !IsWordPart(text[i + 1])) return false;
  if (text[i] == U'-') return true;
  if (!IsApostrophe(text[i])) return false;
  const bool genitive = text[i + 1] == U's' && (i + 2 >= text.size() || !IsWordPart(text[i + 2]));
  return !genitive;
}

Token MakeToken(std::u32string_view text, std::size_t start, std::size_t end) {
  Token token;
  token.start = start;
  token.length = end - start;
  const std::u32string_view word = text.substr(start, end - start);
  token.text = ToUtf8(word);
  token.lower = Utf8(Unicode(token.text).toLower(icu::Locale::getRoot()));
  const auto is_upper = [](char32_t c) { return u_isupper(static_cast<UChar32>(c)) != 0; };
  token.capital = is_upper(word.front());
  token.all_caps = word.size() >= 2 && std::all_of(word.begin(), word.end(), is_upper);
  return token;
}

// Small words that occur in nearly every sentence of their language and seldom in the others.
const std::map<std::string, std::set<std::string>>& SmallWords() {
  static const auto* const kWords = new std::map<std::string, std::set<std::string>>{
      {"en", {"the", "of", "and", "to", "in", "was", "which", "that", "is", "for", "with"}},
      {"fr",
       {"le", "les", "des", "est", "et", "dans", "pas", "une", "vous", "du", "cette", "pour"}},
      {"es", {"el", "los", "las", "y", "está", "por", "del", "este", "con", "una", "que", "no"}}};
  return *kWords;
}

std::string LatinLanguage(std::string_view text) {
  std::map<std::string, int> hits;
  for (const Token& token : Tokenize(FromUtf8(text))) {
    for (const auto& [language, words] : SmallWords()) hits[language] += words.count(token.lower);
  }
  const auto best = std::max_element(
      hits.begin(), hits.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return best == hits.end() || best->second == 0 ? std::string() : best->first;
}

}  // namespace

Text FromUtf8(std::string_view utf8) {
  const icu::UnicodeString unicode = Unicode(utf8);
  Text text;
  for (int32_t i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1)) {
    text.push_back(static_cast<char32_t>(unicode.char32At(i)));
  }
  return text;
}

std::string ToUtf8(std::u32string_view text) {
  icu::UnicodeString unicode;
  for (const char32_t c : text) unicode.append(static_cast<UChar32>(c));
  return Utf8(unicode);
}

std::vector<Token> Tokenize(std::u32string_view text) {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < text.size();) {
    if (u_isUWhiteSpace(static_cast<UChar32>(text[i])) != 0) {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    if (IsWordPart(text[i])) {
      while (end < text.size() && (IsWordPart(text[end]) || JoinsWord(text, end))) ++end;
    }
    Token token = MakeToken(text, i, end);
    token.joined = !tokens.empty() && tokens.back().end() + 1 == i && text[i - 1] == U' ';
    tokens.push_back(std::move(token));
    i = end;
  }
  return tokens;
}

std::vector<std::string> Paragraphs(std::string_view text) {
  std::vector<std::string> paragraphs(1);
  for (const absl::string_view line : absl::StrSplit(AbslView(text), '\n')) {
    const absl::string_view content = absl::StripAsciiWhitespace(line);
    if (content.empty() && !paragraphs.back().empty()) paragraphs.emplace_back();
    if (content.empty()) continue;
    if (!paragraphs.back().empty()) paragraphs.back() += ' ';
    paragraphs.back().append(content.data(), content.size());
  }
  if (paragraphs.back().empty()) paragraphs.pop_back();
  return paragraphs;
}

std::string LanguageOf(std::string_view text) {
  std::map<UScriptCode, int> scripts;
  for (const char32_t c : FromUtf8(text)) {
    UErrorCode error = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(static_cast<UChar32>(c), &error);
    if (U_SUCCESS(error) && script > USCRIPT_INHERITED) ++scripts[script];
  }
  const auto most =
      std::max_element(scripts.begin(), scripts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == scripts.end()) return "";
  switch (most->first) {
    case USCRIPT_ARABIC:
      return "ar";
    case USCRIPT_CYRILLIC:
      return "ru";
    case USCRIPT_HAN:
      return "zh";
    case USCRIPT_LATIN:
      return LatinLanguage(text);
    default:
      return "";
  }
}

std::string Slug(std::string_view text, std::size_t max) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const split = icu::Normalizer2::getNFKDInstance(error);
  if (U_FAILURE(error)) return "";
  const std::string plain = Utf8(split->normalize(Unicode(text), error));
  std::string slug;
  std::size_t last_end = 0;  // of a whole word that fits
  for (const char c : plain) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      slug += absl::ascii_tolower(static_cast<unsigned char>(c));
    } else if (static_cast<unsigned char>(c) < 0x80 && !slug.empty() && slug.back() != '-' &&
               c != '\'') {
      if (slug.size() <= max) last_end = slug.size();
      slug += '-';
    }
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  if (slug.size() > max) slug.resize(last_end > 0 ? last_end : max);
  return slug;
}

std::vector<std::string> LanguagesNamedIn(std::string_view text, const std::string& text_language) {
  std::map<std::string, std::string> languages_by_name;
  for (const char* const* iso = icu::Locale::getISOLanguages(); *iso != nullptr; ++iso) {
    const std::string language = *iso;
    if (language.size() != 2) continue;
    for (const std::string& in : {std::string("en"), text_language, language}) {
      icu::UnicodeString name;
      icu::Locale(language.c_str()).getDisplayLanguage(icu::Locale(in.c_str()), name);
      languages_by_name.emplace(Utf8(name.toLower(icu::Locale::getRoot())), language);
    }
  }
  std::vector<std::string> named;
  for (const Token& token : Tokenize(FromUtf8(text))) {
    const auto found = languages_by_name.find(token.lower);
    if (found == languages_by_name.end()) continue;
    if (std::find(named.begin(), named.end(), found->second) == named.end()) {
      named.push_back(found->second);
    }
  }
  return named;
}

}  // namespace newswire::page
