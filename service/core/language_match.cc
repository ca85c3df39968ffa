#include "service/core/language_match.h"

#include <unicode/localematcher.h>
#include <unicode/locid.h>

#include <algorithm>
#include <optional>

#include "service/core/language_tag.h"
#include "storage/check.h"

namespace newswire {
namespace {

// Two names of one written language that ICU keeps apart.
bool ArePair(std::string_view a, std::string_view b) {
  const auto is = [](std::string_view tag, std::string_view language) {
    return SplitLanguage(tag).language == language;
  };
  return (is(a, "no") && is(b, "nb")) || (is(a, "nb") && is(b, "no"));
}

// ICU measures distance by what readers may understand; the guard keeps what they asked for.
bool SameLanguageAndScript(std::string_view a, std::string_view b) {
  // The first answer lives only until the second question.
  const std::string likely = LikelyScript(a);
  return likely == LikelyScript(b);
}

// Answers one wanted tag at a time: over a list ICU would weigh order against distance.
class Candidates {
 public:
  explicit Candidates(const std::vector<std::string>& tags) : tags_(tags) {
    UErrorCode status = U_ZERO_ERROR;
    locales_.reserve(tags.size());
    for (const std::string& tag : tags) {
      locales_.push_back(icu::Locale::forLanguageTag(tag, status));
    }
    icu::LocaleMatcher::Builder builder;
    builder.setSupportedLocales(locales_.begin(), locales_.end())
        .setNoDefaultLocale()
        .setDirection(ULOCMATCH_DIRECTION_ONLY_TWO_WAY);
    matcher_.emplace(builder.build(status));
    NEWSWIRE_CHECK(U_SUCCESS(status));
  }

  // Index of the candidate; -1 when none fits.
  int Find(const std::string& wanted) const {
    const auto same = std::find(tags_.begin(), tags_.end(), wanted);
    if (same != tags_.end()) return static_cast<int>(same - tags_.begin());
    UErrorCode status = U_ZERO_ERROR;
    // The result refers to the locale it was asked for, so that must stay.
    const icu::Locale desired = icu::Locale::forLanguageTag(wanted, status);
    const icu::LocaleMatcher::Result result = matcher_->getBestMatchResult(desired, status);
    NEWSWIRE_CHECK(U_SUCCESS(status));
    const int index = result.getSupportedIndex();
    if (index >= 0 && SameLanguageAndScript(wanted, tags_[index])) return index;
    const auto pair = std::find_if(tags_.begin(), tags_.end(), [&wanted](const std::string& tag) {
      return ArePair(wanted, tag);
    });
    return pair == tags_.end() ? -1 : static_cast<int>(pair - tags_.begin());
  }

 private:
  const std::vector<std::string>& tags_;
  std::vector<icu::Locale> locales_;
  std::optional<icu::LocaleMatcher> matcher_;
};

v1::SelectionReason ReasonFor(const std::string& wanted, const std::string& served, int index) {
  if (index > 0) return v1::SELECTION_REASON_LATER_PREFERENCE;
  if (wanted == kAnyLanguage) return v1::SELECTION_REASON_NO_PREFERENCE;
  return wanted == served ? v1::SELECTION_REASON_EXACT : v1::SELECTION_REASON_CLOSE_VARIANT;
}

}  // namespace

LanguageMatch MatchLanguages(const std::vector<std::string>& wanted,
                             const std::vector<std::string>& candidates) {
  LanguageMatch match;
  if (candidates.empty() || wanted.empty()) return match;
  const Candidates index(candidates);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const int found = wanted[i] == kAnyLanguage ? 0 : index.Find(wanted[i]);
    if (found < 0) continue;
    match.candidate = found;
    match.preference = static_cast<int>(i);
    match.reason = ReasonFor(wanted[i], candidates[found], match.preference);
    return match;
  }
  return match;
}

}  // namespace newswire
