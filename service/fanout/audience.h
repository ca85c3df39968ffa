#ifndef NEWSWIRE_SERVICE_FANOUT_AUDIENCE_H_
#define NEWSWIRE_SERVICE_FANOUT_AUDIENCE_H_

#include <grpcpp/support/byte_buffer.h>

#include <array>
#include <cstdint>
#include <utility>

#include "absl/time/time.h"
#include "service/core/filter.h"
#include "service/fanout/chunk.h"
#include "storage/position.h"

namespace newswire {

// One message's worth of entries.
struct Batch {
  Sequence after = 0;       // begins behind this sequence
  Position through;         // everything up to here was looked at
  absl::Time through_time;  // when that entry was appended
  bool empty = true;        // nothing passed the filter; `message` is then unset
  grpc::ByteBuffer message;
};

// Subscribers that asked for the same thing: the filter is asked once per entry and the message is
// built once, however many they are. Owned by one shard; its thread only.
class Audience {
 public:
  // A message takes entries until it has this many bytes. Large enough that the cost per message
  // (about 5 us) is small beside the cost per byte, small enough for a reader's 4 MiB limit.
  static constexpr std::size_t kBatchBytesMax = 256 << 10;
  // A filtered batch has at most this many pieces; more are left for the next one.
  static constexpr std::size_t kSlicesMax = 64;

  Audience(CompiledFilter filter, std::uint64_t log_id)
      : filter_(std::move(filter)), log_id_(log_id) {}

  // The entries of `chunk` behind `after`. REQUIRES: the chunk holds after + 1.
  // The reference lives until the next call.
  const Batch& Next(const Chunk& chunk, Sequence after);

  const CompiledFilter& filter() const { return filter_; }

  // Streams that belong to it; the shard forgets it at zero.
  int members = 0;

 private:
  bool Serves(const Batch& batch, const Chunk& chunk, Sequence after) const;
  void Build(const Chunk& chunk, Sequence after, Batch* batch) const;

  const CompiledFilter filter_;
  const std::uint64_t log_id_;
  std::array<Batch, 16> recent_;
  std::size_t oldest_ = 0;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_FANOUT_AUDIENCE_H_
