// The questions that look at all of the index.
#include <set>

#include "service/search/index.h"
#include "storage/entry_frame.h"
#include "storage/status_macros.h"

namespace newswire {

v1::TotalCount Index::Counts::total() const {
  v1::TotalCount total;
  total.set_items(items);
  total.set_at_least(!complete);
  return total;
}

absl::StatusOr<bool> Index::LookAtTexts(Sequence first, const CompiledFilter& filter,
                                        std::size_t* texts_left, Bitmap* matches) const {
  bool all = true;
  std::size_t end = Bitmap::kBits;
  while (const auto offset = matches->Below(end)) {
    end = *offset;
    bool wanted = false;
    if (*texts_left == 0) {
      all = false;
    } else {
      --*texts_left;
      const auto framed = store_->ReadEntry(first + *offset);
      if (!framed.ok() && !absl::IsNotFound(framed.status())) return framed.status();
      EntryPayload payload;
      const auto head = framed.ok() ? ParseEntryHead(*framed, &payload) : std::nullopt;
      wanted = head && filter.Wants(*head, payload);
    }
    if (!wanted) matches->Clear(*offset);
  }
  return all;
}

void Index::Crop(std::uint32_t number, Sequence after, Sequence last, Bitmap* matches) const {
  const Sequence first = FirstOf(number);
  if (after < first && last >= first + run_ - 1) return;
  for (auto at = matches->From(0); at; at = matches->From(*at + std::size_t{1})) {
    if (first + *at <= after || first + *at > last) matches->Clear(*at);
  }
}

absl::StatusOr<std::vector<std::string>> Index::NamesOf(Facet counted,
                                                        std::size_t names_max) const {
  std::set<std::string> names;
  const auto add = [&](std::string_view term, const Postings&) {
    const FacetValue parts = ParseFacetValue(term);
    if (names.size() >= names_max) return;
    if (!parts.label.empty()) names.emplace(parts.label);
    if (FoldValue(parts.label) != parts.value) names.emplace(parts.value);
  };
  NEWSWIRE_RETURN_IF_ERROR(
      VisitSegments([&](const Segment& segment) { return segment.VisitFacet(counted, add); }));
  return std::vector<std::string>(names.begin(), names.end());
}

absl::StatusOr<Index::Counts> Index::Count(const CompiledFilter& filter,
                                           const CountOptions& options) const {
  if (!loaded_) return NotLoaded();
  Counts counts;
  counts.through = through();
  std::vector<std::vector<std::uint32_t>> sums(options.facets.size());
  std::size_t texts_left = kTextsMax;
  const auto nothing = [](const Segment&) { return absl::OkStatus(); };
  ClauseOrder order(filter.all_of().size());
  for (std::uint32_t number = parts(); number-- > 0 && counts.complete;) {
    if (FirstOf(number) > options.last) continue;
    if (FirstOf(number) + run_ - 1 <= options.after) break;
    Bitmap matches;
    NEWSWIRE_RETURN_IF_ERROR(Match(number, filter, &order, &matches, nothing));
    Crop(number, options.after, options.last, &matches);
    // Without a lock: it takes its time.
    if (filter.needs_texts()) {
      NEWSWIRE_ASSIGN_OR_RETURN(counts.complete,
                                LookAtTexts(FirstOf(number), filter, &texts_left, &matches));
    }
    counts.items += matches.Count();
    if (counts.items > options.items_max) {
      counts.items = options.items_max;
      counts.complete = false;
    }
    if (sums.empty() || matches.Empty()) continue;
    const Matches matching(matches);
    const auto count = [&](const Segment& segment) -> absl::Status {
      for (std::size_t i = 0; i < sums.size(); ++i) {
        NEWSWIRE_RETURN_IF_ERROR(facets_.Add(segment, options.facets[i], matching, &sums[i]));
      }
      return absl::OkStatus();
    };
    Bitmap live;
    NEWSWIRE_RETURN_IF_ERROR(Look(number, &live, count));
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    counts.facets.push_back(facets_.Top(options.facets[i], sums[i], options.top));
  }
  return counts;
}

}  // namespace newswire
