#include "service/search/segment.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/keys.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

// A block takes terms until it has this many bytes. Large enough that a segment has few, small
// enough that a look-up reads little.
constexpr std::size_t kBlockBytes = 16 << 10;
constexpr char kBlock = 'b';      // prefix, 'b', number:4: terms with their postings, ascending
constexpr char kDirectory = 'd';  // prefix, 'd': the first term of each block
constexpr char kFilter = 'f';     // prefix, 'f': TermFilter of all terms

std::string Big4(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> shift));
  return bytes;
}

template <typename Number>
void AppendNumber(Number number, std::string* out) {
  out->append(reinterpret_cast<const char*>(&number), sizeof(number));
}

// Takes lengths and bytes off a row; stays failed after the first that is not there.
class RowReader {
 public:
  explicit RowReader(std::string_view row) : rest_(row) {}

  template <typename Length>
  std::string_view Take() {
    Length length = 0;
    if (rest_.size() < sizeof(length)) return Fail();
    std::memcpy(&length, rest_.data(), sizeof(length));
    rest_.remove_prefix(sizeof(length));
    if (rest_.size() < length) return Fail();
    const std::string_view bytes = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return bytes;
  }
  bool more() const { return !rest_.empty(); }
  bool ok() const { return ok_; }

 private:
  std::string_view Fail() {
    ok_ = false;
    rest_ = {};
    return {};
  }

  std::string_view rest_;
  bool ok_ = true;
};

absl::Status Damaged(std::uint32_t number) {
  return absl::DataLossError(absl::StrCat("segment ", number, " of the index is damaged: stop the ",
                                          "server, remove the folder index, start it again"));
}

std::string BlockKey(std::uint32_t number, std::uint32_t block) {
  return SealedSegment::Prefix(number) + kBlock + Big4(block);
}

