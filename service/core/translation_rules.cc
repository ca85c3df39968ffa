// Rules of an article's translations: headlines, descriptions, bodies.

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "service/core/item_rules.h"
#include "service/core/markup.h"
#include "service/core/text.h"
#include "service/core/translations.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr int kTranslationsMax = 64;
constexpr int kHeadlinesMax = 16;
constexpr int kDescriptionsMax = 8;
constexpr int kBodiesMax = 4;
constexpr std::size_t kHeadlineCharsMax = 500;
constexpr std::size_t kBodyBytesMax = 512 << 10;
constexpr std::string_view kMainRole = "main";
constexpr std::string_view kPlainText = "text/plain";
constexpr std::string_view kHtml = "text/html";

void CheckRole(const FieldPath& path, const std::string& role, FieldChecker* check) {
  check->Bytes(path.At("role"), role, kCodeBytesMax, Presence::kRequired);
}

void CheckHeadline(const FieldPath& path, const v1::Headline& headline, FieldChecker* check) {
  check->KnownFields(path, headline);
  CheckRole(path, headline.role(), check);
  if (!headline.content_type().empty() && headline.content_type() != kPlainText) {
    check->Fail(path.At("content_type"), "CONTENT_TYPE_UNSUPPORTED", "a headline is text/plain");
  }
  const FieldPath value = path.At("value");
  if (headline.value().empty()) {
    return check->Fail(value, "HEADLINE_EMPTY", "must hold at least one code point");
  }
  const auto chars = check->Encoding(value, headline.value());
  if (!chars) return;
  if (*chars > kHeadlineCharsMax) {
    check->Fail(
        value, "TEXT_TOO_LONG",
        absl::StrCat("at most ", kHeadlineCharsMax, " code points; ", *chars, " were sent"));
  }
  if (HasControlCharacter(headline.value())) {
    check->Fail(value, "CONTROL_CHARACTER", "must hold no line break and no control character");
  }
}

// The content type and what it demands of the text. REQUIRES: the text is clean UTF-8.
void CheckContent(const FieldPath& path, const std::string& type, const std::string& value,
                  FieldChecker* check) {
  if (type == kHtml) {
    if (!IsHarmlessHtml(value)) {
      check->Fail(path.At("value"), "MARKUP_FORBIDDEN",
                  "holds an element, attribute or address that is not allowed, or broken markup");
    }
  } else if (!type.empty() && type != kPlainText && type != "text/markdown" &&
             type != "application/nitf+xml") {
    check->Fail(path.At("content_type"), "CONTENT_TYPE_UNSUPPORTED",
                "must be text/plain, text/markdown, text/html or application/nitf+xml");
  }
}

void CheckDescription(const FieldPath& path, const v1::Description& description,
                      FieldChecker* check) {
  check->KnownFields(path, description);
  CheckRole(path, description.role(), check);
  if (description.value().empty()) {
    check->Fail(path.At("value"), "TEXT_EMPTY", "must hold at least one code point");
  }
  check->Chars(path.At("value"), description.value(), kTextCharsMax);
  CheckContent(path, description.content_type(), description.value(), check);
}

void CheckBody(const FieldPath& path, const v1::Body& body, ItemCheck* state) {
  FieldChecker& check = state->check;
  check.KnownFields(path, body);
  CheckRole(path, body.role(), &check);
  const FieldPath value = path.At("value");
  if (body.value().empty()) check.Fail(value, "TEXT_EMPTY", "must hold at least one byte");
  if (body.value().size() > kBodyBytesMax) {
    check.Fail(
        value, "BODY_TOO_LARGE",
        absl::StrCat("at most ", kBodyBytesMax, " bytes; ", body.value().size(), " were sent"));
  }
  const auto chars = check.Encoding(value, body.value());
  state->bodies.AddBody(static_cast<std::uint32_t>(chars.value_or(0)));
  CheckContent(path, body.content_type(), body.value(), &check);
}

template <typename List>
bool HasMain(const List& list) {
  return std::any_of(list.begin(), list.end(),
                     [](const auto& text) { return text.role() == kMainRole; });
}

void CheckTexts(const FieldPath& path, const v1::Translation& translation, ItemCheck* state) {
  FieldChecker& check = state->check;
  if (check.Count(path.At("headlines"), translation.headlines_size(), kHeadlinesMax)) {
    for (int i = 0; i < translation.headlines_size(); ++i) {
      CheckHeadline(path.At("headlines", i), translation.headlines(i), &check);
    }
  }
  if (check.Count(path.At("descriptions"), translation.descriptions_size(), kDescriptionsMax)) {
    for (int i = 0; i < translation.descriptions_size(); ++i) {
      CheckDescription(path.At("descriptions", i), translation.descriptions(i), &check);
    }
  }
  state->bodies.AddTranslation(translation.language());
  if (check.Count(path.At("bodies"), translation.bodies_size(), kBodiesMax)) {
    for (int i = 0; i < translation.bodies_size(); ++i) {
      CheckBody(path.At("bodies", i), translation.bodies(i), state);
    }
  }
}

