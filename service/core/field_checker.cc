#include "service/core/field_checker.h"

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "service/core/dates.h"
#include "service/core/draft.h"
#include "service/core/language.h"
#include "service/core/text.h"
#include "service/core/uri.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr std::size_t kHashBytes = 32;
// Timestamps hold the years 1 to 9999.
constexpr std::int64_t kTimeSecondsMin = -62'135'596'800;
constexpr std::int64_t kTimeSecondsMax = 253'402'300'799;
constexpr std::int32_t kNanosMax = 999'999'999;

std::string TooLong(std::size_t max, std::string_view unit, std::size_t found) {
  return absl::StrCat("at most ", max, " ", View(unit), "; ", found, " were sent");
}

}  // namespace

bool FieldChecker::Absent(const FieldPath& path, bool empty, Presence presence) {
  if (empty && presence == Presence::kRequired) Fail(path, "FIELD_REQUIRED", "must be set");
  return empty;
}

bool FieldChecker::NumberedValue(const FieldPath& path, int value, bool valid, Presence presence) {
  if (!valid) {
    Fail(path, "UNKNOWN_VALUE", absl::StrCat("this server does not know the value ", value));
    return false;
  }
  return !Absent(path, value == 0, presence);
}

void FieldChecker::UnknownField(const FieldPath& path, int number) {
  Fail(path, "UNKNOWN_VALUE", absl::StrCat("this server does not know field number ", number));
}

std::optional<std::size_t> FieldChecker::Encoding(const FieldPath& path, std::string_view text) {
  const auto chars = CountCodePoints(text);
  if (!chars) Fail(path, "TEXT_ENCODING", "must be valid UTF-8 without U+0000");
  return chars;
}

void FieldChecker::Bytes(const FieldPath& path, std::string_view text, std::size_t bytes_max,
                         Presence presence) {
  if (Absent(path, text.empty(), presence)) return;
  if (text.size() > bytes_max)
    Fail(path, "TEXT_TOO_LONG", TooLong(bytes_max, "bytes", text.size()));
  Encoding(path, text);
}

void FieldChecker::Chars(const FieldPath& path, std::string_view text, std::size_t chars_max,
                         Presence presence) {
  if (Absent(path, text.empty(), presence)) return;
  const auto chars = Encoding(path, text);
  if (chars && *chars > chars_max) {
    Fail(path, "TEXT_TOO_LONG", TooLong(chars_max, "code points", *chars));
  }
}

void FieldChecker::Blob(const FieldPath& path, std::string_view bytes, std::size_t bytes_max) {
  if (Absent(path, bytes.empty(), Presence::kRequired)) return;
  if (bytes.size() > bytes_max) {
    Fail(path, "TEXT_TOO_LONG", TooLong(bytes_max, "bytes", bytes.size()));
  }
}

void FieldChecker::Hash(const FieldPath& path, std::string_view bytes) {
  if (bytes.empty() || bytes.size() == kHashBytes) return;
  Fail(path, "OUT_OF_RANGE",
       absl::StrCat("a SHA-256 has ", kHashBytes, " bytes; ", bytes.size(), " were sent"));
}

bool FieldChecker::Language(const FieldPath& path, std::string_view tag, Presence presence) {
  if (tag.empty() && presence == Presence::kOptional) return false;
  if (!tag.empty() && tag == last_language_) return true;
  const auto canonical = CanonicalLanguage(tag);
  if (canonical && *canonical == tag) {
    last_language_ = *canonical;
    return true;
  }
  Fail(path, "LANGUAGE_INVALID",
       canonical ? absl::StrCat("is not canonical; send \"", *canonical, "\"")
       : tag.empty()
           ? "must be set to a BCP 47 tag"
           : absl::StrCat("must be a canonical BCP 47 tag of a registered language, at most 35 "
                          "characters, not und, mul or private use; ",
                          tag.size(), " characters were sent"));
  return false;
}

void FieldChecker::Duplicates(const FieldPath& parent, std::string_view field,
                              const LangStrings& texts) {
  if (texts.size() < 2 || (texts.size() == 2 && texts[0].language() != texts[1].language())) return;
  absl::flat_hash_set<absl::string_view> seen;
  for (int i = 0; i < texts.size(); ++i) {
    if (texts[i].language().empty() || seen.insert(texts[i].language()).second) continue;
    const FieldPath path = parent.At(field, i);
    Fail(path.At("language"), "LANGUAGE_DUPLICATE", "this language stands in the list already");
  }
}

