#include "client/cli/render.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace newswire::cli {
namespace {

constexpr char kSeparator[] = " · ";

std::string Lower(const std::string& name, const char* prefix) {
  std::string word(absl::StripPrefix(name, prefix));
  absl::AsciiStrToLower(&word);
  return absl::StrReplaceAll(word, {{"_", " "}});
}

std::string Direction(v1::TextDirection direction) {
  return direction == v1::TEXT_DIRECTION_RTL ? "right to left" : "left to right";
}

// The date of that field as the server wrote it for the reader, else as it is stored.
std::string DateText(const v1::LanguageSelection& selection, const std::string& path,
                     const v1::PartialDate& date) {
  for (const v1::LocalizedDate& localized : selection.dates()) {
    if (localized.path() == path) return localized.text();
  }
  if (!date.value().empty()) return date.value();
  if (date.not_before().empty() && date.not_after().empty()) return date.source_text();
  return absl::StrCat(date.not_before(), " to ", date.not_after());
}

std::string Notice(const v1::LanguageSelection& selection, const Style& style) {
  if (!selection.has_notice()) return "";
  return absl::StrCat(style.Dim(selection.notice().text()), "\n\n");
}

std::string Languages(const v1::LanguageSelection& selection) {
  return absl::StrJoin(selection.available(), ", ",
                       [](std::string* out, const v1::AvailableLanguage& available) {
                         absl::StrAppend(out, available.language());
                       });
}

std::string Name(const v1::Entity& entity) {
  std::string name = entity.names().empty() ? entity.id() : entity.names(0).value();
  if (!entity.honorifics().empty()) name = entity.honorifics(0).value() + " " + name;
  if (!entity.acronyms().empty()) absl::StrAppend(&name, " (", entity.acronyms(0).value(), ")");
  if (!entity.roles().empty()) absl::StrAppend(&name, ", ", entity.roles(0).value());
  return name;
}

template <typename List>
void AppendList(const char* title, const List& entities, std::string* text) {
  if (entities.empty()) return;
  absl::StrAppend(text, title, ": ",
                  absl::StrJoin(entities, "; ",
                                [](std::string* out, const v1::Entity& entity) {
                                  absl::StrAppend(out, Name(entity));
                                }),
                  "\n");
}

template <typename List>
std::string MainText(const List& texts) {
  for (const auto& text : texts) {
    if (text.role() == "main") return text.value();
  }
  return texts.empty() ? std::string() : texts[0].value();
}

std::string Headline(const v1::Article& article) {
  for (const v1::Translation& translation : article.translations()) {
    if (translation.language() == article.original_language() || article.translations_size() == 1) {
      return MainText(translation.headlines());
    }
  }
  return "";
}

// One line of text, cut where a terminal would wrap; counted in code points.
std::string Shorten(const std::string& text) {
  constexpr int kLimit = 100;
  int count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] & 0xC0) != 0x80 && ++count > kLimit) return text.substr(0, i) + "…";
  }
  return text;
}

std::string RenderTranslation(const v1::Translation& translation, const std::string& date,
                              const Style& style) {
  std::string text = absl::StrCat(style.Bold(MainText(translation.headlines())), "\n");
  std::vector<std::string> facts;
  if (!date.empty()) facts.push_back(date);
  if (!translation.located().empty()) facts.push_back(translation.located());
  if (!translation.by().empty()) facts.push_back(translation.by());
  facts.push_back(translation.language());
  facts.push_back(Direction(translation.direction()));
  absl::StrAppend(&text, style.Dim(absl::StrJoin(facts, kSeparator)), "\n\n");
  const std::string body = MainText(translation.bodies());
  if (!body.empty()) absl::StrAppend(&text, body, "\n\n");
  return text;
}

}  // namespace

std::string Style::Bold(const std::string& text) const {
  return color ? absl::StrCat("\033[1m", text, "\033[0m") : text;
}

std::string Style::Dim(const std::string& text) const {
  return color ? absl::StrCat("\033[2m", text, "\033[0m") : text;
}

Style StdoutStyle(bool no_color) {
  const char* wish = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  const bool unwanted = no_color || dumb || (wish != nullptr && *wish != '\0');
  return Style{.color = !unwanted && isatty(STDOUT_FILENO) == 1};
}

std::string Word(v1::FeedAction v) {
  return Lower(v1::FeedAction_Name(v), "FEED_ACTION_");
}
std::string Word(v1::ItemKind v) {
  return Lower(v1::ItemKind_Name(v), "ITEM_KIND_");
}
std::string Word(v1::PublishOutcome v) {
  return Lower(v1::PublishOutcome_Name(v), "PUBLISH_OUTCOME_");
}
std::string Word(v1::RecommendationStatus v) {
  return Lower(v1::RecommendationStatus_Name(v), "RECOMMENDATION_STATUS_");
}
std::string Word(v1::Durability v) {
  return Lower(v1::Durability_Name(v), "DURABILITY_");
}

