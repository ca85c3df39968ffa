#ifndef NEWSWIRE_CLIENT_BENCH_ENTRY_READER_H_
#define NEWSWIRE_CLIENT_BENCH_ENTRY_READER_H_

#include <google/protobuf/arena.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <string>
#include <vector>

namespace newswire::bench {

// How much of a message a subscriber looks at.
enum class Depth {
  kWhole,  // all of it becomes objects, as in a program that uses the articles
  kHeads,  // sequence and stamp are picked out, the rest is skipped, as in a program that passes
           // entries on
};

// What the bench wants to know of an entry.
struct SeenEntry {
  std::uint64_t sequence = 0;
  std::int64_t stamp_nanos = 0;  // 0: none
};

// Reads messages of a Subscribe stream. Not thread-safe: one for each thread.
class EntryReader {
 public:
  explicit EntryReader(Depth depth);

  // Puts the entries of the message into `seen`, none when it is another frame. False when the
  // bytes are no SubscribeResponse. Takes the bytes out of `message`.
  bool Read(grpc::ByteBuffer* message, std::vector<SeenEntry>* seen);

 private:
  bool ReadWhole(grpc::ByteBuffer* message, std::vector<SeenEntry>* seen);
  bool ReadHeads(grpc::ByteBuffer* message, std::vector<SeenEntry>* seen);

  const Depth depth_;
  std::vector<char> memory_;  // the arena's first block: it is kept from message to message
  google::protobuf::Arena arena_;
  std::string joined_;  // a message that came in several pieces
};

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_ENTRY_READER_H_
