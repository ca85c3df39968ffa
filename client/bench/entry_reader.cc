#include "client/bench/entry_reader.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <string>

#include "client/bench/item_template.h"
#include "client/bench/wire.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::bench {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr std::size_t kFirstBlockBytes = 512 * 1024;

constexpr std::uint32_t Message(int field) {
  return WireFormatLite::MakeTag(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
}

// Calls `take(tag)` for every field of the message that is next in the stream, its length first.
// `take` answers true when it read the field; the others are skipped.
template <typename Take>
bool Walk(CodedInputStream* in, const Take& take) {
  std::uint32_t length = 0;
  if (!in->ReadVarint32(&length)) return false;
  const auto limit = in->PushLimit(static_cast<int>(length));
  while (const std::uint32_t tag = in->ReadTag()) {
    if (!take(tag) && !WireFormatLite::SkipField(in, tag)) return false;
  }
  if (!in->ConsumedEntireMessage()) return false;
  in->PopLimit(limit);
  return true;
}

bool WalkEntry(CodedInputStream* in, SeenEntry* entry) {
  constexpr std::uint32_t kSequence = WireFormatLite::MakeTag(v1::FeedEntry::kSequenceFieldNumber,
                                                              WireFormatLite::WIRETYPE_FIXED64);
  constexpr std::uint32_t kArticle = Message(v1::FeedEntry::kArticleFieldNumber);
  constexpr std::uint32_t kAltId = Message(v1::Article::kAltIdsFieldNumber);
  constexpr std::uint32_t kValue = Message(v1::AltId::kValueFieldNumber);
  std::string stamp;
  const auto take_alt_id = [&](std::uint32_t tag) {
    return tag == kValue && WireFormatLite::ReadBytes(in, &stamp);
  };
  const auto take_article = [&](std::uint32_t tag) {
    return tag == kAltId && Walk(in, take_alt_id);
  };
  const auto take_entry = [&](std::uint32_t tag) {
    if (tag == kSequence) return in->ReadLittleEndian64(&entry->sequence);
    return tag == kArticle && Walk(in, take_article);
  };
  if (!Walk(in, take_entry)) return false;
  entry->stamp_nanos = ParseStamp(stamp);
  return true;
}

bool ReadHeads(grpc::ByteBuffer* message, std::vector<SeenEntry>* seen) {
  grpc::ProtoBufferReader reader(message);
  CodedInputStream in(&reader);
  while (const std::uint32_t tag = in.ReadTag()) {
    if (tag != Message(v1::SubscribeResponse::kEntriesFieldNumber)) {
      if (!WireFormatLite::SkipField(&in, tag)) return false;
      continue;
    }
    if (!WalkEntry(&in, &seen->emplace_back())) return false;
  }
  return in.ConsumedEntireMessage();
}

}  // namespace

EntryReader::EntryReader(Depth depth)
    : depth_(depth), memory_(kFirstBlockBytes), arena_(memory_.data(), memory_.size()) {}

bool EntryReader::Read(grpc::ByteBuffer* message, std::vector<SeenEntry>* seen) {
  seen->clear();
  return depth_ == Depth::kWhole ? ReadWhole(message, seen) : ReadHeads(message, seen);
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
