#include "service/core/preference.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/core/field_path.h"
#include "service/core/language.h"
#include "service/core/language_match.h"
#include "service/core/localized.h"

namespace newswire {
namespace {

constexpr int kLanguagesMax = 16;

void CheckTag(const FieldPath& path, const std::string& tag, Violations* violations) {
  if (CanonicalLanguage(tag)) return;
  violations->Add(path.ToString(), "LANGUAGE_INVALID",
                  absl::StrCat("is not a BCP 47 tag of a registered language; ", tag.size(),
                               " characters were sent"));
}

std::vector<std::string> CanonicalTags(const v1::LanguagePreference& preference) {
  std::vector<std::string> tags;
  for (const std::string& tag : preference.languages()) {
    std::string canonical =
        tag == kAnyLanguage ? tag : CanonicalLanguage(tag).value_or(std::string());
    if (canonical.empty()) continue;
    const bool repeated = std::find(tags.begin(), tags.end(), canonical) != tags.end();
    if (!repeated) tags.push_back(std::move(canonical));
  }
  return tags;
}

}  // namespace

void ValidatePreference(const v1::LanguagePreference& preference, std::string_view path,
                        Violations* violations) {
  const FieldPath root(path);
  if (!v1::FallbackMode_IsValid(preference.mode())) {
    violations->Add(
        root.At("mode").ToString(), "UNKNOWN_VALUE",
        absl::StrCat("this server does not know the value ", static_cast<int>(preference.mode())));
  }
  if (preference.languages_size() > kLanguagesMax) {
    violations->Add(
        root.At("languages").ToString(), "TOO_MANY",
        absl::StrCat("at most ", kLanguagesMax, "; ", preference.languages_size(), " were sent"));
  }
  const int count = std::min(preference.languages_size(), kLanguagesMax);
  for (int i = 0; i < count; ++i) {
    if (preference.languages(i) == kAnyLanguage) continue;
    CheckTag(root.At("languages", i), preference.languages(i), violations);
  }
  if (!preference.notice_language().empty()) {
    CheckTag(root.At("notice_language"), preference.notice_language(), violations);
  }
}

CompiledPreference CompiledPreference::Compile(const v1::LanguagePreference& preference,
                                               std::string_view path, Violations* violations) {
  ValidatePreference(preference, path, violations);
  return CompiledPreference(preference);
}

CompiledPreference::CompiledPreference(const v1::LanguagePreference& preference)
    : wanted_(CanonicalTags(preference)),
      exclude_machine_translation_(preference.exclude_machine_translation()),
      exclude_stale_(preference.exclude_stale()) {
  std::vector<std::string> for_people;  // languages of notices and dates, best first
  if (auto notice = CanonicalLanguage(preference.notice_language())) {
    for_people.push_back(*std::move(notice));
  }
  for (const std::string& tag : wanted_) {
    if (tag == kAnyLanguage) continue;
    if (first_language_.empty()) first_language_ = tag;
    for_people.push_back(tag);
  }
  notice_language_ = NoticeLanguage(for_people);
  if (!for_people.empty()) date_language_ = DateLanguage(for_people);
  // Where no language is wanted, there is nothing that could be missing: only ALL is different.
  const bool all = preference.mode() == v1::FALLBACK_MODE_ALL;
  if (all || (!wanted_.empty() && preference.mode() != v1::FALLBACK_MODE_UNSPECIFIED)) {
    mode_ = preference.mode();
  }
  canonical_ =
      absl::StrCat("wanted=", absl::StrJoin(wanted_, ","), "\nmode=", static_cast<int>(mode_),
                   "\nmachine=", !exclude_machine_translation_, "\nstale=", !exclude_stale_,
                   "\nnotices=", notice_language_, "\ndates=", date_language_.value_or(""));
}

}  // namespace newswire
