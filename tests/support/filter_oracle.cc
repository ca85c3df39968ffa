#include "tests/support/filter_oracle.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"

namespace newswire::testing {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

std::string Plain(const std::string& text) {
  const std::vector<std::string> words =
      absl::StrSplit(absl::AsciiStrToLower(text), absl::ByAnyChar(" \t\n"), absl::SkipEmpty());
  return absl::StrJoin(words, " ");
}

bool IsOneOf(const std::string& value, const Strings& wanted) {
  return !value.empty() && std::any_of(wanted.begin(), wanted.end(), [&](const std::string& other) {
    return Plain(other) == Plain(value);
  });
}
template <typename Texts>
bool IsTextOneOf(const Texts& texts, const Strings& wanted) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const auto& text) { return IsOneOf(text.value(), wanted); });
}
bool Is(const v1::Entity& entity, const Strings& wanted) {
  return IsOneOf(entity.uri(), wanted) || IsOneOf(entity.literal(), wanted) ||
         IsTextOneOf(entity.names(), wanted) || IsTextOneOf(entity.acronyms(), wanted);
}
bool Is(const v1::Event& event, const Strings& wanted) {
  return IsOneOf(event.uri(), wanted) || IsOneOf(event.literal(), wanted) ||
         IsTextOneOf(event.names(), wanted);
}
bool Is(const v1::Genre& genre, const Strings& wanted) {
  return IsOneOf(genre.uri(), wanted) || IsOneOf(genre.literal(), wanted) ||
         IsTextOneOf(genre.names(), wanted);
}
bool Is(const v1::SourceDocument& document, const Strings& wanted) {
  return IsOneOf(document.uri(), wanted) || IsOneOf(document.symbol(), wanted) ||
         IsTextOneOf(document.titles(), wanted);
}
template <typename Things>
bool AnyIs(const Things& things, const Strings& wanted) {
  return std::any_of(things.begin(), things.end(),
                     [&](const auto& thing) { return Is(thing, wanted); });
}
template <typename Numbers>
bool Holds(const Numbers& numbers, int wanted) {
  return std::find(numbers.begin(), numbers.end(), wanted) != numbers.end();
}

// First and last day that a printed date may mean.
absl::CivilDay Day(const std::string& text, bool last) {
  int parts[3] = {0, 0, 0};
  int count = 0;
  for (const auto part : absl::StrSplit(text.substr(0, 10), '-')) {
    (void)absl::SimpleAtoi(part, &parts[count++]);
  }
  if (count == 1) return last ? absl::CivilDay(parts[0], 12, 31) : absl::CivilDay(parts[0], 1, 1);
  if (count == 3) return absl::CivilDay(parts[0], parts[1], parts[2]);
  return last ? absl::CivilDay(parts[0], parts[1] + 1, 1) - 1
              : absl::CivilDay(parts[0], parts[1], 1);
}
bool Overlap(const v1::DateRange& range, const v1::PartialDate& from, const v1::PartialDate& to) {
  const std::string first = from.value().empty() ? from.not_before() : from.value();
  const std::string last = to.value().empty() ? to.not_after() : to.value();
  if (first.empty() && last.empty()) return false;
  const absl::CivilDay begin = Day(first.empty() ? last : first, false);
  const absl::CivilDay end = Day(last.empty() ? first : last, true);
  return (range.to().empty() || begin <= Day(range.to(), true)) &&
         (range.from().empty() || end >= Day(range.from(), false));
}

// Words in lower case, one space before and behind each; tags and commas are no words.
std::string Spaced(const std::string& text) {
  std::string plain = " ";
  bool tag = false;
  for (const char c : absl::AsciiStrToLower(text)) {
    tag = c == '<' || (tag && c != '>');
    const bool letter = !tag && absl::ascii_isalnum(static_cast<unsigned char>(c));
    if (letter || plain.back() != ' ') plain.push_back(letter ? c : ' ');
  }
  if (plain.back() != ' ') plain.push_back(' ');
  return plain;
}
// Each word, and each run between quotation marks, is in one of the texts.
bool AreIn(const std::string& query, const std::vector<std::string>& texts) {
  const auto is_in = [&texts](const std::string& words) {
    return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
      return text.find(words) != std::string::npos;
    });
  };
  bool quoted = false;
  for (const auto part : absl::StrSplit(query, '"')) {
    std::vector<std::string> wanted = {std::string(part)};
    if (!quoted) wanted = absl::StrSplit(part, absl::ByAnyChar(" ,"), absl::SkipEmpty());
    quoted = !quoted;
    for (const std::string& words : wanted) {
      if (!is_in(Spaced(words))) return false;
    }
  }
  return true;
}
std::vector<std::string> TextsOf(const v1::Article& article) {
  std::vector<std::string> texts;
  for (const v1::Translation& translation : article.translations()) {
    for (const auto& text : translation.headlines()) texts.push_back(Spaced(text.value()));
    for (const auto& text : translation.bodies()) texts.push_back(Spaced(text.value()));
  }
  return texts;
}
std::vector<std::string> TextsOf(const v1::Recommendation& item) {
  std::vector<std::string> texts;
  for (const auto& text : item.texts()) texts.push_back(Spaced(text.value()));
  return texts;
}

