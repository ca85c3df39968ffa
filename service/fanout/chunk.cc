#include "service/fanout/chunk.h"

#include "storage/check.h"

namespace newswire {

Chunk::Chunk(Sequence first, std::size_t capacity)
    : first_(first),
      capacity_(capacity),
      memory_(grpc_slice_malloc_large(capacity)),
      data_(reinterpret_cast<char*>(GRPC_SLICE_START_PTR(memory_))),
      ends_(new std::uint32_t[kEntriesMax]) {}

Chunk::~Chunk() {
  grpc_slice_unref(memory_);
}

grpc::Slice Chunk::Share(std::uint32_t begin, std::uint32_t end) const {
  NEWSWIRE_CHECK(begin < end && end <= size());
  return grpc::Slice(grpc_slice_sub(memory_, Begin(begin), Begin(end)), grpc::Slice::STEAL_REF);
}

}  // namespace newswire
