#include "service/ops/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "spdlog/spdlog.h"

namespace newswire {
namespace {

struct HostPort {
  std::string host;
  std::string port;
};

absl::StatusOr<HostPort> Split(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon + 1 == address.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen ", address, " is not HOST:PORT, for example 127.0.0.1:7447"));
  }
  HostPort result{address.substr(0, colon), address.substr(colon + 1)};
  if (result.host.size() > 2 && result.host.front() == '[' && result.host.back() == ']') {
    result.host = result.host.substr(1, result.host.size() - 2);
  }
  return result;
}

bool IsLoopback(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
  }
  return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr);
}

std::string Describe(int fd) {
  sockaddr_storage bound = {};
  socklen_t length = sizeof(bound);
  char host[NI_MAXHOST] = "";
  char port[NI_MAXSERV] = "";
  getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &length);
  getnameinfo(reinterpret_cast<sockaddr*>(&bound), length, host, sizeof(host), port, sizeof(port),
              NI_NUMERICHOST | NI_NUMERICSERV);
  return bound.ss_family == AF_INET6 ? absl::StrCat("[", host, "]:", port)
                                     : absl::StrCat(host, ":", port);
}

// Descriptors are given out from the lowest free number, so a connection whose number is this high
// would leave too few. A quarter of the limit, at most 256, stays for the database: it ends the
// process when it cannot open the next log or table.
int FirstFdTooHigh() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::numeric_limits<int>::max();
  const rlim_t kept = std::min<rlim_t>(limit.rlim_cur / 4, 256);
  return static_cast<int>(std::min<rlim_t>(limit.rlim_cur - kept, std::numeric_limits<int>::max()));
}

void LogRefusal() {
  spdlog::warn("event=connection_refused reason=no_file_descriptors hint=raise_LimitNOFILE");
}

int OpenReserve() {
  return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> Listener::Bind(const std::string& address) {
  const auto parts = Split(address);
  if (!parts.ok()) return parts.status();
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int lookup = getaddrinfo(parts->host.c_str(), parts->port.c_str(), &hints, &found);
  if (lookup != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot resolve --listen ", address, ": ", gai_strerror(lookup)));
  }
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  // Lets a restarted server have its port back at once. Two servers on one port stay impossible:
  // that would take SO_REUSEPORT.
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const bool loopback = IsLoopback(found->ai_addr);
  const bool bound =
      fd >= 0 && bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0;
  const int error = errno;
  freeaddrinfo(found);
  if (!bound) {
    if (fd >= 0) close(fd);
    if (error == EADDRINUSE) {
      return absl::UnavailableError(
          absl::StrCat(address, " is used by another process; choose another one with --listen"));
    }
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", address, ": ", std::strerror(error)));
  }
  return std::unique_ptr<Listener>(new Listener(fd, Describe(fd), loopback));
}

Listener::Listener(int fd, std::string address, bool loopback)
    : fd_(fd),
      reserve_fd_(OpenReserve()),
      wake_fd_(eventfd(0, EFD_CLOEXEC)),
      first_fd_too_high_(FirstFdTooHigh()),
      address_(std::move(address)),
      loopback_(loopback) {}

Listener::~Listener() {
  Stop();
  close(reserve_fd_);
  close(wake_fd_);
}

void Listener::Start(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor) {
  acceptor_ = std::move(acceptor);
  thread_ = std::thread([this] { Run(); });
}

void Listener::Stop() {
  if (fd_ < 0) return;
  eventfd_write(wake_fd_, 1);
  if (thread_.joinable()) thread_.join();
  close(fd_);
  fd_ = -1;
}

void Listener::Run() {
  while (true) {
    pollfd fds[2] = {{fd_, POLLIN, 0}, {wake_fd_, POLLIN, 0}};
    if (poll(fds, 2, -1) < 0 && errno != EINTR) return;
    if ((fds[1].revents & POLLIN) != 0) return;
    if ((fds[0].revents & POLLIN) != 0) AcceptOne();
  }
}

void Listener::AcceptOne() {
  const int connection = accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (connection < 0) {
    if (errno == EMFILE || errno == ENFILE) RefuseOne();
    return;
  }
  if (connection >= first_fd_too_high_) {
    close(connection);
    return LogRefusal();
  }
  const int on = 1;
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
  parameters.listener_fd = fd_;
  parameters.fd = connection;
  acceptor_->HandleNewConnection(&parameters);
}

void Listener::RefuseOne() {
  close(reserve_fd_);
  const int connection = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
  if (connection >= 0) close(connection);
  reserve_fd_ = OpenReserve();
  LogRefusal();
}

}  // namespace newswire
