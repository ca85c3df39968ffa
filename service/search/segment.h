#ifndef NEWSWIRE_SERVICE_SEARCH_SEGMENT_H_
#define NEWSWIRE_SERVICE_SEARCH_SEGMENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/core/terms.h"
#include "service/search/postings.h"
#include "storage/index_store.h"
#include "storage/position.h"

namespace newswire {

// The index is cut into runs of sequences. The newest run is open: in memory, and made again from
// the log at every start. The others are sealed: on disk, never changed, only replaced.
inline constexpr Sequence kSegmentSequences = Bitmap::kBits;

// Which entries of one run have which terms.
class Segment {
 public:
  virtual ~Segment() = default;
  // Adds the entries that have the term.
  virtual absl::Status AddTo(std::string_view term, Bitmap* bitmap) const = 0;
  // All terms of a facet with the number of their entries that are in the bitmap; each once, in no
  // order.
  using CountVisitor = std::function<void(std::string_view term, std::size_t count)>;
  virtual absl::Status CountTerms(Facet facet, const Bitmap& bitmap,
                                  const CountVisitor& visitor) const = 0;
};

// Not for several threads.
class OpenSegment final : public Segment {
 public:
  // REQUIRES: offsets ascend from call to call; each term once.
  void Add(std::uint16_t offset, const std::vector<std::string>& terms);

  absl::Status AddTo(std::string_view term, Bitmap* bitmap) const override;
  absl::Status CountTerms(Facet facet, const Bitmap& bitmap,
                          const CountVisitor& visitor) const override;
  // The rows of the sealed segment `number`.
  IndexStore::Rows Seal(std::uint32_t number) const;

 private:
  using Terms = std::unordered_map<std::string, Offsets>;
  std::unordered_map<char, Terms> facets_;
};

// Immutable; any thread.
class SealedSegment final : public Segment {
 public:
  // Everything of a segment begins with this, and segments follow each other in order.
  static std::string Prefix(std::uint32_t number);
  // The numbers of those that are there, ascending.
  static absl::StatusOr<std::vector<std::uint32_t>> List(const IndexStore& store);

  // The store is borrowed and outlives it. DATA_LOSS when there is none, or it is damaged.
  static absl::StatusOr<std::unique_ptr<SealedSegment>> Open(const IndexStore* store,
                                                             std::uint32_t number);

  absl::Status AddTo(std::string_view term, Bitmap* bitmap) const override;
  absl::Status CountTerms(Facet facet, const Bitmap& bitmap,
                          const CountVisitor& visitor) const override;

 private:
  SealedSegment(const IndexStore* store, std::uint32_t number) : store_(store), number_(number) {}

  const IndexStore* const store_;
  const std::uint32_t number_;
  std::vector<std::string> first_terms_;  // of each block, ascending
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_SEGMENT_H_
