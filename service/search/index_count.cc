// The questions that look at all of the index.
#include "service/search/facet_sums.h"
#include "service/search/index.h"
#include "storage/entry_frame.h"
#include "storage/status_macros.h"

namespace newswire {

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

absl::StatusOr<Index::Counts> Index::Count(const CompiledFilter& filter,
                                           const CountOptions& options) const {
  if (!loaded_) return NotLoaded();
  Counts counts;
  counts.through = through();
  std::vector<FacetSums> sums(options.facets.size());
  std::size_t texts_left = kTextsMax;
  const auto nothing = [](const Segment&) { return absl::OkStatus(); };
  for (std::uint32_t number = parts(); number-- > 0 && counts.complete;) {
    Bitmap matches;
    NEWSWIRE_RETURN_IF_ERROR(Match(number, filter, &matches, nothing));
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
    const auto count = [&](const Segment& segment) -> absl::Status {
      for (std::size_t i = 0; i < sums.size(); ++i) {
        const auto add = [&](std::string_view term, std::size_t n) { sums[i].Add(term, n); };
        NEWSWIRE_RETURN_IF_ERROR(segment.CountTerms(options.facets[i], matches, add));
      }
      return absl::OkStatus();
    };
    Bitmap live;
    NEWSWIRE_RETURN_IF_ERROR(Look(number, &live, count));
  }
  for (const FacetSums& sum : sums) counts.facets.push_back(sum.Top(options.top));
  return counts;
}

}  // namespace newswire
