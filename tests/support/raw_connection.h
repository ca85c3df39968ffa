#ifndef NEWSWIRE_TESTS_SUPPORT_RAW_CONNECTION_H_
#define NEWSWIRE_TESTS_SUPPORT_RAW_CONNECTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace newswire::testing {

// As much HTTP/2 as a gRPC call needs.
namespace http2 {

enum class FrameType : unsigned char { kData = 0, kHeaders = 1, kReset = 3, kSettings = 4 };
inline constexpr unsigned char kEndStream = 1;  // a flag
extern const std::string kCancel;               // payload of a reset

struct Frame {
  FrameType type;
  unsigned char flags;
  std::uint32_t stream;
  std::string payload;
};

std::string Preface();  // with empty SETTINGS
std::string CallHead(std::uint32_t stream, const std::string& method);
std::string Message(std::uint32_t stream, std::string_view message);  // and no other
std::string HalfAMessage(std::uint32_t stream, std::size_t bytes);
std::string Reset(std::uint32_t stream);

}  // namespace http2

// A TCP connection that says exactly the bytes it is given and may vanish at any moment. One
// thread.
class RawConnection {
 public:
  // HOST:PORT, IPv4.
  explicit RawConnection(const std::string& address);
  // Closes in an orderly way.
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  bool connected() const { return fd_ >= 0; }
  // Sends; a server that has closed the connection already is not an error.
  void Send(std::string_view bytes);
  enum class Heard { kBytes, kClosed, kNothing };
  // Waits for the next bytes from the server, or the end.
  Heard Listen(absl::Duration patience = absl::Seconds(20));
  // The next HTTP/2 frame; nullopt when none came until `deadline` or the server closed.
  std::optional<http2::Frame> NextFrame(absl::Time deadline);
  // Closes with a reset, as a machine that crashed would have it.
  void Vanish();

 private:
  bool Receive(std::size_t bytes, absl::Time deadline, std::string* text);

  int fd_;
};

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_RAW_CONNECTION_H_
