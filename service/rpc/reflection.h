#ifndef NEWSWIRE_SERVICE_RPC_REFLECTION_H_
#define NEWSWIRE_SERVICE_RPC_REFLECTION_H_

#include <string>
#include <vector>

#include "service/rpc/raw_service.h"

namespace newswire {

// grpc.reflection.v1 and v1alpha (the same messages on the wire) on the server's own queues; the
// stock plugin knows only v1alpha and brings threads of its own. Answers from the descriptors that
// are compiled in.
class Reflection {
 public:
  explicit Reflection(std::vector<std::string> services) : services_(std::move(services)) {}

  // Waits for the next ServerReflectionInfo call.
  void Wait(RawService* service, int method, IoThread* io) const;

  const std::vector<std::string>& services() const { return services_; }

 private:
  const std::vector<std::string> services_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_REFLECTION_H_
