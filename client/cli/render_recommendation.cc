#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/render.h"
#include "client/cli/render_parts.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace newswire::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string Numbered(const v1::Recommendation& item, const std::string& text) {
  return absl::StrCat(item.ordinal_label(), item.ordinal_label().empty() ? "" : " ", text);
}

// The first text on one line.
std::string FirstLine(const v1::Recommendation& item) {
  if (item.texts().empty()) return item.ordinal_label();
  const v1::RecommendationText& text = item.texts(0);
  return Numbered(item, InLine(Shorten(text.value()), text.direction()));
}

std::string RenderTexts(const v1::Recommendation& item, const Style& style) {
  std::string text;
  for (const v1::RecommendationText& value : item.texts()) {
    std::vector<std::string> facts = {value.language(), DirectionWords(value.direction())};
    if (value.textuality() != v1::TEXTUALITY_UNSPECIFIED) facts.push_back(Word(value.textuality()));
    if (value.stale()) facts.push_back("stale: the original has changed since");
    absl::StrAppend(&text, style.Bold(Numbered(item, Lines(value.value(), value.direction()))),
                    "\n", style.Dim(absl::StrJoin(facts, kSeparator)), "\n\n");
  }
  return text;
}

std::string Origin(const v1::GetRecommendationResponse& response) {
  const v1::Recommendation& item = response.recommendation();
  std::string text;
  if (!item.source_document().titles().empty()) {
    const std::string date = DateText(response.selection(), "issued", item.issued());
    absl::StrAppend(
        &text, "From: ", TextFor(item.source_document().titles(), response.selection().served()),
        date.empty() ? "" : kSeparator, date, "\n");
  }
  if (!item.issuing_bodies().empty()) {
    absl::StrAppend(&text, "Issued by: ", EntityNames(item.issuing_bodies()), "\n");
  }
  return text;
}

std::string By(const v1::StatusChange& change) {
  const std::string by = InLine(change.by());
  return absl::StrCat(Word(change.by_role()), by.empty() ? "" : " ", by);
}

std::string StatusTable(const v1::Recommendation& item) {
  Rows rows = {{"revision", "when", "from", "to", "by", "why"}};
  for (const v1::StatusChange& change : item.status_history()) {
    rows.push_back({absl::StrCat(change.revision()), TimeText(change.at()), Word(change.from()),
                    Word(change.to()), By(change),
                    TextFor(change.comments(), item.original_language())});
  }
  return Table(rows, "  ");
}

std::string AssessmentTable(const v1::Recommendation& item) {
  Rows rows = {{"role", "who", "status", "progress", "as of", "comment", "evidence"}};
  for (const v1::Assessment& assessment : item.assessments()) {
    rows.push_back({Word(assessment.assessor_role()),
                    assessment.has_assessor() ? EntityName(assessment.assessor()) : "",
                    Word(assessment.status()), Word(assessment.progress()),
                    assessment.as_of().value(),
                    TextFor(assessment.comments(), item.original_language()),
                    absl::StrJoin(assessment.evidence_hrefs(), " ")});
  }
  return Table(rows, "  ");
}

std::string AnswerTable(const v1::Recommendation& item) {
  Rows rows = {{"id", "addressee", "answer", "date", "comment"}};
  for (const v1::Addressee& addressee : item.addressees()) {
    const std::string answer = Word(addressee.response());
    rows.push_back({addressee.entity().id(), EntityName(addressee.entity()),
                    answer.empty() ? "not stated" : answer, addressee.responded().value(),
                    TextFor(addressee.comments(), item.original_language())});
  }
  return Table(rows, "  ");
}

}  // namespace

std::string Render(const v1::GetRecommendationResponse& response, const Style& style) {
  const v1::Recommendation& item = response.recommendation();
  const std::string name = NameAndRevision(item.name(), item.revision());
  const v1::LanguageSelection& selection = response.selection();
  if (response.has_redacted()) {
    return absl::StrCat(Redaction(response.redacted(), selection, style), style.Dim(name), "\n");
  }
  std::string text =
      absl::StrCat(Notice(selection, style), RenderTexts(item, style), Origin(response));
  absl::StrAppend(&text, "Status: ", Word(item.status()));
  if (!item.superseded_by().empty()) absl::StrAppend(&text, ", by ", item.superseded_by());
  if (!item.target_date().value().empty()) {
    absl::StrAppend(&text, kSeparator, "due ",
                    DateText(selection, "target_date", item.target_date()));
  }
  for (const std::string& article : item.reported_in()) {
    absl::StrAppend(&text, "\nReported in: ", article);
  }
  absl::StrAppend(&text, "\n",
                  style.Dim(absl::StrCat(name, kSeparator, "languages: ", Languages(selection))),
                  "\n");
  return text;
}

std::string RenderLine(const v1::GetRecommendationResponse& response, const Style& style) {
  const v1::Recommendation& item = response.recommendation();
  const std::string name = NameAndRevision(item.name(), item.revision());
  if (response.has_redacted()) {
    return absl::StrCat(StatusWord(response.redacted().pub_status()), kSeparator, style.Dim(name),
                        "\n");
  }
  return absl::StrCat(Word(item.status()), kSeparator, style.Bold(FirstLine(item)), kSeparator,
                      style.Dim(name), "\n");
}

std::string RenderHistory(const v1::Recommendation& item, const Style& style) {
  std::string text = absl::StrCat(style.Bold(FirstLine(item)), "\n",
                                  style.Dim(NameAndRevision(item.name(), item.revision())), "\n\n",
                                  "Status: ", style.Bold(Word(item.status())), "\n");
  absl::StrAppend(&text, item.status_history().empty() ? "  never changed\n" : StatusTable(item));
  absl::StrAppend(&text, "\nAssessments\n",
                  item.assessments().empty() ? "  none\n" : AssessmentTable(item));
  if (!item.addressees().empty()) absl::StrAppend(&text, "\nAnswers\n", AnswerTable(item));
  return text;
}

}  // namespace newswire::cli