void FieldChecker::Texts(const FieldPath& parent, std::string_view field, const LangStrings& texts,
                         std::size_t chars_max, Presence presence) {
  if (Absent(parent.At(field), texts.empty(), presence)) return;
  if (!Count(parent.At(field), texts.size(), kLanguagesMax)) return;
  for (int i = 0; i < texts.size(); ++i) {
    const v1::LangString& text = texts[i];
    const FieldPath path = parent.At(field, i);
    KnownFields(path, text);
    Language(path.At("language"), text.language(), Presence::kRequired);
    if (text.value().empty()) {
      Fail(path.At("value"), "TEXT_EMPTY", "must hold at least one code point");
    } else {
      Chars(path.At("value"), text.value(), chars_max);
    }
  }
  Duplicates(parent, field, texts);
}

void FieldChecker::Advisories(const FieldPath& parent, std::string_view field,
                              const LangStrings& texts, Presence presence) {
  Texts(parent, field, texts, kTextCharsMax, presence);
  std::size_t bytes = 0;
  for (const v1::LangString& text : texts) bytes += text.ByteSizeLong();
  if (bytes <= kAdvisoryBytesMax) return;
  Fail(parent.At(field), "TEXT_TOO_LONG", TooLong(kAdvisoryBytesMax, "bytes together", bytes));
}

void FieldChecker::ItemUri(const FieldPath& path, std::string_view uri, Presence presence) {
  if (Absent(path, uri.empty(), presence) || IsItemUri(uri)) return;
  Fail(path, "URI_INVALID",
       absl::StrCat("must be an absolute ASCII uri of ", kItemUriBytesMin, " to ", kItemUriBytesMax,
                    " bytes without user info, query or fragment; ", uri.size(),
                    " bytes were sent"));
}

void FieldChecker::VocabularyUri(const FieldPath& path, std::string_view uri) {
  if (uri.empty() || IsVocabularyUri(uri)) return;
  Fail(path, "URI_INVALID",
       absl::StrCat("must be an absolute ASCII uri of at most ", kItemUriBytesMax, " bytes; ",
                    uri.size(), " bytes were sent"));
}

void FieldChecker::Href(const FieldPath& path, std::string_view address, Presence presence) {
  if (Absent(path, address.empty(), presence) || IsHref(address)) return;
  Fail(path, "HREF_INVALID",
       absl::StrCat("must be an https address of at most ", kHrefBytesMax,
                    " bytes without user info; ", address.size(), " bytes were sent"));
}

void FieldChecker::ItemNameField(const FieldPath& path, std::string_view name, v1::ItemKind kind,
                                 Presence presence) {
  if (Absent(path, name.empty(), presence) || IsItemName(name, kind)) return;
  ParseItemName(name, kind, path.ToString(), violations_);
}

void FieldChecker::Date(const FieldPath& path, const v1::PartialDate& date) {
  KnownFields(path, date);
  const auto parse = [&](std::string_view field, const std::string& text) {
    const auto parsed = ParsePrintedDate(text);
    if (!parsed && !text.empty()) {
      Fail(
          path.At(field), "DATE_INVALID",
          absl::StrCat("must be a real date as YYYY, YYYY-MM, YYYY-MM-DD or RFC 3339 with offset; ",
                       text.size(), " bytes were sent"));
    }
    return parsed;
  };
  parse("value", date.value());
  const auto not_before = parse("not_before", date.not_before());
  const auto not_after = parse("not_after", date.not_after());
  if (!date.value().empty() && (!date.not_before().empty() || !date.not_after().empty())) {
    Fail(path, "DATE_INVALID", "holds a value or a bracket, not both");
  }
  if (not_before && not_after && IsAfter(*not_before, *not_after)) {
    Fail(path.At("not_after"), "DATE_INVALID", "must not be before not_before");
  }
  Chars(path.At("source_text"), date.source_text(), kNameCharsMax);
  Language(path.At("source_language"), date.source_language(), Presence::kOptional);
}

bool FieldChecker::Time(const FieldPath& path, const google::protobuf::Timestamp& time) {
  KnownFields(path, time);
  if (time.seconds() >= kTimeSecondsMin && time.seconds() <= kTimeSecondsMax && time.nanos() >= 0 &&
      time.nanos() <= kNanosMax) {
    return true;
  }
  Fail(path, "DATE_INVALID", "must be an instant of the years 1 to 9999");
  return false;
}

bool FieldChecker::Count(const FieldPath& path, int count, int count_max) {
  if (count <= count_max) return true;
  Fail(path, "TOO_MANY", absl::StrCat("at most ", count_max, "; ", count, " were sent"));
  return false;
}

void FieldChecker::Range(const FieldPath& path, std::uint64_t value, std::uint64_t min,
                         std::uint64_t max) {
  if (value >= min && value <= max) return;
  Fail(path, "OUT_OF_RANGE", absl::StrCat("must be ", min, " to ", max, "; ", value, " was sent"));
}

}  // namespace newswire
