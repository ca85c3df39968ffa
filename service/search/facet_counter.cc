#include "service/search/facet_counter.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "storage/status_macros.h"
#include "storage/strings.h"

namespace newswire {
namespace {

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
    if (place == places.end() || counts[i] <= printed[place->second]) continue;
    printed[place->second] = counts[i];
    best[place->second].label = terms_[i].label;
  }
  return best;
}

void FacetCounter::Column::Count(const Bitmap& matches, std::vector<std::uint32_t>* counts) const {
  if (values.empty()) return;
  std::vector<std::uint32_t> found(terms.size());
  for (std::size_t word = 0; word < matches.words().size(); ++word) {
    for (std::uint64_t left = matches.words()[word]; left != 0; left &= left - 1) {
      const std::size_t offset = word * 64 + std::countr_zero(left);
      for (std::uint32_t i = begins[offset]; i < begins[offset + 1]; ++i) ++found[values[i]];
    }
  }
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (found[i] > 0) AddTo(terms[i], found[i], counts);
  }
}

std::shared_ptr<const FacetCounter::Column> FacetCounter::Find(
    const Key& key, const std::shared_ptr<const SealedSegment>& of) {
  absl::ReaderMutexLock lock(&mu_);
  const auto found = columns_.find(key);
  // Another segment may have come to the same address.
  if (found == columns_.end() || found->second->of.lock() != of) return nullptr;
  return found->second;
}

FacetTerms& FacetCounter::TermsOf(Facet facet) {
  absl::MutexLock lock(&mu_);
  return terms_[facet];
}

absl::StatusOr<std::shared_ptr<const FacetCounter::Column>> FacetCounter::Read(
    const std::shared_ptr<const SealedSegment>& of, Facet facet) {
  struct Use {
    std::uint16_t offset;
    std::uint32_t value;
  };
  FacetTerms& terms = TermsOf(facet);
  auto column = std::make_shared<Column>();
  column->of = of;
  Bitmap all;
  all.Fill();
  std::vector<Use> uses;
  const auto add = [&](std::string_view term, const Postings& postings) {
    const auto value = static_cast<std::uint32_t>(column->terms.size());
    column->terms.push_back(terms.NumberOf(term));
    postings.VisitIn(all, [&](std::uint16_t offset) { uses.push_back({offset, value}); });
  };
  NEWSWIRE_RETURN_IF_ERROR(of->VisitFacet(facet, add));
  if (uses.empty()) return column;
  std::vector<std::uint32_t>& begins = column->begins;
  begins.resize(Bitmap::kBits + 1);
  for (const Use& use : uses) ++begins[use.offset + std::size_t{1}];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  column->values.resize(uses.size());
  std::vector<std::uint32_t> next(begins.begin(), begins.end() - 1);
  for (const Use& use : uses) column->values[next[use.offset]++] = use.value;
  return column;
}

bool FacetCounter::HasRoom() {
  absl::MutexLock lock(&mu_);
  for (auto one = columns_.begin(); one != columns_.end();) {
    if (!one->second->of.expired()) {
      ++one;
      continue;
    }
    bytes_ -= one->second->bytes();
    one = columns_.erase(one);
  }
  return bytes_ < bytes_max_;
}

void FacetCounter::Keep(const Key& key, std::shared_ptr<const Column> column) {
  absl::MutexLock lock(&mu_);
  std::shared_ptr<const Column>& kept = columns_[key];
  if (kept != nullptr) bytes_ -= kept->bytes();
  bytes_ += column->bytes();
  kept = std::move(column);
}

absl::Status FacetCounter::Add(const Segment& segment, Facet facet, const Bitmap& matches,
                               std::vector<std::uint32_t>* counts) {
  const std::shared_ptr<const SealedSegment> sealed = segment.AsSealed();
  const Key key{sealed.get(), facet};
  std::shared_ptr<const Column> column = sealed == nullptr ? nullptr : Find(key, sealed);
  if (column != nullptr) {
    column->Count(matches, counts);
    return absl::OkStatus();
  }
  // What changes is not kept.
  if (sealed == nullptr || !HasRoom()) {
    FacetTerms& terms = TermsOf(facet);
    return segment.VisitFacet(facet, [&](std::string_view term, const Postings& postings) {
      const std::size_t count = postings.CountIn(matches);
      if (count > 0) AddTo(terms.NumberOf(term), count, counts);
    });
  }
  NEWSWIRE_ASSIGN_OR_RETURN(column, Read(sealed, facet));
  column->Count(matches, counts);
  Keep(key, std::move(column));
  return absl::OkStatus();
}

}  // namespace newswire
