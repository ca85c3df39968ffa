#ifndef NEWSWIRE_SERVICE_OPS_LISTENER_H_
#define NEWSWIRE_SERVICE_OPS_LISTENER_H_

#include <grpcpp/server_builder.h>

#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace newswire {

// The listening socket and its accept loop. gRPC's own listener stops for ever when the process
// runs out of file descriptors once; this one refuses the connection that is one too many and goes
// on. Some descriptors stay for the database, and one in reserve to refuse with.
class Listener {
 public:
  // Binds HOST:PORT (IPv6 as [::1]:PORT). UNAVAILABLE names the address when it is in use.
  static absl::StatusOr<std::unique_ptr<Listener>> Bind(const std::string& address);
  ~Listener();

  // HOST:PORT with the real port.
  const std::string& address() const { return address_; }
  // Whether only this machine can reach it.
  bool loopback() const { return loopback_; }

  // Hands connections to the server from now on, from a thread of its own.
  void Start(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor);
  // Takes no more connections. Idempotent.
  void Stop();

 private:
  Listener(int fd, std::string address, bool loopback);
  void Run();
  void AcceptOne();
  // Out of descriptors: take the connection with the reserved one and close it.
  void RefuseOne();

  int fd_;
  int reserve_fd_;
  int wake_fd_;                  // an eventfd; readable when the loop should end
  const int first_fd_too_high_;  // a connection with this number is refused
  const std::string address_;
  const bool loopback_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::thread thread_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_OPS_LISTENER_H_
