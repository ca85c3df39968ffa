#ifndef NEWSWIRE_SERVICE_SEARCH_SEGMENT_H_
#define NEWSWIRE_SERVICE_SEARCH_SEGMENT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/core/terms.h"
#include "service/search/postings.h"
#include "service/search/term_filter.h"
#include "storage/index_store.h"
#include "storage/position.h"

namespace newswire {

// The index is cut into runs of sequences. The newest run is open: in memory, and made again from
// the log at every start. The others are sealed: on disk, never changed, only replaced.
inline constexpr Sequence kSegmentSequences = Bitmap::kBits;

class SealedSegment;

// Which entries of one run have which terms.
class Segment {
 public:
  virtual ~Segment() = default;
  // Null when it is none.
  virtual std::shared_ptr<const SealedSegment> AsSealed() const { return nullptr; }
  // Both live for the call.
  using Visitor = absl::FunctionRef<void(std::string_view term, const Postings& postings)>;
  // Those of the terms that there are. REQUIRES: they ascend.
  virtual absl::Status VisitTerms(const std::vector<std::string>& terms, Visitor visit) const = 0;
  // All terms of a facet, each once, in no order.
  virtual absl::Status VisitFacet(Facet facet, Visitor visit) const = 0;

  // Adds the entries that have one of the terms. REQUIRES: they ascend.
  absl::Status AddTo(const std::vector<std::string>& terms, Bitmap* bitmap) const;
};

// Not for several threads.
class OpenSegment final : public Segment {
 public:
  // REQUIRES: offsets ascend from call to call; each term once.
  void Add(std::uint16_t offset, const std::vector<std::string>& terms);

  absl::Status VisitTerms(const std::vector<std::string>& terms, Visitor visit) const override;
  absl::Status VisitFacet(Facet facet, Visitor visit) const override;
  // The rows of the sealed segment `number`.
  IndexStore::Rows Seal(std::uint32_t number) const;

 private:
  using Terms = absl::flat_hash_map<std::string, Offsets>;
  absl::flat_hash_map<char, Terms> facets_;
};

// Immutable; any thread.
class SealedSegment final : public Segment, public std::enable_shared_from_this<SealedSegment> {
 public:
  // Everything of a segment begins with this, and segments follow each other in order.
  static std::string Prefix(std::uint32_t number);
  // The numbers of those that are there, ascending.
  static absl::StatusOr<std::vector<std::uint32_t>> List(const IndexStore& store);

  // The store is borrowed and outlives it. DATA_LOSS when there is none, or it is damaged.
  static absl::StatusOr<std::shared_ptr<const SealedSegment>> Open(const IndexStore* store,
                                                                   std::uint32_t number);
  std::uint32_t number() const { return number_; }
  std::shared_ptr<const SealedSegment> AsSealed() const override { return shared_from_this(); }

  absl::Status VisitTerms(const std::vector<std::string>& terms, Visitor visit) const override;
  absl::Status VisitFacet(Facet facet, Visitor visit) const override;

 private:
  SealedSegment(const IndexStore* store, std::uint32_t number, TermFilter filter)
      : store_(store), number_(number), filter_(std::move(filter)) {}

  const IndexStore* const store_;
  const std::uint32_t number_;
  const TermFilter filter_;
  std::vector<std::string> first_terms_;  // of each block, ascending
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_SEGMENT_H_
