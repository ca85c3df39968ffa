#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "client/cli/render.h"
#include "client/cli/render_parts.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace newswire::cli {
namespace {

constexpr char kIndent[] = "    ";

std::string RecommendationLine(const v1::FeedEntry& entry) {
  const v1::Recommendation& item = entry.recommendation();
  std::string text(item.ordinal_label());
  if (!item.texts().empty()) {
    const v1::RecommendationText& first = item.texts(0);
    absl::StrAppend(&text, text.empty() ? "" : " ",
                    InLine(Shorten(first.value()), first.direction()));
  }
  // Of a change of status, where it stands now is the news.
  if (entry.action() == v1::FEED_ACTION_STATUS) {
    absl::StrAppend(&text, " → ", Word(item.status()));
  }
  return text;
}

// What the item is about; of one that may not be shown, why there is nothing.
std::string Summary(const v1::FeedEntry& entry) {
  if (entry.has_redacted() && !entry.must_retract()) {
    return absl::StrCat("(", StatusWord(entry.redacted().pub_status()), " by #",
                        entry.redacted().by_sequence(), ")");
  }
  if (entry.has_article()) return HeadlineLine(entry.article());
  if (entry.has_recommendation()) return RecommendationLine(entry);
  return entry.has_selection() && !entry.must_retract() ? "(in none of the wanted languages)" : "";
}

// The language of the line's text when one was chosen, else all there are.
std::string LanguagesOf(const v1::FeedEntry& entry) {
  if (!entry.selection().served().empty()) return entry.selection().served();
  return absl::StrJoin(entry.languages(), ",");
}

std::string Head(const v1::FeedEntry& entry, const Style& style) {
  const absl::Time at = absl::FromUnixSeconds(entry.append_time().seconds());
  const std::string when = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", at, absl::UTCTimeZone());
  const std::string action = Word(entry.action());
  std::vector<std::string> words = {style.Dim(absl::StrCat("#", entry.sequence(), " ", when)),
                                    entry.must_retract() ? style.Alarm(action) : action,
                                    Word(entry.kind())};
  const std::string languages = LanguagesOf(entry);
  if (!languages.empty()) words.push_back(absl::StrCat("[", languages, "]"));
  const std::string summary = Summary(entry);
  if (!summary.empty()) words.push_back(style.Bold(summary));
  words.push_back(style.Dim(NameAndRevision(entry.name(), entry.revision())));
  return absl::StrJoin(words, " ");
}

// "correction, major: translations[en].bodies[main].value, urgency".
std::string WhatChanged(const v1::FeedEntry& entry) {
  std::vector<std::string> words;
  if (entry.revision_kind() != v1::REVISION_KIND_UNSPECIFIED) {
    words.push_back(Word(entry.revision_kind()));
  }
  if (entry.significance() != v1::SIGNIFICANCE_UNSPECIFIED) {
    words.push_back(Word(entry.significance()));
  }
  std::vector<std::string> paths(entry.changed_paths().begin(), entry.changed_paths().end());
  if (!paths.empty() && paths.back() == "*") paths.back() = "and more";
  return absl::StrCat(absl::StrJoin(words, ", "), words.empty() || paths.empty() ? "" : ": ",
                      absl::StrJoin(paths, ", "));
}

// Whether the entry takes back the item, or (as a correction of it) translations alone.
bool TakesBack(const v1::FeedEntry& entry) {
  return entry.must_retract() || entry.revision_kind() == v1::REVISION_KIND_WITHHOLD ||
         entry.revision_kind() == v1::REVISION_KIND_CANCEL;
}

std::string WhatToTakeDown(const v1::FeedEntry& entry, const Style& style) {
  const bool for_ever =
      entry.action() == v1::FEED_ACTION_CANCEL || entry.revision_kind() == v1::REVISION_KIND_CANCEL;
  const bool for_now = entry.action() == v1::FEED_ACTION_WITHHOLD ||
                       entry.revision_kind() == v1::REVISION_KIND_WITHHOLD;
  std::string what = "IT DOWN";
  if (!entry.must_retract()) {
    // An entry that was redacted later names no fields any more.
    what = entry.changed_paths().empty()
               ? "DOWN a translation (which one is no longer told)"
               : absl::StrCat("DOWN ", absl::StrJoin(entry.changed_paths(), ", "));
  }
  std::string text = style.Alarm(absl::StrCat("TAKE ", what,
                                              for_ever  ? " for ever"
                                              : for_now ? " until it is reinstated"
                                                        : ""));
  const std::string reason = Word(entry.retraction_reason());
  if (!reason.empty()) absl::StrAppend(&text, ": ", reason);
  if (!entry.replaced_by().empty()) {
    absl::StrAppend(&text, kSeparator, "in its place: ", entry.replaced_by());
  }
  return text;
}

}  // namespace

std::string RenderEntry(const v1::FeedEntry& entry, const Style& style) {
  std::string text = Head(entry, style) + "\n";
  if (entry.selection().has_notice()) {
    const v1::LocalizedNotice& notice = entry.selection().notice();
    absl::StrAppend(&text, kIndent, style.Dim(InLine(notice.text(), notice.direction())), "\n");
  }
  if (TakesBack(entry)) {
    absl::StrAppend(&text, kIndent, WhatToTakeDown(entry, style), "\n");
  }
  // A first revision is all new and says nothing beside that.
  const bool first = entry.action() == v1::FEED_ACTION_PUBLISH && entry.changed_paths().empty();
  const std::string changed = first ? "" : WhatChanged(entry);
  if (!changed.empty()) absl::StrAppend(&text, kIndent, changed, "\n");
  absl::StrAppend(&text, TextLines(entry.advisories(), kIndent));
  return text;
}

}  // namespace newswire::cli
