#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/render.h"
#include "client/cli/render_parts.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace newswire::cli {
namespace {

std::string RenderTranslation(const v1::Translation& translation, const std::string& date,
                              const Style& style) {
  const v1::TextDirection direction = translation.direction();
  std::vector<std::string> facts;
  if (!date.empty()) facts.push_back(date);
  for (const std::string* line : {&translation.located(), &translation.by()}) {
    if (!line->empty()) facts.push_back(InLine(*line));
  }
  facts.push_back(translation.language());
  facts.push_back(DirectionWords(direction));
  if (translation.kind() == v1::TRANSLATION_KIND_MACHINE ||
      translation.kind() == v1::TRANSLATION_KIND_MACHINE_REVIEWED) {
    facts.push_back(absl::StrCat("translation: ", Word(translation.kind())));
  }
  if (translation.stale()) facts.push_back("stale: the original has changed since");
  if (translation.pub_status() > v1::PUB_STATUS_USABLE) {
    facts.push_back(StatusWord(translation.pub_status()));
  }
  std::string text = absl::StrCat(style.Bold(InLine(MainText(translation.headlines()), direction)),
                                  "\n", style.Dim(absl::StrJoin(facts, kSeparator)), "\n\n");
  const std::string body = MainText(translation.bodies());
  if (!body.empty()) absl::StrAppend(&text, Lines(body, direction), "\n\n");
  return text;
}

void AppendEntities(const char* title,
                    const google::protobuf::RepeatedPtrField<v1::Entity>& entities,
                    std::string* text) {
  if (!entities.empty()) absl::StrAppend(text, title, ": ", EntityNames(entities), "\n");
}

std::string Corrections(const v1::Article& article, const std::string& language) {
  std::string text;
  for (const v1::Correction& correction : article.corrections()) {
    absl::StrAppend(&text, correction.kind() == v1::REVISION_KIND_REFILE ? "Refiled" : "Corrected",
                    " in r", correction.revision(), ", ", TimeText(correction.at()), ": ",
                    TextFor(correction.texts(), language), "\n");
  }
  return text;
}

std::string WhoAndWhat(const v1::GetArticleResponse& response) {
  const v1::Article& article = response.article();
  const v1::LanguageSelection& selection = response.selection();
  std::string text = Corrections(article, selection.served());
  AppendEntities("People", article.people(), &text);
  AppendEntities("Organisations", article.organisations(), &text);
  AppendEntities("Places", article.places(), &text);
  for (int i = 0; i < article.events_size(); ++i) {
    const v1::Event& event = article.events(i);
    const std::string path = absl::StrCat("events[", i, "].start");
    const std::string date = DateText(selection, path, event.start());
    absl::StrAppend(&text, "Event: ", TextFor(event.names(), selection.served()),
                    date.empty() ? "" : kSeparator, date, "\n");
  }
  for (const v1::SourceDocument& document : article.source_documents()) {
    absl::StrAppend(&text, "Cites: ", TextFor(document.titles(), selection.served()), "\n");
  }
  for (const v1::RecommendationRef& ref : article.recommendations()) {
    absl::StrAppend(&text, "Recommendation ", ref.ordinal(), ": ", ref.recommendation(), "\n");
  }
  return text;
}

}  // namespace

std::string Render(const v1::GetArticleResponse& response, const Style& style) {
  const v1::Article& article = response.article();
  const v1::LanguageSelection& selection = response.selection();
  if (response.has_redacted()) {
    return absl::StrCat(Redaction(response.redacted(), selection, style),
                        style.Dim(NameAndRevision(article.name(), article.revision())), "\n");
  }
  std::string text = Notice(selection, style);
  const std::string date = DateText(selection, "date_published", article.date_published());
  for (const v1::Translation& translation : article.translations()) {
    absl::StrAppend(&text, RenderTranslation(translation, date, style));
  }
  absl::StrAppend(&text, WhoAndWhat(response),
                  style.Dim(absl::StrCat(NameAndRevision(article.name(), article.revision()),
                                         kSeparator, "languages: ", Languages(selection))),
                  "\n");
  return text;
}

std::string RenderLine(const v1::GetArticleResponse& response, const Style& style) {
  const v1::Article& article = response.article();
  const std::string name = NameAndRevision(article.name(), article.revision());
  if (response.has_redacted()) {
    return absl::StrCat(StatusWord(response.redacted().pub_status()), kSeparator, style.Dim(name),
                        "\n");
  }
  const std::string date =
      DateText(response.selection(), "date_published", article.date_published());
  return absl::StrCat(date, date.empty() ? "" : kSeparator, style.Bold(HeadlineLine(article)),
                      kSeparator, style.Dim(name), "\n");
}

}  // namespace newswire::cli