// Calls the visitor for each term of a block until it says false.
template <typename Visitor>
absl::Status VisitBlock(std::uint32_t number, std::string_view row, Visitor visit) {
  RowReader reader(row);
  while (reader.more()) {
    const std::string_view term = reader.Take<std::uint16_t>();
    const auto postings = Postings::Parse(reader.Take<std::uint32_t>());
    if (!reader.ok() || !postings) return Damaged(number);
    if (!visit(term, *postings)) break;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Segment::AddTo(const std::vector<std::string>& terms, Bitmap* bitmap) const {
  return VisitTerms(
      terms, [bitmap](std::string_view, const Postings& postings) { postings.AddTo(bitmap); });
}

void OpenSegment::Add(std::uint16_t offset, const std::vector<std::string>& terms) {
  for (const std::string& term : terms) facets_[term.front()][term].push_back(offset);
}

absl::Status OpenSegment::VisitTerms(const std::vector<std::string>& terms, Visitor visit) const {
  for (const std::string& term : terms) {
    const auto facet = facets_.find(term.front());
    if (facet == facets_.end()) continue;
    const auto found = facet->second.find(term);
    if (found != facet->second.end()) visit(term, Postings::Of(found->second));
  }
  return absl::OkStatus();
}

absl::Status OpenSegment::VisitFacet(Facet facet, Visitor visit) const {
  const auto terms = facets_.find(static_cast<char>(facet));
  if (terms == facets_.end()) return absl::OkStatus();
  for (const auto& [term, offsets] : terms->second) visit(term, Postings::Of(offsets));
  return absl::OkStatus();
}

IndexStore::Rows OpenSegment::Seal(std::uint32_t number) const {
  std::vector<const Terms::value_type*> sorted;
  for (const auto& [facet, terms] : facets_) {
    for (const auto& term : terms) sorted.push_back(&term);
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  IndexStore::Rows rows;
  std::string directory;
  TermFilter filter(sorted.size());
  for (const auto* term : sorted) {
    filter.Add(term->first);
    if (rows.empty() || rows.back().second.size() >= kBlockBytes) {
      rows.emplace_back(BlockKey(number, static_cast<std::uint32_t>(rows.size())), "");
      AppendNumber(static_cast<std::uint16_t>(term->first.size()), &directory);
      directory += term->first;
    }
    std::string* const block = &rows.back().second;
    AppendNumber(static_cast<std::uint16_t>(term->first.size()), block);
    *block += term->first;
    std::string postings;
    AppendPostings(term->second, &postings);
    AppendNumber(static_cast<std::uint32_t>(postings.size()), block);
    *block += postings;
  }
  rows.emplace_back(SealedSegment::Prefix(number) + kDirectory, std::move(directory));
  rows.emplace_back(SealedSegment::Prefix(number) + kFilter, filter.bytes());
  return rows;
}

std::string SealedSegment::Prefix(std::uint32_t number) {
  return "s" + Big4(number);
}

absl::StatusOr<std::vector<std::uint32_t>> SealedSegment::List(const IndexStore& store) {
  std::vector<std::uint32_t> numbers;
  // Only the directories are looked at: a segment without one is not there.
  std::string next = "s";
  const std::string end = keys::PrefixEnd("s");
  for (bool more = true; more;) {
    more = false;
    const auto visit = [&](std::string_view key, std::string_view) {
      if (key.size() < 6) return true;
      std::uint32_t number = 0;
      for (int i = 1; i <= 4; ++i) number = number << 8 | static_cast<unsigned char>(key[i]);
      next = Prefix(number) + kDirectory;
      more = true;
      if (key == next) {
        numbers.push_back(number);
        next = keys::PrefixEnd(Prefix(number));
      }
      return false;
    };
    NEWSWIRE_RETURN_IF_ERROR(store.Scan(next, end, visit));
  }
  return numbers;
}

absl::StatusOr<std::shared_ptr<const SealedSegment>> SealedSegment::Open(const IndexStore* store,
                                                                         std::uint32_t number) {
  NEWSWIRE_ASSIGN_OR_RETURN(const auto directory, store->Get(Prefix(number) + kDirectory));
  NEWSWIRE_ASSIGN_OR_RETURN(auto filter, store->Get(Prefix(number) + kFilter));
  if (!directory || !filter) return Damaged(number);
  std::shared_ptr<SealedSegment> segment(
      new SealedSegment(store, number, TermFilter(*std::move(filter))));
  RowReader reader(*directory);
  while (reader.more()) segment->first_terms_.emplace_back(reader.Take<std::uint16_t>());
  if (!reader.ok()) return Damaged(number);
  return segment;
}

absl::Status SealedSegment::VisitTerms(const std::vector<std::string>& terms, Visitor visit) const {
  std::optional<std::uint32_t> known;  // block that `row` is
  std::optional<std::string> row;
  for (const std::string& term : terms) {
    if (!filter_.MayHave(term)) continue;
    const auto after = std::upper_bound(first_terms_.begin(), first_terms_.end(), term);
    if (after == first_terms_.begin()) continue;
    const auto block = static_cast<std::uint32_t>(after - first_terms_.begin() - 1);
    if (block != known) {
      NEWSWIRE_ASSIGN_OR_RETURN(row, store_->Get(BlockKey(number_, block)));
      if (!row) return Damaged(number_);
      known = block;
    }
    const auto look = [&](std::string_view found, const Postings& postings) {
      if (found == term) visit(found, postings);
      return found < term;
    };
    NEWSWIRE_RETURN_IF_ERROR(VisitBlock(number_, *row, look));
  }
  return absl::OkStatus();
}

absl::Status SealedSegment::VisitFacet(Facet facet, Visitor visit) const {
  const std::string begin(1, static_cast<char>(facet));
  auto at = std::upper_bound(first_terms_.begin(), first_terms_.end(), begin);
  if (at != first_terms_.begin()) --at;
  const auto first = static_cast<std::uint32_t>(at - first_terms_.begin());
  absl::Status failure;
  const auto look = [&](std::string_view term, const Postings& postings) {
    if (term.front() == begin.front()) visit(term, postings);
    return term.front() <= begin.front();
  };
  const auto visit_row = [&](std::string_view key, std::string_view row) {
    const auto block = static_cast<std::size_t>(at - first_terms_.begin());
    if (key != BlockKey(number_, static_cast<std::uint32_t>(block)) ||
        first_terms_[block].front() > begin.front()) {
      return false;
    }
    failure = VisitBlock(number_, row, look);
    ++at;
    return failure.ok() && at != first_terms_.end();
  };
  NEWSWIRE_RETURN_IF_ERROR(
      store_->Scan(BlockKey(number_, first), keys::PrefixEnd(Prefix(number_)), visit_row));
  return failure;
}

}  // namespace newswire
