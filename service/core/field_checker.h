#ifndef NEWSWIRE_SERVICE_CORE_FIELD_CHECKER_H_
#define NEWSWIRE_SERVICE_CORE_FIELD_CHECKER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "google/protobuf/repeated_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "newswire/v1/common.pb.h"
#include "service/core/error.h"
#include "service/core/field_path.h"

namespace newswire {

// Limits that several fields share; the proto comments state them.
inline constexpr std::size_t kCodeBytesMax = 64;     // roles, relations, labels
inline constexpr std::size_t kMediumBytesMax = 128;  // profiles, media types, symbols
inline constexpr std::size_t kLiteralBytesMax = 512;
inline constexpr std::size_t kNameCharsMax = 300;
inline constexpr std::size_t kTextCharsMax = 4000;
inline constexpr std::size_t kLargeTextBytesMax = 64 << 10;
inline constexpr int kLanguagesMax = 64;  // of a list of texts, as of an article
// What readers are told stands in the entry beside the item: 3 MiB and this and 64 changed paths
// stay well below the 4 MiB that a gRPC client takes.
inline constexpr std::size_t kAdvisoryBytesMax = 128 << 10;

enum class Presence { kOptional, kRequired };

// Checks single fields and notes every violation; it never stops at the first. When nothing is
// wrong it allocates nothing. One thread.
class FieldChecker {
 public:
  using LangStrings = google::protobuf::RepeatedPtrField<v1::LangString>;
  using Strings = google::protobuf::RepeatedPtrField<std::string>;

  // `violations` must outlive the checker.
  explicit FieldChecker(Violations* violations) : violations_(violations) {}

  void Fail(const FieldPath& path, std::string_view reason, std::string description) {
    violations_->Add(path.ToString(), reason, std::move(description));
  }

  // Code points of the text; nullopt (TEXT_ENCODING) when it is not clean UTF-8.
  std::optional<std::size_t> Encoding(const FieldPath& path, std::string_view text);
  // FIELD_REQUIRED, TEXT_ENCODING, TEXT_TOO_LONG.
  void Bytes(const FieldPath& path, std::string_view text, std::size_t bytes_max,
             Presence presence = Presence::kOptional);
  void Chars(const FieldPath& path, std::string_view text, std::size_t chars_max,
             Presence presence = Presence::kOptional);
  // Raw bytes that are not text: FIELD_REQUIRED, TEXT_TOO_LONG.
  void Blob(const FieldPath& path, std::string_view bytes, std::size_t bytes_max);
  // A SHA-256 or nothing: OUT_OF_RANGE.
  void Hash(const FieldPath& path, std::string_view bytes);
  // LANGUAGE_INVALID; an absent tag is one too when it is required. True when there is a valid tag.
  bool Language(const FieldPath& path, std::string_view tag, Presence presence);
  // One value per language: LANGUAGE_INVALID, LANGUAGE_DUPLICATE, TEXT_EMPTY, TEXT_TOO_LONG,
  // TOO_MANY.
  void Texts(const FieldPath& parent, std::string_view field, const LangStrings& texts,
             std::size_t chars_max = kTextCharsMax, Presence presence = Presence::kOptional);
  // The same for what readers are told with an entry, which is bounded as a whole, too.
  void Advisories(const FieldPath& parent, std::string_view field, const LangStrings& texts,
                  Presence presence = Presence::kOptional);
  void ItemUri(const FieldPath& path, std::string_view uri, Presence presence);
  void VocabularyUri(const FieldPath& path, std::string_view uri);
  void Href(const FieldPath& path, std::string_view address,
            Presence presence = Presence::kOptional);
  // `articles/{uri}` or `recommendations/{uri}`.
  void ItemNameField(const FieldPath& path, std::string_view name, v1::ItemKind kind,
                     Presence presence);
  // DATE_INVALID, LANGUAGE_INVALID, TEXT_TOO_LONG.
  void Date(const FieldPath& path, const v1::PartialDate& date);
  // DATE_INVALID when it is outside of the years 1 to 9999.
  bool Time(const FieldPath& path, const google::protobuf::Timestamp& time);
  // TOO_MANY. True when there are few enough to look at each.
  bool Count(const FieldPath& path, int count, int count_max);
  // OUT_OF_RANGE.
  void Range(const FieldPath& path, std::uint64_t value, std::uint64_t min, std::uint64_t max);

  // UNKNOWN_VALUE for a number without a name, FIELD_REQUIRED for 0 when the field is required.
  // True when the value is a known one other than 0.
  template <typename Enum>
  bool EnumValue(const FieldPath& path, Enum value, bool (*is_valid)(int),
                 Presence presence = Presence::kOptional) {
    return NumberedValue(path, static_cast<int>(value), is_valid(static_cast<int>(value)),
                         presence);
  }
  // UNKNOWN_VALUE when the message holds a field this server does not know.
  void KnownFields(const FieldPath& path, const google::protobuf::Message& message) {
    const auto& unknown = message.GetReflection()->GetUnknownFields(message);
    if (!unknown.empty()) UnknownField(path, unknown.field(0).number());
  }

 private:
  bool Absent(const FieldPath& path, bool empty, Presence presence);
  bool NumberedValue(const FieldPath& path, int value, bool valid, Presence presence);
  void UnknownField(const FieldPath& path, int number);
  void Duplicates(const FieldPath& parent, std::string_view field, const LangStrings& texts);

  Violations* const violations_;
  std::string last_language_;  // the tag that was found valid last: most items repeat one
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_FIELD_CHECKER_H_
