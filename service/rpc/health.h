#ifndef NEWSWIRE_SERVICE_RPC_HEALTH_H_
#define NEWSWIRE_SERVICE_RPC_HEALTH_H_

#include <grpcpp/server_context.h>

#include <atomic>
#include <string>

#include "service/rpc/raw_service.h"
#include "service/rpc/unary_call.h"

namespace newswire {

// grpc.health.v1.Health on the server's own queues: the stock service runs on callback threads,
// which sleep up to 100 ms before they answer on a quiet server.
//
// Every service of the server, and the server as a whole (""), has the same state.
class Health {
 public:
  // Any thread.
  void SetServing(bool serving) { serving_ = serving; }
  bool serving() const { return serving_; }

  // Handler of Check.
  void Check(UnaryCall* call) const;
  // Waits for the next Watch call; answers the state now, and again when the server drains.
  void WaitForWatch(RawService* service, int method, IoThread* io) const;

 private:
  std::atomic<bool> serving_{false};
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_HEALTH_H_
