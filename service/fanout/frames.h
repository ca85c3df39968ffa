#ifndef NEWSWIRE_SERVICE_FANOUT_FRAMES_H_
#define NEWSWIRE_SERVICE_FANOUT_FRAMES_H_

#include <grpcpp/support/byte_buffer.h>

#include <string_view>
#include <vector>

#include "newswire/v1/feed_service.pb.h"
#include "storage/position.h"

namespace newswire {

// Serialises a frame that carries no entries.
grpc::ByteBuffer MakeFrame(const v1::SubscribeResponse& frame);

// A batch: framed entries that share the chunks' memory, and the position up to which everything
// was looked at. No entry is copied or serialised.
grpc::ByteBuffer MakeBatch(std::vector<grpc::Slice> entries, const Position& through);
// The same with a place that may be inside of a snapshot.
grpc::ByteBuffer MakeBatch(std::vector<grpc::Slice> entries, const Place& through);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_FANOUT_FRAMES_H_
