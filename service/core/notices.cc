#include "service/core/notices.h"

#include <unicode/fmtable.h>
#include <unicode/msgfmt.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/core/icu_text.h"
#include "service/core/language.h"
#include "service/core/language_tag.h"
#include "service/core/memo.h"
#include "storage/check.h"
#include "storage/strings.h"

namespace newswire {

// The text of notices.properties; service/core/CMakeLists.txt makes its definition.
extern const std::string_view kNoticesProperties;

namespace {

// Reading a pattern takes longer than writing a sentence with it, so each thread keeps those it
// used. null: the pattern is none.
const icu::MessageFormat* FormatFor(const std::string& pattern, std::string_view tag) {
  thread_local Memo<std::unique_ptr<icu::MessageFormat>> memo(64);
  const auto make = [&](std::string_view) -> std::unique_ptr<icu::MessageFormat> {
    UErrorCode status = U_ZERO_ERROR;
    auto format = std::make_unique<icu::MessageFormat>(Utf16(pattern), LocaleOf(tag), status);
    return U_SUCCESS(status) ? std::move(format) : nullptr;
  };
  return memo.Get(absl::StrCat(View(tag), " ", pattern), make).get();
}

icu::Formattable ToIcu(const Notices::Argument& argument) {
  if (const auto* number = std::get_if<std::int64_t>(&argument)) return *number;
  return Utf16(std::get<std::string>(argument));
}

// `code.language = pattern`; nullopt for anything else.
struct Line {
  std::string code;
  std::string language;
  std::string pattern;
};

std::optional<Line> ParseLine(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> sides =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  const absl::string_view key = absl::StripAsciiWhitespace(sides.first);
  const absl::string_view pattern = absl::StripAsciiWhitespace(sides.second);
  const std::size_t dot = key.rfind('.');
  if (dot == absl::string_view::npos || dot == 0 || pattern.empty()) return std::nullopt;
  Line line{std::string(key.substr(0, dot)), std::string(key.substr(dot + 1)),
            std::string(pattern)};
  if (CanonicalLanguage(line.language) != line.language) return std::nullopt;
  return line;
}

}  // namespace

const Notices& Notices::BuiltIn() {
  static const Notices* const notices = [] {
    auto parsed = Parse(kNoticesProperties);
    NEWSWIRE_CHECK(parsed.ok());
    return new Notices(*std::move(parsed));
  }();
  return *notices;
}

absl::StatusOr<Notices> Notices::Parse(std::string_view properties) {
  Notices notices;
  int number = 0;
  for (const absl::string_view raw : absl::StrSplit(View(properties), '\n')) {
    ++number;
    const absl::string_view text = absl::StripAsciiWhitespace(raw);
    if (text.empty() || text.front() == '#') continue;
    auto line = ParseLine(text);
    if (!line) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, " is not `code.language = pattern`"));
    }
    std::vector<Sentence>& sentences = notices.sentences_[line->code];
    for (const Sentence& other : sentences) {
      if (other.language != line->language) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, ": ", line->code, " is there twice in ", line->language));
    }
    sentences.push_back({std::move(line->language), std::move(line->pattern)});
  }
  return notices;
}

std::vector<std::string> Notices::codes() const {
  std::vector<std::string> codes;
  for (const auto& [code, sentences] : sentences_) codes.push_back(code);
  return codes;
}

std::vector<std::string> Notices::languages(std::string_view code) const {
  std::vector<std::string> languages;
  const auto found = sentences_.find(code);
  if (found == sentences_.end()) return languages;
  for (const Sentence& sentence : found->second) languages.push_back(sentence.language);
  std::sort(languages.begin(), languages.end());
  return languages;
}

bool Notices::Speaks(std::string_view tag) const {
  return std::all_of(sentences_.begin(), sentences_.end(),
                     [&](const auto& entry) { return Find(entry.first, tag) != nullptr; });
}

const Notices::Sentence* Notices::Find(std::string_view code, std::string_view tag) const {
  const auto found = sentences_.find(code);
  if (found == sentences_.end()) return nullptr;
  // The first answer lives only until the second question.
  const std::string likely = LikelyScript(tag);
  for (const Sentence& sentence : found->second) {
    if (LikelyScript(sentence.language) == likely) return &sentence;
  }
  return nullptr;
}

absl::StatusOr<std::string> Notices::Format(std::string_view code, std::string_view tag,
                                            const std::vector<Argument>& arguments) const {
  const Sentence* const sentence = Find(code, tag);
  const std::string what = absl::StrCat(View(code), " in ", View(tag));
  if (sentence == nullptr) return absl::NotFoundError(absl::StrCat("there is no ", what));
  const icu::MessageFormat* const format = FormatFor(sentence->pattern, tag);
  if (format == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("the pattern of ", what, " is damaged"));
  }
  std::vector<icu::Formattable> values;
  for (const Argument& argument : arguments) values.push_back(ToIcu(argument));
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString text;
  icu::FieldPosition ignored(icu::FieldPosition::DONT_CARE);
  format->format(values.data(), static_cast<std::int32_t>(values.size()), text, ignored, status);
  // ICU leaves an argument that is not given as it stands in the pattern.
  if (U_FAILURE(status) || text.indexOf(u'{') >= 0) {
    return absl::InvalidArgumentError(absl::StrCat(what, " needs other arguments"));
  }
  return Utf8(text);
}

}  // namespace newswire
