#include "service/core/rank_terms.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/day_range.h"
#include "service/core/payload_item.h"
#include "service/core/terms.h"
#include "service/core/word_counts.h"
#include "storage/strings.h"

namespace newswire {
namespace {

// Four to the octave: no length is off by more than 9 %.
constexpr double kLengthLevels = 4;
// From each number on its level holds.
constexpr std::array<std::uint32_t, 9> kTimes = {2, 3, 4, 6, 8, 12, 16, 24, 32};
// Between a word and its level; no term of a word holds it.
constexpr char kSeparator = '\x1f';

std::string TimesTerm(std::string_view word, std::size_t level) {
  std::string term = MakeTerm(Facet::kTextTimes, word);
  term.push_back(kSeparator);
  term.push_back(static_cast<char>('0' + level));
  return term;
}

int DayNumber(absl::CivilDay day) {
  return static_cast<int>(day - absl::CivilDay(1, 1, 1));
}

void AddDays(const v1::Article& article, std::vector<std::string>* terms) {
  if (const auto days = DaysOf(article.date_published())) {
    terms->push_back(MakeTerm(Facet::kPublishedDay, DayNumber(days->first)));
  }
  std::optional<absl::CivilDay> first;
  for (const v1::Event& event : article.events()) {
    const auto days = DaysOf(event.start());
    if (days && (!first || days->first < *first)) first = days->first;
  }
  if (first) terms->push_back(MakeTerm(Facet::kEventDay, DayNumber(*first)));
}

void AddDays(const v1::Recommendation& recommendation, std::vector<std::string>* terms) {
  if (const auto days = DaysOf(recommendation.issued())) {
    terms->push_back(MakeTerm(Facet::kPublishedDay, DayNumber(days->first)));
  }
}

}  // namespace

std::vector<std::string> RankTermsOf(const PayloadItem& item, const WordCounts& words) {
  std::vector<std::string> terms;
  item.Visit([&terms](const auto& parsed) { AddDays(parsed, &terms); });
  if (words.length() > 0) {
    const auto level = std::lround(kLengthLevels * std::log2(words.length()));
    terms.push_back(MakeTerm(Facet::kTextLength, static_cast<int>(std::max(level, 0L))));
  }
  words.Visit([&terms](std::string_view word, std::uint32_t times) {
    const auto above = std::upper_bound(kTimes.begin(), kTimes.end(), times);
    if (above == kTimes.begin()) return;
    terms.push_back(TimesTerm(word, static_cast<std::size_t>(above - kTimes.begin() - 1)));
  });
  return terms;
}

std::optional<std::uint32_t> ParseDay(std::string_view term) {
  std::uint32_t day = 0;
  if (!absl::SimpleAtoi(View(term.substr(1)), &day)) return std::nullopt;
  return day;
}

std::optional<double> ParseLength(std::string_view term) {
  int level = 0;
  if (!absl::SimpleAtoi(View(term.substr(1)), &level)) return std::nullopt;
  return std::exp2(level / kLengthLevels);
}

std::vector<std::string> TimesTerms(std::string_view word) {
  std::vector<std::string> terms;
  for (std::size_t level = 0; level < kTimes.size(); ++level) {
    terms.push_back(TimesTerm(word.substr(1), level));
  }
  return terms;
}

std::optional<std::uint32_t> ParseTimes(std::string_view term) {
  const std::size_t level = static_cast<unsigned char>(term.back()) - std::size_t{'0'};
  if (level >= kTimes.size()) return std::nullopt;
  return kTimes[level];
}

}  // namespace newswire
