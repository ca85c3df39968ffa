#ifndef NEWSWIRE_TESTS_SUPPORT_STALLED_READER_H_
#define NEWSWIRE_TESTS_SUPPORT_STALLED_READER_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "tests/support/raw_connection.h"

namespace newswire::testing {

// A subscriber, from the first entry on, that never makes room: HTTP/2 flow control stops the
// server after 64 KiB. (A gRPC client would not do: it takes in megabytes before anybody reads.)
class StalledReader {
 public:
  explicit StalledReader(const std::string& address);

  // Waits until the server has ended the call or closed the connection.
  enum class End { kCancelled, kOtherwise, kStillThere };
  End AwaitEnd(absl::Duration patience);

 private:
  RawConnection connection_;
};

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_STALLED_READER_H_
