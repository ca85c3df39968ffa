#ifndef NEWSWIRE_CLIENT_CLI_RENDER_PARTS_H_
#define NEWSWIRE_CLIENT_CLI_RENDER_PARTS_H_

#include <string>

#include "client/cli/options.h"
#include "client/cli/style.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/entity.pb.h"
#include "newswire/v1/feed.pb.h"
#include "newswire/v1/language.pb.h"

namespace newswire::cli {

// What the pages of render.h are made of. All functions are pure; every text of an item comes out
// safe for the middle of a line (client/cli/text.h).

inline constexpr char kSeparator[] = " · ";

// 2022-06-09 08:00:00 UTC; empty when the time is not set.
std::string TimeText(const google::protobuf::Timestamp& time);

// The date of that field as the server wrote it for the reader, else as it is stored.
std::string DateText(const v1::LanguageSelection& selection, const std::string& path,
                     const v1::PartialDate& date);

// "until 2022-06-09 08:00:00 UTC", or what else ends the embargo.
std::string HeldUntil(const std::string& name, const v1::Embargo& embargo);

// The server's sentence for the reader, then what else there is in a wanted language; ends with an
// empty line when there is anything to say.
std::string Notice(const v1::LanguageSelection& selection, const Style& style);

// What stands in place of an item that may not be shown: the notice, since when, and no content.
std::string Redaction(const v1::Redacted& redacted, const v1::LanguageSelection& selection,
                      const Style& style);

// "withheld", "cancelled".
std::string StatusWord(v1::PubStatus status);

// Languages the item exists in, with what a reader should know about each.
std::string Languages(const v1::LanguageSelection& selection);

std::string DirectionWords(v1::TextDirection direction);

// "Dr. Name (ACRONYM), role".
std::string EntityName(const v1::Entity& entity);
std::string EntityNames(const google::protobuf::RepeatedPtrField<v1::Entity>& entities);

// The text in `language`, else the first one.
std::string TextFor(const Texts& texts, const std::string& language);

// "en: The text" for each, one a line.
std::string TextLines(const Texts& texts, const std::string& indent);

// The element of role `main`, else the first one; not made safe, for it may have several lines.
template <typename List>
std::string MainText(const List& texts) {
  for (const auto& text : texts) {
    if (text.role() == "main") return text.value();
  }
  return texts.empty() ? std::string() : texts[0].value();
}

// Headline of the article in the language it is shown in, on one line.
std::string HeadlineLine(const v1::Article& article);

// The name of an item and its revision.
std::string NameAndRevision(const std::string& name, std::uint32_t revision);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_RENDER_PARTS_H_
