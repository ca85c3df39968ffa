#include "service/search/bm25.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "service/core/rank_terms.h"
#include "service/core/sort_unique.h"
#include "storage/status_macros.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr float kSaturation = 1.2F;     // k1
constexpr float kLengthWeight = 0.75F;  // b

}  // namespace

std::string TextStatistics::ToString() const {
  std::string text = absl::StrCat(items, ",", length_hundredths);
  for (const std::uint64_t count : items_with) absl::StrAppend(&text, ",", count);
  return text;
}

std::optional<TextStatistics> TextStatistics::Parse(std::string_view text, std::size_t words) {
  std::vector<std::uint64_t> numbers;
  for (const absl::string_view part : absl::StrSplit(View(text), ',')) {
    if (!absl::SimpleAtoi(part, &numbers.emplace_back())) return std::nullopt;
  }
  if (numbers.size() != words + 2) return std::nullopt;
  return TextStatistics{numbers[0], numbers[1], {numbers.begin() + 2, numbers.end()}};
}

absl::StatusOr<TextStatistics> TextStatistics::Measure(const Index& index,
                                                       const std::vector<Clause>& words) {
  TextStatistics statistics;
  statistics.items_with.resize(words.size());
  double length = 0;
  const auto measure = [&](const Segment& segment) -> absl::Status {
    const auto add = [&](std::string_view term, const Postings& postings) {
      const std::size_t count = postings.count();
      statistics.items += count;
      length += ParseLength(term).value_or(0) * static_cast<double>(count);
    };
    NEWSWIRE_RETURN_IF_ERROR(segment.VisitFacet(Facet::kTextLength, add));
    for (std::size_t i = 0; i < words.size(); ++i) {
      Bitmap with;
      NEWSWIRE_RETURN_IF_ERROR(segment.AddTo(words[i].terms, &with));
      statistics.items_with[i] += with.Count();
    }
    return absl::OkStatus();
  };
  NEWSWIRE_RETURN_IF_ERROR(index.VisitSegments(measure));
  if (statistics.items > 0) {
    statistics.length_hundredths = static_cast<std::uint64_t>(
        std::llround(100 * length / static_cast<double>(statistics.items)));
  }
  return statistics;
}

double TextStatistics::Weight(std::size_t word) const {
  const auto with = static_cast<double>(std::min(items_with[word], items));
  return std::log(1 + (static_cast<double>(items) - with + 0.5) / (with + 0.5));
}

std::vector<Clause> WordsOf(const CompiledFilter& filter) {
  std::vector<Clause> words;
  for (const Clause& clause : filter.all_of()) {
    if (clause.facet == Facet::kText) words.push_back(clause);
  }
  return words;
}

Bm25::Bm25(std::vector<Clause> words, const TextStatistics& statistics)
    : mean_length_(std::max(1.0, static_cast<double>(statistics.length_hundredths) / 100)) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    Word word{std::move(words[i].terms), {}, 0};
    for (const std::string& term : word.terms) {
      std::vector<std::string> times = TimesTerms(term);
      std::move(times.begin(), times.end(), std::back_inserter(word.times_terms));
    }
    SortUnique(&word.times_terms);
    word.weight = static_cast<float>(statistics.Weight(i));
    words_.push_back(std::move(word));
  }
}

absl::Status Bm25::Rate(const Segment& segment, Bitmap* matches, Keys* keys) const {
  Keys norms(Bitmap::kBits, kSaturation);
  const auto norm = [&](std::string_view term, const Postings& postings) {
    const auto length = static_cast<float>(ParseLength(term).value_or(0) / mean_length_);
    const float value = kSaturation * (1 - kLengthWeight + kLengthWeight * length);
    postings.VisitIn(*matches, [&](std::uint16_t offset) { norms[offset] = value; });
  };
  NEWSWIRE_RETURN_IF_ERROR(segment.VisitFacet(Facet::kTextLength, norm));
  Keys times(Bitmap::kBits);
  for (const Word& word : words_) {
    std::fill(times.begin(), times.end(), 0.0F);
    const auto once = [&](std::string_view, const Postings& postings) {
      postings.VisitIn(*matches, [&](std::uint16_t offset) { times[offset] = 1; });
    };
    const auto more = [&](std::string_view term, const Postings& postings) {
      const auto count = static_cast<float>(ParseTimes(term).value_or(1));
      postings.VisitIn(
          *matches, [&](std::uint16_t offset) { times[offset] = std::max(times[offset], count); });
    };
    NEWSWIRE_RETURN_IF_ERROR(segment.VisitTerms(word.terms, once));
    NEWSWIRE_RETURN_IF_ERROR(segment.VisitTerms(word.times_terms, more));
    for (std::size_t i = 0; i < times.size(); ++i) {
      (*keys)[i] += word.weight * times[i] * (kSaturation + 1) / (times[i] + norms[i]);
    }
  }
  return absl::OkStatus();
}

}  // namespace newswire
