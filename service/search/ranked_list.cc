// Lists by dates and by relevance.
#include <bit>
#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/core/error.h"
#include "service/core/page_token.h"
#include "service/search/bm25.h"
#include "service/search/item_lister.h"
#include "storage/entry_frame.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

// Of items that may hold a phrase, so many are looked at for one page.
constexpr std::size_t kPhraseCandidatesMax = 1'000;

// Where a page ends, and what the ranking must remember: "key/sequence/statistics".
struct RankedPlace {
  Rank last = kFirstRank;
  std::string statistics;

  std::string ToString() const {
    return absl::StrCat(std::bit_cast<std::uint32_t>(last.key), "/", last.sequence, "/",
                        statistics);
  }
  static std::optional<RankedPlace> Parse(const std::string& text) {
    const std::vector<std::string> parts = absl::StrSplit(text, '/');
    RankedPlace place;
    std::uint32_t key = 0;
    if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &key) ||
        !absl::SimpleAtoi(parts[1], &place.last.sequence)) {
      return std::nullopt;
    }
    place.last.key = std::bit_cast<float>(key);
    place.statistics = parts[2];
    return place;
  }
};

// Null when the statistics of a token are none.
absl::StatusOr<std::unique_ptr<Ranking>> MakeRanking(const ItemLister::Query& query,
                                                     const Index& index, RankedPlace* place) {
  if (query.order == v1::ITEM_ORDER_PUBLICATION_DATE) {
    return std::make_unique<DayRanking>(Facet::kPublishedDay);
  }
  if (query.order == v1::ITEM_ORDER_EVENT_DATE) {
    return std::make_unique<DayRanking>(Facet::kEventDay);
  }
  const std::vector<Clause> words = WordsOf(query.filter);
  if (query.token.empty()) {
    NEWSWIRE_ASSIGN_OR_RETURN(const auto measured, TextStatistics::Measure(index, words));
    place->statistics = measured.ToString();
  }
  const auto statistics = TextStatistics::Parse(place->statistics, words.size());
  if (!statistics) return nullptr;
  return std::make_unique<Bm25>(words, *statistics);
}

}  // namespace

bool ItemLister::IsRanked(v1::ItemOrder order) {
  return order == v1::ITEM_ORDER_PUBLICATION_DATE || order == v1::ITEM_ORDER_EVENT_DATE ||
         order == v1::ITEM_ORDER_RELEVANCE;
}

absl::StatusOr<ItemLister::Page> ItemLister::ListRanked(const Query& query) const {
  const std::string about = absl::StrCat(query.filter.fingerprint(), ";", query.order);
  RankedPlace place;
  if (!query.token.empty()) {
    const auto text = ParsePlace(query.token, about);
    auto parsed = text ? RankedPlace::Parse(*text) : std::nullopt;
    if (!parsed) return PageTokenInvalid();
    place = *std::move(parsed);
  }
  NEWSWIRE_ASSIGN_OR_RETURN(const auto ranking, MakeRanking(query, *index_, &place));
  if (ranking == nullptr) return PageTokenInvalid();
  bool more = false;
  NEWSWIRE_ASSIGN_OR_RETURN(Page page, ListBy(query, *ranking, &place.last, &more));
  if (more) page.next_token = MakePageToken(place.ToString(), about);
  return page;
}

absl::StatusOr<ItemLister::Page> ItemLister::ListBy(const Query& query, const Ranking& ranking,
                                                    Rank* after, bool* more) const {
  const bool needs_texts = query.filter.needs_texts();
  const std::size_t count = needs_texts ? kPhraseCandidatesMax : query.size + 1;
  NEWSWIRE_ASSIGN_OR_RETURN(const std::vector<Rank> ranks,
                            index_->RankItems(query.filter, ranking, *after, count));
  Work work{.query = query, .indexed = index_->through()};
  *more = ranks.size() == count;
  for (const Rank& rank : ranks) {
    const auto framed = store_->ReadEntry(rank.sequence);
    // Gone since it was found: its item has changed, and stands in another place now.
    if (!framed.ok() && !absl::IsNotFound(framed.status())) return framed.status();
    EntryPayload payload;
    const auto head = framed.ok() ? ParseEntryHead(*framed, &payload) : std::nullopt;
    if (head && (!needs_texts || query.filter.Wants(*head, payload)) &&
        !Take(*head, payload, &work)) {
      *more = true;
      break;
    }
    *after = rank;
  }
  return std::move(work.page);
}

}  // namespace newswire
