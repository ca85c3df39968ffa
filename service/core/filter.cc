#include "service/core/filter.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/core/field_path.h"
#include "service/core/language.h"
#include "service/core/language_tag.h"
#include "service/core/sha256.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr int kValuesMax = 64;
constexpr std::size_t kProviderBytesMax = 512;
constexpr std::uint32_t kAllKinds =
    1u << v1::ITEM_KIND_ARTICLE | 1u << v1::ITEM_KIND_RECOMMENDATION;

// True when a reader who wants `wanted` takes an item in `tag`. A tag without a script is written
// in the likely one: "zh-TW" is not "zh-Hans".
bool Covers(std::string_view wanted, std::string_view tag) {
  const LanguageParts want = SplitLanguage(wanted);
  const LanguageParts have = SplitLanguage(tag);
  if (want.language != have.language) return false;
  if (!want.region.empty() && want.region != have.region) return false;
  if (want.script.empty()) return true;
  const std::string_view script =
      have.script.empty() ? SplitLanguage(LikelyScript(tag)).script : have.script;
  return want.script == script;
}

bool CheckCount(int count, const FieldPath& path, Violations* violations) {
  if (count <= kValuesMax) return true;
  violations->Add(path.ToString(), "TOO_MANY",
                  absl::StrCat("at most ", kValuesMax, " values; ", count, " were sent"));
  return false;
}

std::uint32_t CompileKinds(const v1::Filter& filter, const FieldPath& path,
                           Violations* violations) {
  std::uint32_t kinds = 0;
  if (!CheckCount(filter.kinds_size(), path.At("kinds"), violations)) return 0;
  for (int i = 0; i < filter.kinds_size(); ++i) {
    const v1::ItemKind kind = filter.kinds(i);
    if (kind == v1::ITEM_KIND_UNSPECIFIED || !v1::ItemKind_IsValid(kind)) {
      violations->Add(path.At("kinds", i).ToString(), "UNKNOWN_VALUE",
                      absl::StrCat("no item is of kind ", static_cast<int>(kind)));
      continue;
    }
    kinds |= 1u << kind;
  }
  return kinds == kAllKinds ? 0 : kinds;
}

std::vector<std::string> CompileLanguages(const v1::Filter& filter, const FieldPath& path,
                                          Violations* violations) {
  std::vector<std::string> tags;
  if (!CheckCount(filter.languages_size(), path.At("languages"), violations)) return tags;
  for (int i = 0; i < filter.languages_size(); ++i) {
    if (auto tag = CanonicalLanguage(filter.languages(i))) {
      tags.push_back(*std::move(tag));
    } else {
      violations->Add(path.At("languages", i).ToString(), "LANGUAGE_INVALID",
                      "is not a BCP 47 tag of a registered language");
    }
  }
  // What another tag covers adds nothing; tags that cover each other are the same, the first of
  // them in order stays.
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  std::vector<std::string> needed;
  for (const std::string& tag : tags) {
    const bool covered = std::any_of(tags.begin(), tags.end(), [&tag](const std::string& other) {
      return other != tag && Covers(other, tag) && (!Covers(tag, other) || other < tag);
    });
    if (!covered) needed.push_back(tag);
  }
  return needed;
}

std::vector<std::string> CompileProviders(const v1::Filter& filter, const FieldPath& path,
                                          Violations* violations) {
  std::vector<std::string> providers;
  if (!CheckCount(filter.providers_size(), path.At("providers"), violations)) return providers;
  for (int i = 0; i < filter.providers_size(); ++i) {
    const std::string& provider = filter.providers(i);
    const bool valid = !provider.empty() && provider.size() <= kProviderBytesMax &&
                       std::all_of(provider.begin(), provider.end(), [](char c) {
                         return absl::ascii_isgraph(static_cast<unsigned char>(c));
                       });
    if (!valid) {
      violations->Add(path.At("providers", i).ToString(), "PROVIDER_INVALID",
                      absl::StrCat("must be 1 to ", kProviderBytesMax,
                                   " bytes of printable ASCII without spaces; ", provider.size(),
                                   " bytes were sent"));
      continue;
    }
    providers.push_back(absl::AsciiStrToLower(provider));
  }
  std::sort(providers.begin(), providers.end());
  providers.erase(std::unique(providers.begin(), providers.end()), providers.end());
  return providers;
}

}  // namespace

CompiledFilter CompiledFilter::Compile(const v1::Filter& filter, std::string_view path,
                                       Violations* violations) {
  const FieldPath root(path);
  CompiledFilter compiled;
  compiled.kinds_ = CompileKinds(filter, root, violations);
  compiled.languages_ = CompileLanguages(filter, root, violations);
  compiled.providers_ = CompileProviders(filter, root, violations);
  if (compiled.wants_everything()) return compiled;
  const std::string canonical = absl::StrCat(
      "kinds=", compiled.kinds_, "\nlanguages=", absl::StrJoin(compiled.languages_, ","),
      "\nproviders=", absl::StrJoin(compiled.providers_, ","));
  compiled.fingerprint_ = absl::BytesToHexString(Sha256(canonical).substr(0, 8));
  return compiled;
}

bool CompiledFilter::Matches(const EntryHead& head) const {
  // Who had the item, or the translation, must learn that it is taken back.
  if (head.must_retract || head.retraction_reason != 0) return true;
  if (kinds_ != 0) {
    const bool known = head.kind > 0 && head.kind < 32;
    if (!known || (kinds_ & 1u << head.kind) == 0) return false;
  }
  if (!providers_.empty() &&
      !std::binary_search(providers_.begin(), providers_.end(), head.provider)) {
    return false;
  }
  if (languages_.empty()) return true;
  return std::any_of(languages_.begin(), languages_.end(), [&head](const std::string& wanted) {
    return std::any_of(head.languages.begin(), head.languages.end(),
                       [&wanted](std::string_view tag) { return Covers(wanted, tag); });
  });
}

}  // namespace newswire