bool MatchesArticle(const v1::Filter& filter, const v1::Article& article) {
  if (!filter.statuses().empty() || !filter.addressees().empty() || !filter.responses().empty() ||
      filter.has_priority()) {
    return false;
  }
  if (filter.has_urgency() &&
      (article.urgency() < filter.urgency().min() ||
       (filter.urgency().has_max() && article.urgency() > filter.urgency().max()))) {
    return false;
  }
  if (filter.has_date_published() &&
      !Overlap(filter.date_published(), article.date_published(), article.date_published())) {
    return false;
  }
  const auto at_event = [&filter](const v1::Event& event) {
    return Overlap(filter.event_date(), event.start(),
                   event.has_end() ? event.end() : event.start());
  };
  if (filter.has_event_date() &&
      std::none_of(article.events().begin(), article.events().end(), at_event)) {
    return false;
  }
  return (!filter.has_text() || AreIn(filter.text(), TextsOf(article))) &&
         (filter.subjects().empty() || AnyIs(article.subjects(), filter.subjects())) &&
         (filter.people().empty() || AnyIs(article.people(), filter.people())) &&
         (filter.organisations().empty() ||
          AnyIs(article.organisations(), filter.organisations())) &&
         (filter.places().empty() || AnyIs(article.places(), filter.places())) &&
         (filter.events().empty() || AnyIs(article.events(), filter.events())) &&
         (filter.source_documents().empty() ||
          AnyIs(article.source_documents(), filter.source_documents())) &&
         (filter.genres().empty() || AnyIs(article.genres(), filter.genres()));
}

bool MatchesRecommendation(const v1::Filter& filter, const v1::Recommendation& item) {
  if (!filter.people().empty() || !filter.events().empty() || !filter.genres().empty() ||
      filter.has_urgency() || filter.has_event_date()) {
    return false;
  }
  if (filter.has_priority() && filter.priority() != item.priority()) return false;
  if (!filter.statuses().empty() && !Holds(filter.statuses(), item.status())) return false;
  if (filter.has_date_published() &&
      !Overlap(filter.date_published(), item.issued(), item.issued())) {
    return false;
  }
  const auto answered = [&filter](const v1::Addressee& addressee) {
    return (filter.addressees().empty() || Is(addressee.entity(), filter.addressees())) &&
           (filter.responses().empty() || Holds(filter.responses(), addressee.response()));
  };
  if ((!filter.addressees().empty() || !filter.responses().empty()) &&
      std::none_of(item.addressees().begin(), item.addressees().end(), answered)) {
    return false;
  }
  return (!filter.has_text() || AreIn(filter.text(), TextsOf(item))) &&
         (filter.subjects().empty() || AnyIs(item.themes(), filter.subjects())) &&
         (filter.organisations().empty() || AnyIs(item.issuing_bodies(), filter.organisations())) &&
         (filter.places().empty() || AnyIs(item.places(), filter.places())) &&
         (filter.source_documents().empty() ||
          Is(item.source_document(), filter.source_documents()));
}

bool AsksAboutTheItem(v1::Filter filter) {
  filter.clear_kinds();
  filter.clear_languages();
  filter.clear_providers();
  filter.clear_actions();
  filter.clear_names();
  filter.clear_pub_statuses();
  filter.clear_none_of();
  return filter.ByteSizeLong() > 0;
}

bool MatchesFields(const v1::Filter& filter, const v1::FeedEntry& entry) {
  const auto speaks = [&entry](const std::string& wanted) {
    return std::any_of(entry.languages().begin(), entry.languages().end(),
                       [&wanted](const std::string& tag) {
                         return tag == wanted || tag.rfind(wanted + "-", 0) == 0;
                       });
  };
  if ((!filter.kinds().empty() && !Holds(filter.kinds(), entry.kind())) ||
      (!filter.actions().empty() && !Holds(filter.actions(), entry.action())) ||
      (!filter.pub_statuses().empty() && !Holds(filter.pub_statuses(), entry.pub_status())) ||
      (!filter.providers().empty() && !IsOneOf(entry.provider(), filter.providers())) ||
      (!filter.languages().empty() &&
       std::none_of(filter.languages().begin(), filter.languages().end(), speaks)) ||
      (!filter.names().empty() && std::find(filter.names().begin(), filter.names().end(),
                                            entry.name()) == filter.names().end())) {
    return false;
  }
  if (!AsksAboutTheItem(filter)) return true;
  if (entry.has_article()) return MatchesArticle(filter, entry.article());
  return entry.has_recommendation() && MatchesRecommendation(filter, entry.recommendation());
}

// What of the filter is about kind and name, which an item never changes.
v1::Filter Lasting(const v1::Filter& filter) {
  v1::Filter lasting;
  *lasting.mutable_kinds() = filter.kinds();
  *lasting.mutable_names() = filter.names();
  return lasting;
}

}  // namespace

bool OracleMatches(const v1::Filter& filter, const v1::FeedEntry& entry) {
  if (entry.must_retract() || entry.retraction_reason() != 0) {
    return MatchesFields(Lasting(filter), entry) &&
           std::none_of(filter.none_of().begin(), filter.none_of().end(),
                        [&entry](const v1::Filter& none) {
                          return none.ByteSizeLong() == Lasting(none).ByteSizeLong() &&
                                 MatchesFields(none, entry);
                        });
  }
  return MatchesFields(filter, entry) &&
         std::none_of(filter.none_of().begin(), filter.none_of().end(),
                      [&entry](const v1::Filter& none) { return MatchesFields(none, entry); });
}

}  // namespace newswire::testing
