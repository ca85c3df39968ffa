#ifndef NEWSWIRE_CLIENT_BENCH_CEILING_SERVER_H_
#define NEWSWIRE_CLIENT_BENCH_CEILING_SERVER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/bench/child_process.h"

namespace newswire::bench {

// What the ceiling server sends.
struct CeilingOptions {
  std::string framed_entry;              // one element of SubscribeResponse.entries
  std::size_t frame_bytes = 128 * 1024;  // entries to a message
  int wait_for = 1;                      // begins when so many streams are open
  std::uint64_t entries = UINT64_MAX;    // to each stream, or a few more, then silence
};

// The most that this machine, gRPC and our client can do: a server without storage, filters or
// bookkeeping that answers every call with copies of one entry, numbered from 1, as quickly as each
// stream takes them. The messages of all streams are the same bytes, shared and never copied.
// Prints "ceiling listening on HOST:PORT" and runs until it is killed; returns only when it cannot
// start.
absl::Status RunCeilingServer(const CeilingOptions& options);

// Starts `newswire bench ceiling-server` as a child process; its address comes from
// AwaitListening(). The entry travels in a file below `folder`.
absl::StatusOr<std::unique_ptr<ChildProcess>> StartCeilingServer(const CeilingOptions& options,
                                                                 const std::string& folder);

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_CEILING_SERVER_H_
