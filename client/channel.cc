#include "client/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace newswire {
namespace {

// A server bounds its answers by the items in them: 3 MiB for one item or a page. What it adds has
// no bound of its own: the selection of each item, up to five times a small item in many languages;
// who reports a recommendation; the results of 1,000 refused items. So this only keeps rubbish
// away.
constexpr int kReceiveBytesMax = 64 << 20;

bool IsHost(const std::string& host) {
  const bool in_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const std::string name = in_brackets ? host.substr(1, host.size() - 2) : host;
  const std::string_view others = in_brackets ? ":.%" : ".-_";
  return !name.empty() && std::all_of(name.begin(), name.end(), [others](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
           others.find(c) != std::string_view::npos;
  });
}

}  // namespace

bool IsServerAddress(const std::string& server) {
  const std::size_t colon = server.rfind(':');
  if (colon == std::string::npos || !IsHost(server.substr(0, colon))) return false;
  const std::string port = server.substr(colon + 1);
  std::uint32_t number = 0;
  const bool digits = std::all_of(port.begin(), port.end(), absl::ascii_isdigit);
  return digits && absl::SimpleAtoi(port, &number) && number > 0 && number <= 65535;
}

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& server) {
  grpc::ChannelArguments arguments;
  // The callers back off themselves, so the channel must be ready to try whenever they are.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5000);  // time for one attempt
  arguments.SetMaxReceiveMessageSize(kReceiveBytesMax);
  // A channel of our own: two clients of one process must not share a broken connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), arguments);
}

ChannelFactory MakeChannelFactory(const std::string& server) {
  return [server] { return MakeChannel(server); };
}

}  // namespace newswire
