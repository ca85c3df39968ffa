#include "client/bench/entry_reader.h"

#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/support/slice.h>

#include <cstring>
#include <string_view>

#include "client/bench/item_template.h"
#include "client/bench/wire.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::bench {
namespace {

using google::protobuf::internal::WireFormatLite;

constexpr std::size_t kFirstBlockBytes = 512 * 1024;

// Walks the fields of a message that lies in one piece, without making anything of them.
class FieldCursor {
 public:
  explicit FieldCursor(std::string_view message)
      : at_(message.data()), end_(message.data() + message.size()) {}

  // Goes to the next field; false at the end and when the bytes are damaged.
  bool Next() {
    if (at_ == end_) return false;
    const std::uint64_t tag = Varint();
    field_ = static_cast<int>(tag >> 3);
    switch (tag & 7) {
      case WireFormatLite::WIRETYPE_VARINT:
        Varint();
        return whole_;
      case WireFormatLite::WIRETYPE_FIXED64:
        return Take(8);
      case WireFormatLite::WIRETYPE_LENGTH_DELIMITED:
        return Take(Varint());
      case WireFormatLite::WIRETYPE_FIXED32:
        return Take(4);
      default:
        whole_ = false;
        return false;
    }
  }

  int field() const { return field_; }
  // What the field holds when it is a string, a message or of fixed size.
  std::string_view value() const { return value_; }
  // False once bytes were found that are no message.
  bool whole() const { return whole_; }

 private:
  std::uint64_t Varint() {
    std::uint64_t value = 0;
    for (int shift = 0; at_ < end_ && shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at_++);
      value |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return value;
    }
    whole_ = false;
    return 0;
  }

  bool Take(std::uint64_t bytes) {
    whole_ = whole_ && bytes <= static_cast<std::uint64_t>(end_ - at_);
    if (!whole_) return false;
    value_ = {at_, static_cast<std::size_t>(bytes)};
    at_ += bytes;
    return true;
  }

  const char* at_;
  const char* const end_;
  int field_ = 0;
  std::string_view value_;
  bool whole_ = true;
};

// The first field `number` of the message; empty when there is none.
std::string_view Find(std::string_view message, int number) {
  FieldCursor cursor(message);
  while (cursor.Next()) {
    if (cursor.field() == number) return cursor.value();
  }
  return {};
}

bool ReadHead(std::string_view entry, SeenEntry* seen) {
  FieldCursor cursor(entry);
  while (cursor.Next()) {
    if (cursor.field() == v1::FeedEntry::kSequenceFieldNumber && cursor.value().size() == 8) {
      std::memcpy(&seen->sequence, cursor.value().data(), 8);  // little endian on the wire and here
    } else if (cursor.field() == v1::FeedEntry::kArticleFieldNumber) {
      const std::string_view alt_id = Find(cursor.value(), v1::Article::kAltIdsFieldNumber);
      seen->stamp_nanos = ParseStamp(Find(alt_id, v1::AltId::kValueFieldNumber));
    }
  }
  return cursor.whole();
}

}  // namespace

EntryReader::EntryReader(Depth depth)
    : depth_(depth), memory_(kFirstBlockBytes), arena_(memory_.data(), memory_.size()) {}

bool EntryReader::Read(grpc::ByteBuffer* message, std::vector<SeenEntry>* seen) {
  seen->clear();
  return depth_ == Depth::kWhole ? ReadWhole(message, seen) : ReadHeads(message, seen);
}

bool EntryReader::ReadHeads(grpc::ByteBuffer* message, std::vector<SeenEntry>* seen) {
  std::vector<grpc::Slice> slices;
  if (!message->Dump(&slices).ok()) return false;
  std::string_view bytes;
  if (slices.size() == 1) {
    bytes = {reinterpret_cast<const char*>(slices[0].begin()), slices[0].size()};
  } else {
    joined_.clear();
    for (const grpc::Slice& slice : slices) {
      joined_.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }
    bytes = joined_;
  }
  FieldCursor cursor(bytes);
  while (cursor.Next()) {
    if (cursor.field() != v1::SubscribeResponse::kEntriesFieldNumber) continue;
    if (!ReadHead(cursor.value(), &seen->emplace_back())) return false;
  }
  message->Clear();
  return cursor.whole();
}

bool EntryReader::ReadWhole(grpc::ByteBuffer* message, std::vector<SeenEntry>* seen) {
  arena_.Reset();
  auto* response = google::protobuf::Arena::CreateMessage<v1::SubscribeResponse>(&arena_);
  if (!ParseByteBuffer(message, response)) return false;
  for (const v1::FeedEntry& entry : response->entries()) {
    const bool stamped = entry.article().alt_ids_size() > 0;
    seen->push_back(
        {entry.sequence(), stamped ? ParseStamp(entry.article().alt_ids(0).value()) : 0});
  }
  return true;
}

}  // namespace newswire::bench
