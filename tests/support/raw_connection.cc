#include "tests/support/raw_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace newswire::testing {

RawConnection::RawConnection(const std::string& address)
    : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const std::size_t colon = address.rfind(':');
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::atoi(address.c_str() + colon + 1)));
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0) return;
  close(fd_);
  fd_ = -1;
}

RawConnection::~RawConnection() {
  if (fd_ >= 0) close(fd_);
}

void RawConnection::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

RawConnection::Heard RawConnection::Listen(absl::Duration patience) {
  pollfd readable = {fd_, POLLIN, 0};
  if (poll(&readable, 1, static_cast<int>(absl::ToInt64Milliseconds(patience))) != 1) {
    return Heard::kNothing;
  }
  char bytes[4096];
  return recv(fd_, bytes, sizeof(bytes), 0) > 0 ? Heard::kBytes : Heard::kClosed;
}

bool RawConnection::Receive(std::size_t bytes, absl::Time deadline, std::string* text) {
  text->assign(bytes, '\0');
  for (std::size_t have = 0; have < bytes;) {
    pollfd readable = {fd_, POLLIN, 0};
    const absl::Duration left = std::max(deadline - absl::Now(), absl::ZeroDuration());
    if (poll(&readable, 1, static_cast<int>(absl::ToInt64Milliseconds(left))) != 1) return false;
    const ssize_t got = recv(fd_, text->data() + have, bytes - have, 0);
    if (got <= 0) return false;
    have += static_cast<std::size_t>(got);
  }
  return true;
}

std::optional<http2::Frame> RawConnection::NextFrame(absl::Time deadline) {
  std::string head;
  if (!Receive(9, deadline, &head)) return std::nullopt;
  const auto number = [&head](std::size_t begin, std::size_t end) {
    std::uint32_t value = 0;
    while (begin < end) value = value << 8 | static_cast<unsigned char>(head[begin++]);
    return value;
  };
  http2::Frame frame;
  frame.type = static_cast<http2::FrameType>(head[3]);
  frame.flags = static_cast<unsigned char>(head[4]);
  frame.stream = number(5, 9);
  if (!Receive(number(0, 3), deadline, &frame.payload)) return std::nullopt;
  return frame;
}

void RawConnection::Vanish() {
  const linger now = {1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
  close(fd_);
  fd_ = -1;
}

namespace http2 {
namespace {

constexpr unsigned char kEndHeaders = 4;

std::string BigEndian(std::uint32_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text.push_back(static_cast<char>(number >> (8 * i)));
  return text;
}

std::string ToBytes(const Frame& frame) {
  std::string bytes = BigEndian(static_cast<std::uint32_t>(frame.payload.size()), 3);
  bytes.push_back(static_cast<char>(frame.type));
  bytes.push_back(static_cast<char>(frame.flags));
  return bytes + BigEndian(frame.stream, 4) + frame.payload;
}

// A header in HPACK's plainest form: not indexed, not compressed. REQUIRES: less than 127 bytes.
std::string Header(std::string_view name, std::string_view value) {
  std::string header(1, '\0');
  header.push_back(static_cast<char>(name.size()));
  header.append(name);
  header.push_back(static_cast<char>(value.size()));
  return header.append(value);
}

// What gRPC puts before a message: not compressed, and its length.
std::string Prefix(std::size_t bytes) {
  return std::string(1, '\0') + BigEndian(static_cast<std::uint32_t>(bytes), 4);
}

}  // namespace

const std::string kCancel = BigEndian(8, 4);

std::string Preface() {
  return absl::StrCat("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                      ToBytes({FrameType::kSettings, 0, 0, ""}));
}

std::string CallHead(std::uint32_t stream, const std::string& method) {
  const std::string headers =
      absl::StrCat(Header(":method", "POST"), Header(":scheme", "http"), Header(":path", method),
                   Header(":authority", "localhost"), Header("te", "trailers"),
                   Header("content-type", "application/grpc"));
  return ToBytes({FrameType::kHeaders, kEndHeaders, stream, headers});
}

std::string Message(std::uint32_t stream, std::string_view message) {
  return ToBytes({FrameType::kData, kEndStream, stream, Prefix(message.size()).append(message)});
}

std::string HalfAMessage(std::uint32_t stream, std::size_t bytes) {
  return ToBytes({FrameType::kData, 0, stream, Prefix(2 * bytes) + std::string(bytes, 'x')});
}

std::string Reset(std::uint32_t stream) {
  return ToBytes({FrameType::kReset, 0, stream, kCancel});
}

}  // namespace http2

}  // namespace newswire::testing
