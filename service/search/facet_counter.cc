#include "service/search/facet_counter.h"

#include <algorithm>
#include <numeric>

#include "storage/status_macros.h"
#include "storage/strings.h"

namespace newswire {
namespace {

// Of the largest columns there must be room for so many.
constexpr std::size_t kColumnsMin = 16;

void AddTo(std::uint32_t number, std::size_t count, std::vector<std::uint32_t>* counts) {
  if (number >= counts->size()) counts->resize(number + std::size_t{1});
  (*counts)[number] += static_cast<std::uint32_t>(count);
}

}  // namespace

std::uint32_t FacetTerms::NumberOf(std::string_view term) {
  absl::MutexLock lock(&mu_);
  const auto next = static_cast<std::uint32_t>(terms_.size());
  const auto [known, added] = numbers_.try_emplace(std::string(term), next);
  if (!added) return known->second;
  const FacetValue parts = ParseFacetValue(term);
  std::string value(parts.value);
  const auto next_value = static_cast<std::uint32_t>(values_.size());
  const auto [of, is_new] = value_numbers_.try_emplace(value, next_value);
  if (is_new) values_.push_back(std::move(value));
  terms_.push_back({of->second, std::string(parts.label)});
  return next;
}

std::vector<FacetCount> FacetTerms::Top(const std::vector<std::uint32_t>& counts,
                                        std::size_t top) const {
  absl::ReaderMutexLock lock(&mu_);
  std::vector<std::uint32_t> sums(values_.size());
  for (std::size_t i = 0; i < counts.size(); ++i) sums[terms_[i].value] += counts[i];
  std::vector<std::uint32_t> found;
  for (std::uint32_t value = 0; value < sums.size(); ++value) {
    if (sums[value] > 0) found.push_back(value);
  }
  const auto more = [&](std::uint32_t a, std::uint32_t b) ABSL_SHARED_LOCKS_REQUIRED(mu_) {
    return sums[a] != sums[b] ? sums[a] > sums[b] : values_[a] < values_[b];
  };
  const std::size_t kept = std::min(top, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(),
                    more);
  std::vector<FacetCount> best;
  absl::flat_hash_map<std::uint32_t, std::size_t> places;
  for (std::size_t i = 0; i < kept; ++i) {
    places[found[i]] = i;
    best.push_back({values_[found[i]], "", sums[found[i]]});
  }
  // As printed most often.
  std::vector<std::uint32_t> printed(kept);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const auto place = places.find(terms_[i].value);
    if (place == places.end() || counts[i] < printed[place->second]) continue;
    std::string* const label = &best[place->second].label;
    if (counts[i] == printed[place->second] && *label <= terms_[i].label) continue;
    printed[place->second] = counts[i];
    *label = terms_[i].label;
  }
  return best;
}

void FacetCounter::Column::Count(const Offsets& matches, std::vector<std::uint32_t>* counts) const {
  if (values.empty()) return;
  // Where few of many entries match, each waits for memory twice; so that is asked for ahead.
  constexpr std::size_t kAhead = 12;
  std::vector<std::uint32_t> found(terms.size());
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (i + 2 * kAhead < matches.size()) __builtin_prefetch(&begins[matches[i + 2 * kAhead]]);
    if (i + kAhead < matches.size()) {
      __builtin_prefetch(values.data() + begins[matches[i + kAhead]]);
    }
    const std::size_t offset = matches[i];
    for (std::uint32_t at = begins[offset]; at < begins[offset + 1]; ++at) ++found[values[at]];
  }
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (found[i] > 0) AddTo(terms[i], found[i], counts);
  }
}

std::shared_ptr<const FacetCounter::Column> FacetCounter::Find(
    const Key& key, const std::shared_ptr<const SealedSegment>& of) {
  absl::ReaderMutexLock lock(&mu_);
  const auto found = columns_.find(key);
  // Another segment may have taken its place.
  if (found == columns_.end() || found->second->of.lock() != of) return nullptr;
  return found->second;
}

