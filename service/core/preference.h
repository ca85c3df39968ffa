#ifndef NEWSWIRE_SERVICE_CORE_PREFERENCE_H_
#define NEWSWIRE_SERVICE_CORE_PREFERENCE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "newswire/v1/language.pb.h"
#include "service/core/error.h"

namespace newswire {

// Checks a preference and adds what is wrong with it.
void ValidatePreference(const v1::LanguagePreference& preference, std::string_view path,
                        Violations* violations);

// A checked LanguagePreference, ready to be asked about items. Immutable; any thread.
class CompiledPreference {
 public:
  // Adds what is wrong under `path`; the result is then unusable.
  static CompiledPreference Compile(const v1::LanguagePreference& preference, std::string_view path,
                                    Violations* violations);
  // REQUIRES: the preference is valid.
  explicit CompiledPreference(const v1::LanguagePreference& preference);

  // Canonical tags and `*`, in order, each once.
  const std::vector<std::string>& wanted() const { return wanted_; }
  // The first of them that is a language; empty when there is none.
  const std::string& first_language() const { return first_language_; }
  // Never UNSPECIFIED.
  v1::FallbackMode mode() const { return mode_; }
  bool exclude_machine_translation() const { return exclude_machine_translation_; }
  bool exclude_stale() const { return exclude_stale_; }
  // Whether a choice is to be made: a language was asked for, and not all of them.
  bool stated() const { return !wanted_.empty() && mode_ != v1::FALLBACK_MODE_ALL; }
  // Whether items are shown exactly as they are stored: nothing is chosen, left out or written.
  bool shows_whole() const {
    return wanted_.empty() && mode_ != v1::FALLBACK_MODE_ALL && !exclude_machine_translation_ &&
           !exclude_stale_ && !date_language_;
  }
  // Language of notices; English when no better one was asked for.
  const std::string& notice_language() const { return notice_language_; }
  // Language of dates; nullopt when none was asked for in any way.
  const std::optional<std::string>& date_language() const { return date_language_; }

  // Equal for preferences that get the same answers.
  const std::string& canonical() const { return canonical_; }

 private:
  std::vector<std::string> wanted_;
  std::string first_language_;
  v1::FallbackMode mode_ = v1::FALLBACK_MODE_ORIGINAL;
  bool exclude_machine_translation_ = false;
  bool exclude_stale_ = false;
  std::string notice_language_;
  std::optional<std::string> date_language_;
  std::string canonical_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_PREFERENCE_H_
