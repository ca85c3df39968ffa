#ifndef NEWSWIRE_CLIENT_BENCH_WIRE_H_
#define NEWSWIRE_CLIENT_BENCH_WIRE_H_

#include <google/protobuf/message_lite.h>
#include <grpcpp/channel.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <memory>
#include <string>

#include "absl/status/status.h"

namespace newswire::bench {

inline constexpr char kSubscribe[] = "/newswire.v1.FeedService/Subscribe";
inline constexpr char kPublishStream[] = "/newswire.v1.FeedService/PublishStream";
inline constexpr char kCreateArticle[] = "/newswire.v1.ArticleService/CreateArticle";

// A channel with a connection of its own to "host:port" on this machine; nothing is shared with any
// other channel of the process.
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& target);

// The bytes as one slice.
grpc::ByteBuffer ToByteBuffer(const std::string& bytes);
grpc::ByteBuffer ToByteBuffer(const google::protobuf::MessageLite& message);
// False when the bytes are not such a message. Takes them out of `buffer`.
bool ParseByteBuffer(grpc::ByteBuffer* buffer, google::protobuf::MessageLite* message);

// The same code and message.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_WIRE_H_
