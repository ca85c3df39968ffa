#ifndef NEWSWIRE_SERVICE_FANOUT_WIRE_H_
#define NEWSWIRE_SERVICE_FANOUT_WIRE_H_

#include <grpcpp/support/byte_buffer.h>

#include <string>

#include "absl/status/status.h"

namespace newswire {

// What a stream may do to its call. One thread: the I/O thread that owns the call.
class Wire {
 public:
  virtual ~Wire() = default;
  // Sends one message. The stream is told by OnWritten; until then no other Write or Finish.
  virtual void Write(const grpc::ByteBuffer& message) = 0;
  // Ends the call in an orderly way; the reader finds `position` in the trailer. Last call.
  virtual void Finish(const absl::Status& status, const std::string& position) = 0;
  // Breaks the call off, also in the middle of a Write. Last call.
  virtual void Cancel() = 0;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_FANOUT_WIRE_H_
