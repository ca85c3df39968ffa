#ifndef NEWSWIRE_SERVICE_FANOUT_AUDIENCE_H_
#define NEWSWIRE_SERVICE_FANOUT_AUDIENCE_H_

#include <grpcpp/support/byte_buffer.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "service/core/entry_view.h"
#include "service/core/filter.h"
#include "service/fanout/chunk.h"
#include "service/fanout/live_matches.h"
#include "storage/position.h"

namespace newswire {

class FeedStream;

// One message's worth of entries.
struct Batch {
  Sequence after = 0;       // begins behind this sequence
  Position through;         // everything up to here was looked at
  absl::Time through_time;  // when that entry was appended
  bool empty = true;        // nothing passed the filter; `message` is then unset
  grpc::ByteBuffer message;
};

// Subscribers that asked for the same thing: the filter is asked once per entry and the message is
// built once, however many they are. Without a view messages share the memory of the chunks; with
// one, each entry is encoded for the audience. Owned by one shard; its thread only.
class Audience {
 public:
  // A message takes entries until it has this many bytes. Large enough that the cost per message
  // (about 5 us) is small beside the cost per byte, small enough for a reader's 4 MiB limit. Of
  // encoded entries the last one may pass it, so that each is encoded once.
  static constexpr std::size_t kBatchBytesMax = 256 << 10;
  // A filtered batch has at most this many pieces; more are left for the next one.
  static constexpr std::size_t kSlicesMax = 64;

  Audience(CompiledFilter filter, std::uint64_t log_id,
           std::optional<EntryView> view = std::nullopt)
      : filter_(std::move(filter)),
        view_(std::move(view)),
        fingerprint_(FeedFingerprint(filter_, view_)),
        log_id_(log_id) {}

  // The entries of `chunk` behind `after`. REQUIRES: the chunk holds after + 1.
  // The reference lives until the next call.
  const Batch& Next(const Chunk& chunk, Sequence after);
  // Forgets messages that were built before entries got other bytes (Ring::generation).
  void Renew(std::uint64_t generation);

  const CompiledFilter& filter() const { return filter_; }
  const std::optional<EntryView>& view() const { return view_; }
  // Of filter and view.
  const std::string& fingerprint() const { return fingerprint_; }

  bool filtered() const { return !filter_.wants_everything(); }

  // The shard's: streams that joined it, which it forgets at zero; those of them that are there;
  // and what they need not ask the filter about.
  int members = 0;
  std::unordered_set<FeedStream*> streams;
  LiveMatches live;

 private:
  // Entries of a chunk, by index.
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };

  bool Serves(const Batch& batch, const Chunk& chunk, Sequence after) const;
  // The batch to build next; its old message is given up.
  Batch& Reuse();
  void Build(const Chunk& chunk, Sequence after, Batch* batch) const;
  bool Wants(const Chunk& chunk, std::uint32_t index) const;
  // Collect the first entries of the range, as many as go into one message; return their end.
  std::uint32_t Share(const Chunk& chunk, Range range, std::vector<grpc::Slice>* slices) const;
  std::uint32_t Encode(const Chunk& chunk, Range range, std::vector<grpc::Slice>* slices) const;

  const CompiledFilter filter_;
  const std::optional<EntryView> view_;
  const std::string fingerprint_;
  const std::uint64_t log_id_;
  std::array<Batch, 16> recent_;
  std::size_t oldest_ = 0;
  std::uint64_t generation_ = 0;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_FANOUT_AUDIENCE_H_