std::string Render(const v1::GetArticleResponse& response, const Style& style) {
  const v1::Article& article = response.article();
  std::string text = Notice(response.selection(), style);
  const std::string date =
      DateText(response.selection(), "date_published", article.date_published());
  for (const v1::Translation& translation : article.translations()) {
    absl::StrAppend(&text, RenderTranslation(translation, date, style));
  }
  AppendList("People", article.people(), &text);
  AppendList("Organisations", article.organisations(), &text);
  AppendList("Places", article.places(), &text);
  for (int i = 0; i < article.events_size(); ++i) {
    const v1::Event& event = article.events(i);
    const std::string path = absl::StrCat("events[", i, "].start");
    absl::StrAppend(&text, "Event: ", event.names().empty() ? event.id() : event.names(0).value(),
                    kSeparator, DateText(response.selection(), path, event.start()), "\n");
  }
  for (const v1::SourceDocument& document : article.source_documents()) {
    absl::StrAppend(&text, "Cites: ",
                    document.titles().empty() ? document.id() : document.titles(0).value(), "\n");
  }
  for (const v1::RecommendationRef& ref : article.recommendations()) {
    absl::StrAppend(&text, "Recommendation ", ref.ordinal(), ": ", ref.recommendation(), "\n");
  }
  absl::StrAppend(
      &text,
      style.Dim(absl::StrCat(article.name(), kSeparator, "revision ", article.revision(),
                             kSeparator, "languages: ", Languages(response.selection()))),
      "\n");
  return text;
}

std::string Render(const v1::GetRecommendationResponse& response, const Style& style) {
  const v1::Recommendation& item = response.recommendation();
  std::string text = Notice(response.selection(), style);
  const std::string date = DateText(response.selection(), "issued", item.issued());
  for (const v1::RecommendationText& value : item.texts()) {
    absl::StrAppend(
        &text,
        style.Bold(absl::StrCat(item.ordinal_label(), item.ordinal_label().empty() ? "" : " ",
                                value.value())),
        "\n", style.Dim(absl::StrCat(value.language(), kSeparator, Direction(value.direction()))),
        "\n\n");
  }
  if (!item.source_document().titles().empty()) {
    absl::StrAppend(&text, "From: ", item.source_document().titles(0).value(),
                    date.empty() ? "" : absl::StrCat(kSeparator, date), "\n");
  }
  AppendList("Issued by", item.issuing_bodies(), &text);
  absl::StrAppend(
      &text, "Status: ", Word(item.status()), "\n",
      style.Dim(absl::StrCat(item.name(), kSeparator, "revision ", item.revision(), kSeparator,
                             "languages: ", Languages(response.selection()))),
      "\n");
  return text;
}

std::string RenderLine(const v1::FeedEntry& entry, const Style& style) {
  std::string text;
  if (entry.selection().has_notice()) {
    text = absl::StrCat(style.Dim(entry.selection().notice().text()), "\n");
  }
  std::string summary;
  if (entry.has_article()) summary = Headline(entry.article());
  if (entry.has_recommendation() && !entry.recommendation().texts().empty()) {
    const v1::Recommendation& item = entry.recommendation();
    summary = absl::StrCat(item.ordinal_label(), item.ordinal_label().empty() ? "" : " ",
                           item.texts(0).value());
  }
  if (entry.has_redacted()) summary = "(taken down)";
  const absl::Time at = absl::FromUnixSeconds(entry.append_time().seconds());
  absl::StrAppend(
      &text,
      style.Dim(absl::StrCat("#", entry.sequence(), " ",
                             absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", at, absl::UTCTimeZone()))),
      " ", Word(entry.action()), " ", Word(entry.kind()), " [",
      absl::StrJoin(entry.languages(), ","), "] ", style.Bold(Shorten(summary)), " ",
      style.Dim(absl::StrCat(entry.name(), " r", entry.revision())), "\n");
  return text;
}

std::string RenderLine(const v1::GetArticleResponse& response, const Style& style) {
  const v1::Article& article = response.article();
  const std::string date =
      DateText(response.selection(), "date_published", article.date_published());
  return absl::StrCat(date, date.empty() ? "" : kSeparator, style.Bold(Shorten(Headline(article))),
                      kSeparator, style.Dim(absl::StrCat(article.name(), " r", article.revision())),
                      "\n");
}

std::string RenderLine(const v1::GetRecommendationResponse& response, const Style& style) {
  const v1::Recommendation& item = response.recommendation();
  const std::string text = item.texts().empty() ? "" : item.texts(0).value();
  return absl::StrCat(Word(item.status()), kSeparator, item.ordinal_label(), " ",
                      style.Bold(Shorten(text)), kSeparator,
                      style.Dim(absl::StrCat(item.name(), " r", item.revision())), "\n");
}

std::string RenderLine(const v1::PublishResult& result, const Style& style) {
  std::string text = absl::StrCat(Word(result.outcome()), " ", style.Bold(result.name()));
  if (result.revision() != 0) absl::StrAppend(&text, " r", result.revision());
  if (result.sequence() != 0) absl::StrAppend(&text, " #", result.sequence());
  return text + "\n";
}

}  // namespace newswire::cli