// What an original must hold and a translation must say about where it comes from.
void CheckKind(const FieldPath& path, const v1::Article& article,
               const v1::Translation& translation, FieldChecker* check) {
  if (!check->EnumValue(path.At("kind"), translation.kind(), v1::TranslationKind_IsValid,
                        Presence::kRequired)) {
    return;
  }
  if (translation.kind() == v1::TRANSLATION_KIND_ORIGINAL) {
    if (!HasMain(translation.headlines())) {
      check->Fail(path.At("headlines"), "HEADLINE_MISSING",
                  "the original needs a headline of role main");
    }
    if (article.type() == v1::ITEM_TYPE_TEXT && !HasMain(translation.bodies())) {
      check->Fail(path.At("bodies"), "BODY_MISSING",
                  "the original of a text needs a body of role main");
    }
    return;
  }
  const FieldPath from = path.At("translated_from");
  const bool resolves = translation.translated_from() != translation.language() &&
                        std::any_of(article.translations().begin(), article.translations().end(),
                                    [&translation](const v1::Translation& source) {
                                      return source.language() == translation.translated_from();
                                    });
  if (translation.translated_from().empty()) {
    check->Fail(from, "FIELD_REQUIRED", "a translation says which one it was made from");
  } else if (!resolves) {
    check->Fail(from, "REFERENCE_DANGLING",
                "the article has no other translation in this language");
  }
  if (translation.source_revision() == 0) {
    check->Fail(path.At("source_revision"), "FIELD_REQUIRED",
                "a translation says which revision it was made from");
  }
}

// What is taken back is sent again without a text, as it was read.
bool HoldsText(const v1::Translation& translation) {
  return translation.headlines_size() + translation.descriptions_size() +
                 translation.bodies_size() !=
             0 ||
         !translation.slugline().empty() || !translation.by().empty() ||
         !translation.located().empty() || !translation.href().empty();
}

void CheckTranslation(const FieldPath& path, const v1::Article& article,
                      const v1::Translation& translation, ItemCheck* state) {
  FieldChecker& check = state->check;
  check.KnownFields(path, translation);
  check.Language(path.At("language"), translation.language(), Presence::kRequired);
  CheckKind(path, article, translation, &check);
  const FieldPath status = path.At("pub_status");
  if (check.EnumValue(status, translation.pub_status(), v1::PubStatus_IsValid) &&
      IsTakenBack(translation) && HoldsText(translation)) {
    check.Fail(status, "PUB_STATUS_INVALID",
               "a write publishes the text; a translation is taken back by a call of its own");
  }
  CheckTexts(path, translation, state);
  check.Chars(path.At("slugline"), translation.slugline(), kNameCharsMax);
  check.Chars(path.At("by"), translation.by(), kNameCharsMax);
  check.Chars(path.At("located"), translation.located(), kNameCharsMax);
  check.Href(path.At("href"), translation.href());
}

}  // namespace

void CheckTranslations(const FieldPath& item, const v1::Article& article, ItemCheck* state) {
  FieldChecker& check = state->check;
  const FieldPath list = item.At("translations");
  check.Language(item.At("original_language"), article.original_language(), Presence::kRequired);
  if (!check.Count(list, article.translations_size(), kTranslationsMax)) return;
  absl::flat_hash_map<absl::string_view, int> seen;
  int originals = 0;
  bool original_agrees = false;
  for (int i = 0; i < article.translations_size(); ++i) {
    const v1::Translation& translation = article.translations(i);
    const FieldPath path = item.At("translations", i);
    const auto [first, fresh] = seen.emplace(translation.language(), i);
    if (!fresh && !translation.language().empty()) {
      check.Fail(path.At("language"), "TRANSLATION_DUPLICATE",
                 absl::StrCat("the same language as translations[", first->second, "]"));
    }
    if (translation.kind() == v1::TRANSLATION_KIND_ORIGINAL) {
      ++originals;
      original_agrees |= translation.language() == article.original_language();
    }
    CheckTranslation(path, article, translation, state);
  }
  if (originals != 1 || !original_agrees) {
    check.Fail(list, "ORIGINAL_MISSING",
               absl::StrCat("exactly one translation is of kind ORIGINAL, in original_language; ",
                            originals, " are of that kind"));
  }
}

}  // namespace newswire
