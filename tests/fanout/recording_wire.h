#ifndef NEWSWIRE_TESTS_FANOUT_RECORDING_WIRE_H_
#define NEWSWIRE_TESTS_FANOUT_RECORDING_WIRE_H_

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "newswire/v1/feed_service.pb.h"
#include "service/fanout/wire.h"

namespace newswire {

// The bytes of a message, in one piece.
inline std::string Flatten(const grpc::ByteBuffer& message) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(message.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

inline v1::SubscribeResponse Parse(const grpc::ByteBuffer& message) {
  v1::SubscribeResponse response;
  EXPECT_TRUE(response.ParseFromString(Flatten(message)));
  return response;
}

// Where the pieces of a message begin in memory.
inline std::vector<const void*> Pieces(const grpc::ByteBuffer& message) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(message.Dump(&slices).ok());
  std::vector<const void*> pieces;
  for (const grpc::Slice& slice : slices) pieces.push_back(slice.begin());
  return pieces;
}

// A call without a network: remembers what the stream did, and fails the test when that is not
// allowed: a call after the last one, or one that does not wait for the write in flight.
class RecordingWire : public Wire {
 public:
  void Write(const grpc::ByteBuffer& message) override {
    EXPECT_FALSE(writing) << "a second write while one is in flight";
    EXPECT_FALSE(over()) << "a write after the last call";
    writing = true;
    messages.push_back(message);
  }
  void Finish(const absl::Status& status, const std::string& position) override {
    EXPECT_FALSE(writing) << "Finish while a write is in flight";
    EXPECT_FALSE(over()) << "Finish after the last call";
    finished = status;
    final_position = position;
  }
  void Cancel() override {
    EXPECT_FALSE(over()) << "Cancel after the last call";
    cancelled = true;
  }

  bool over() const { return cancelled || finished.has_value(); }
  v1::SubscribeResponse last() const {
    return messages.empty() ? v1::SubscribeResponse() : Parse(messages.back());
  }

  bool writing = false;
  std::vector<grpc::ByteBuffer> messages;
  bool cancelled = false;
  std::optional<absl::Status> finished;
  std::string final_position;
};

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_FANOUT_RECORDING_WIRE_H_
