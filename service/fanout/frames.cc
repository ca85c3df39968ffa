#include "service/fanout/frames.h"

#include <optional>
#include <string>
#include <utility>

namespace newswire {

grpc::ByteBuffer MakeFrame(const v1::SubscribeResponse& frame) {
  const grpc::Slice slice(frame.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

grpc::ByteBuffer MakeBatch(std::vector<grpc::Slice> entries, const Position& through) {
  return MakeBatch(std::move(entries), Place{through, std::nullopt});
}

grpc::ByteBuffer MakeBatch(std::vector<grpc::Slice> entries, const Place& through) {
  // The remaining field of the response, in its own slice behind the entries: tag 0x12 (field 2,
  // length-delimited), a length below 128 (a place has at most 54 + 1 + 20 characters), the text.
  const std::string text = FormatPlace(through);
  std::string field = "\x12";
  field.push_back(static_cast<char>(text.size()));
  field += text;
  entries.emplace_back(field);
  return grpc::ByteBuffer(entries.data(), entries.size());
}

}  // namespace newswire