FacetTerms& FacetCounter::TermsOf(Facet facet) {
  absl::MutexLock lock(&mu_);
  return terms_[facet];
}

absl::StatusOr<std::shared_ptr<const FacetCounter::Column>> FacetCounter::Read(
    const std::shared_ptr<const SealedSegment>& of, Facet facet) {
  FacetTerms& terms = TermsOf(facet);
  auto column = std::make_shared<Column>();
  column->of = of;
  Bitmap all;
  all.Fill();
  // How many values each entry has, then where they begin.
  std::vector<std::uint32_t>& begins = column->begins;
  begins.resize(Bitmap::kBits + 1);
  const auto count = [&](std::string_view term, const Postings& postings) {
    column->terms.push_back(terms.NumberOf(term));
    postings.VisitIn(all, [&](std::uint16_t offset) { ++begins[offset + std::size_t{1}]; });
  };
  NEWSWIRE_RETURN_IF_ERROR(of->VisitFacet(facet, count));
  if (column->terms.empty()) {
    begins = {};
    return column;
  }
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  const bool large = begins.back() * sizeof(column->values[0]) > bytes_max_ / kColumnsMin;
  if (large || column->terms.size() > Bitmap::kBits) return nullptr;
  column->values.resize(begins.back());
  std::vector<std::uint32_t> next(begins.begin(), begins.end() - 1);
  std::uint32_t value = 0;  // the terms come in the same order: the segment never changes
  const auto fill = [&](std::string_view, const Postings& postings) {
    postings.VisitIn(all, [&](std::uint16_t offset) {
      column->values[next[offset]++] = static_cast<std::uint16_t>(value);
    });
    ++value;
  };
  NEWSWIRE_RETURN_IF_ERROR(of->VisitFacet(facet, fill));
  return column;
}

absl::Status FacetCounter::AddPostings(const Segment& segment, Facet facet, const Bitmap& matches,
                                       std::vector<std::uint32_t>* counts) {
  FacetTerms& terms = TermsOf(facet);
  return segment.VisitFacet(facet, [&](std::string_view term, const Postings& postings) {
    const std::size_t count = postings.CountIn(matches);
    if (count > 0) AddTo(terms.NumberOf(term), count, counts);
  });
}

bool FacetCounter::HasRoomFor(std::uint32_t segment) {
  absl::ReaderMutexLock lock(&mu_);
  return bytes_ < bytes_max_ || (!columns_.empty() && columns_.begin()->first.first < segment);
}

void FacetCounter::Keep(const Key& key, std::shared_ptr<const Column> column) {
  absl::MutexLock lock(&mu_);
  const auto drop = [this](auto one) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    bytes_ -= one->second->bytes();
    columns_.erase(one);
  };
  if (const auto before = columns_.find(key); before != columns_.end()) drop(before);
  while (bytes_ + column->bytes() > bytes_max_) {
    if (columns_.empty() || columns_.begin()->first.first >= key.first) return;
    drop(columns_.begin());
  }
  bytes_ += column->bytes();
  columns_[key] = std::move(column);
}

absl::Status FacetCounter::Add(const Segment& segment, Facet facet, const Matches& matches,
                               std::vector<std::uint32_t>* counts) {
  const std::shared_ptr<const SealedSegment> sealed = segment.AsSealed();
  // What changes is not kept.
  if (sealed == nullptr) return AddPostings(segment, facet, matches.bitmap, counts);
  const Key key{sealed->number(), facet};
  std::shared_ptr<const Column> column = Find(key, sealed);
  const bool kept = column != nullptr;
  if (!kept && HasRoomFor(key.first)) {
    NEWSWIRE_ASSIGN_OR_RETURN(column, Read(sealed, facet));
  }
  if (column == nullptr) return AddPostings(segment, facet, matches.bitmap, counts);
  column->Count(matches.offsets, counts);
  if (!kept) Keep(key, std::move(column));
  return absl::OkStatus();
}

}  // namespace newswire
