#include "client/cli/render_parts.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "client/cli/item_name.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace newswire::cli {
namespace {

// Fields that are there in a wanted language although the text is not, for example a headline.
std::string Offers(const v1::LanguageSelection& selection) {
  std::string text;
  for (const v1::FieldSelection& field : selection.fields()) {
    if (field.value().empty()) continue;
    absl::StrAppend(&text, field.served(), ": ", InLine(Shorten(field.value())), "\n");
  }
  return text;
}

std::string Describe(const v1::AvailableLanguage& available) {
  std::vector<std::string> facts;
  if (available.kind() == v1::TRANSLATION_KIND_MACHINE ||
      available.kind() == v1::TRANSLATION_KIND_MACHINE_REVIEWED) {
    facts.push_back(Word(available.kind()));
  }
  if (available.stale()) facts.push_back("stale");
  if (available.pub_status() > v1::PUB_STATUS_USABLE) {
    facts.push_back(StatusWord(available.pub_status()));
  }
  if (facts.empty()) return available.language();
  return absl::StrCat(available.language(), " (", absl::StrJoin(facts, ", "), ")");
}

}  // namespace

std::string TimeText(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return "";
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", absl::FromUnixSeconds(time.seconds()),
                          absl::UTCTimeZone());
}

std::string DateText(const v1::LanguageSelection& selection, const std::string& path,
                     const v1::PartialDate& date) {
  for (const v1::LocalizedDate& localized : selection.dates()) {
    if (localized.path() == path) return InLine(localized.text());
  }
  if (!date.value().empty()) return date.value();
  if (date.not_before().empty() && date.not_after().empty()) return InLine(date.source_text());
  return absl::StrCat(date.not_before(), " to ", date.not_after());
}

std::string HeldUntil(const std::string& name, const v1::Embargo& embargo) {
  if (embargo.has_embargoed_until()) {
    return absl::StrCat("until ", TimeText(embargo.embargoed_until()));
  }
  if (embargo.indefinite() || IsArticleName(name)) {
    return absl::StrCat("until it is released: newswire release ", name);
  }
  return "until the articles that report it are released";
}

std::string Notice(const v1::LanguageSelection& selection, const Style& style) {
  std::string text;
  if (selection.has_notice()) {
    const v1::LocalizedNotice& notice = selection.notice();
    text = style.Dim(InLine(notice.text(), notice.direction())) + "\n";
  }
  absl::StrAppend(&text, Offers(selection));
  return text.empty() ? text : text + "\n";
}

std::string Redaction(const v1::Redacted& redacted, const v1::LanguageSelection& selection,
                      const Style& style) {
  std::string text;
  if (selection.has_notice()) {
    const v1::LocalizedNotice& notice = selection.notice();
    text = style.Bold(InLine(notice.text(), notice.direction())) + "\n\n";
  }
  absl::StrAppend(&text, style.Alarm(StatusWord(redacted.pub_status())));
  if (redacted.has_at()) absl::StrAppend(&text, " since ", TimeText(redacted.at()));
  if (redacted.by_sequence() != 0) absl::StrAppend(&text, ", by #", redacted.by_sequence());
  return text + "\n";
}

// The contract writes it as IPTC does, people and the command line do not.
std::string StatusWord(v1::PubStatus status) {
  return status == v1::PUB_STATUS_CANCELED ? "cancelled" : Word(status);
}

std::string Languages(const v1::LanguageSelection& selection) {
  return absl::StrJoin(selection.available(), ", ",
                       [](std::string* out, const v1::AvailableLanguage& available) {
                         absl::StrAppend(out, Describe(available));
                       });
}

std::string DirectionWords(v1::TextDirection direction) {
  return direction == v1::TEXT_DIRECTION_RTL ? "right to left" : "left to right";
}

std::string EntityName(const v1::Entity& entity) {
  std::string name = entity.names().empty() ? entity.id() : entity.names(0).value();
  if (!entity.honorifics().empty()) name = entity.honorifics(0).value() + " " + name;
  if (!entity.acronyms().empty()) absl::StrAppend(&name, " (", entity.acronyms(0).value(), ")");
  if (!entity.roles().empty()) absl::StrAppend(&name, ", ", entity.roles(0).value());
  return InLine(name);
}

std::string EntityNames(const google::protobuf::RepeatedPtrField<v1::Entity>& entities) {
  return absl::StrJoin(entities, "; ", [](std::string* out, const v1::Entity& entity) {
    absl::StrAppend(out, EntityName(entity));
  });
}

std::string TextFor(const Texts& texts, const std::string& language) {
  for (const v1::LangString& text : texts) {
    if (text.language() == language) return InLine(text.value());
  }
  return texts.empty() ? "" : InLine(texts[0].value());
}

std::string TextLines(const Texts& texts, const std::string& indent) {
  std::string lines;
  for (const v1::LangString& text : texts) {
    absl::StrAppend(&lines, indent, text.language(), ": ", InLine(text.value()), "\n");
  }
  return lines;
}

std::string HeadlineLine(const v1::Article& article) {
  for (const v1::Translation& translation : article.translations()) {
    if (translation.language() == article.original_language() || article.translations_size() == 1) {
      return InLine(Shorten(MainText(translation.headlines())), translation.direction());
    }
  }
  return "";
}

std::string NameAndRevision(const std::string& name, std::uint32_t revision) {
  return revision == 0 ? name : absl::StrCat(name, " r", revision);
}

}  // namespace newswire::cli
