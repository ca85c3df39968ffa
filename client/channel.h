#ifndef NEWSWIRE_CLIENT_CHANNEL_H_
#define NEWSWIRE_CLIENT_CHANNEL_H_

#include <functional>
#include <memory>
#include <string>

namespace grpc {
class Channel;
}

namespace newswire {

// Address of a server that runs where the client runs.
inline constexpr char kDefaultServer[] = "127.0.0.1:7447";

// HOST:PORT with the name or the IPv4 address of a host, or an IPv6 address in brackets.
bool IsServerAddress(const std::string& server);

// A channel to HOST:PORT that tries again soon after a failed connection (gRPC alone waits up to
// two minutes) and takes answers as large as the server may send. Does not connect before the first
// call.
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& server);

// Where streams get their channel, anew for every attempt. One channel for all of them would not
// do: after a failure gRPC 1.51 connects again in its own time, and while the caller backs off
// nobody polls the socket, so that a server which is long back is noticed only every five seconds.
using ChannelFactory = std::function<std::shared_ptr<grpc::Channel>()>;
ChannelFactory MakeChannelFactory(const std::string& server);

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_CHANNEL_H_
