#include "storage/entry_frame.h"

#include <openssl/evp.h>

#include <cstring>

#include "storage/check.h"
#include "storage/wire_reader.h"

namespace newswire {
namespace {

// Field numbers of newswire.v1.FeedEntry, proto/newswire/v1/feed.proto.
enum Field {
  kSequence = 1,
  kDigest = 2,
  kKind = 3,
  kAction = 4,
  kName = 5,
  kRevision = 6,
  kPubStatus = 7,
  kAppendTime = 8,
  kPreviousSequence = 9,
  kLanguages = 10,
  kProvider = 11,
  kContentSha256 = 12,
  kMustRetract = 13,
  kReplacedBy = 14,
  kAdvisories = 15,
  kRevisionKind = 16,
  kSignificance = 17,
  kChangedPaths = 18,
  kRetractionReason = 19,
  kArticle = 20,
  kRedacted = 22,
};

// Field 1 of SubscribeResponse, length-delimited.
constexpr char kFrameTag = 0x0a;

std::size_t VarintSize(std::uint64_t value) {
  std::size_t size = 1;
  for (; value >= 0x80; value >>= 7) ++size;
  return size;
}

char* PutVarint(std::uint64_t value, char* out) {
  for (; value >= 0x80; value >>= 7) *out++ = static_cast<char>(value | 0x80);
  *out++ = static_cast<char>(value);
  return out;
}

char* PutTag(int field, int type, char* out) {
  return PutVarint(static_cast<std::uint64_t>(field) << 3 | type, out);
}

void PutLittleEndian64(std::uint64_t value, char* out) {
  for (int i = 0; i < 8; ++i) out[i] = static_cast<char>(value >> (8 * i));
}

// The two numbers of google.protobuf.Timestamp.
struct WireTime {
  std::int64_t seconds;
  std::int32_t nanos;
};

WireTime ToWire(absl::Time time) {
  const std::int64_t seconds = absl::ToUnixSeconds(time);
  return {seconds, static_cast<std::int32_t>(
                       absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds)))};
}

// Visits the fields in the order of their numbers, with one method per wire type. A sink that
// counts and a sink that writes share it, so the two can never disagree.
template <typename Sink>
void VisitBody(const EntryHead& head, const EntryPayload& payload, Sink* sink) {
  sink->Fixed64(kSequence, head.sequence);
  sink->Fixed64(kDigest, head.digest);
  sink->Varint(kKind, static_cast<std::int64_t>(head.kind));
  sink->Varint(kAction, static_cast<std::int64_t>(head.action));
  sink->Bytes(kName, head.name);
  sink->Varint(kRevision, head.revision);
  sink->Varint(kPubStatus, static_cast<std::int64_t>(head.pub_status));
  sink->Time(kAppendTime, ToWire(head.append_time));
  sink->Fixed64(kPreviousSequence, head.previous_sequence);
  for (const std::string_view language : head.languages) {
    sink->Message(kLanguages, language, {});
  }
  sink->Bytes(kProvider, head.provider);
  sink->Bytes(kContentSha256, head.content_sha256);
  sink->Varint(kMustRetract, head.must_retract ? 1 : 0);
  sink->Bytes(kReplacedBy, head.replaced_by);
  for (const std::string_view advisory : head.advisories) {
    sink->Message(kAdvisories, advisory, {});
  }
  sink->Varint(kRevisionKind, static_cast<std::int64_t>(head.revision_kind));
  sink->Varint(kSignificance, static_cast<std::int64_t>(head.significance));
  for (const std::string_view path : head.changed_paths) {
    sink->Message(kChangedPaths, path, {});
  }
  sink->Varint(kRetractionReason, static_cast<std::int64_t>(head.retraction_reason));
  if (payload.field != 0) sink->Message(payload.field, payload.bytes, payload.tail);
}

std::size_t TimeSize(WireTime time) {
  return (time.seconds != 0 ? 1 + VarintSize(static_cast<std::uint64_t>(time.seconds)) : 0) +
         (time.nanos != 0 ? 1 + VarintSize(static_cast<std::uint64_t>(time.nanos)) : 0);
}

// Two bytes from field 16 on.
std::size_t TagSize(int field) {
  return VarintSize(static_cast<std::uint64_t>(field) << 3);
}

// Zeros and empty strings are left out, as proto3 does; a repeated string or a message that is
// there is written even when it is empty.
struct SizeSink {
  std::size_t size = 0;

  void Fixed64(int field, std::uint64_t value) { size += value == 0 ? 0 : TagSize(field) + 8; }
  void Varint(int field, std::uint64_t value) {
    size += value == 0 ? 0 : TagSize(field) + VarintSize(value);
  }
  void Bytes(int field, std::string_view bytes) {
    if (!bytes.empty()) Message(field, bytes, {});
  }
  void Message(int field, std::string_view bytes, std::string_view tail) {
    const std::size_t length = bytes.size() + tail.size();
    size += TagSize(field) + VarintSize(length) + length;
  }
  // At most 11 + 6 bytes, so the length takes one byte.
  void Time(int, WireTime time) { size += 2 + TimeSize(time); }
};

struct WriteSink {
  char* out;

  void Fixed64(int field, std::uint64_t value) {
    if (value == 0) return;
    out = PutTag(field, WireReader::kFixed64, out);
    PutLittleEndian64(value, out);
    out += 8;
  }
  void Varint(int field, std::uint64_t value) {
    if (value == 0) return;
    out = PutVarint(value, PutTag(field, WireReader::kVarint, out));
  }
  void Bytes(int field, std::string_view bytes) {
    if (!bytes.empty()) Message(field, bytes, {});
  }
  void Message(int field, std::string_view bytes, std::string_view tail) {
    out = PutTag(field, WireReader::kBytes, out);
    out = PutVarint(bytes.size() + tail.size(), out);
    Copy(bytes);
    Copy(tail);
  }
  void Time(int field, WireTime time) {
    out = PutVarint(TimeSize(time), PutTag(field, WireReader::kBytes, out));
    Varint(1, static_cast<std::uint64_t>(time.seconds));
    Varint(2, static_cast<std::uint64_t>(time.nanos));
  }
  void Copy(std::string_view bytes) {
    if (!bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
    out += bytes.size();
  }
};

std::size_t BodySize(const EntryHead& head, const EntryPayload& payload) {
  SizeSink sink;
  VisitBody(head, payload, &sink);
  return sink.size;
}

bool ParseTime(std::string_view bytes, absl::Time* time) {
  WireReader reader(bytes);
  std::uint64_t seconds = 0;
  std::uint64_t nanos = 0;
  while (!reader.done()) {
    int field = 0;
    int type = 0;
    if (!reader.Tag(&field, &type)) return false;
    if (field == 1 && type == WireReader::kVarint) {
      if (!reader.Varint(&seconds)) return false;
    } else if (field == 2 && type == WireReader::kVarint) {
      if (!reader.Varint(&nanos) || nanos > 999'999'999) return false;
    } else if (!reader.Skip(type)) {
      return false;
    }
  }
  *time = absl::FromUnixSeconds(static_cast<std::int64_t>(seconds)) +
          absl::Nanoseconds(static_cast<std::int64_t>(nanos));
  return true;
}

bool IsFixed64(int field) {
  return field == kSequence || field == kDigest || field == kPreviousSequence;
}

bool IsVarint(int field) {
  return field == kKind || field == kAction || field == kRevision || field == kPubStatus ||
         field == kMustRetract || field == kRevisionKind || field == kSignificance ||
         field == kRetractionReason;
}

bool IsBytes(int field) {
  return field == kName || (field >= kLanguages && field <= kContentSha256) ||
         field == kReplacedBy || field == kAdvisories || field == kChangedPaths ||
         field == kAppendTime || (field >= kArticle && field <= kRedacted);
}

void SetFixed64(int field, std::uint64_t value, EntryHead* head) {
  if (field == kSequence) head->sequence = value;
  if (field == kDigest) head->digest = value;
  if (field == kPreviousSequence) head->previous_sequence = value;
}

bool SetVarint(int field, std::uint64_t value, EntryHead* head) {
  if (value > (field == kRevision ? UINT32_MAX : INT32_MAX)) return false;
  if (field == kKind) head->kind = static_cast<int>(value);
  if (field == kAction) head->action = static_cast<int>(value);
  if (field == kRevision) head->revision = static_cast<std::uint32_t>(value);
  if (field == kPubStatus) head->pub_status = static_cast<int>(value);
  if (field == kMustRetract) head->must_retract = value != 0;
  if (field == kRevisionKind) head->revision_kind = static_cast<int>(value);
  if (field == kSignificance) head->significance = static_cast<int>(value);
  if (field == kRetractionReason) head->retraction_reason = static_cast<int>(value);
  return true;
}

bool SetBytes(int field, std::string_view value, EntryHead* head, EntryPayload* payload) {
  if (field == kName) head->name = value;
  if (field == kLanguages) head->languages.push_back(value);
  if (field == kProvider) head->provider = value;
  if (field == kContentSha256) head->content_sha256 = value;
  if (field == kReplacedBy) head->replaced_by = value;
  if (field == kAdvisories) head->advisories.push_back(value);
  if (field == kChangedPaths) head->changed_paths.push_back(value);
  if (field == kAppendTime) return ParseTime(value, &head->append_time);
  if (field >= kArticle && field <= kRedacted) {
    if (payload->field != 0) return false;  // A oneof: two of them cannot both be the item.
    *payload = {field, value, {}};
  }
  return true;
}

// One field of the entry. A known field with a foreign wire type is damage.
bool ParseField(int field, int type, WireReader* reader, EntryHead* head, EntryPayload* payload) {
  std::uint64_t number = 0;
  std::string_view bytes;
  if (IsFixed64(field)) {
    if (type != WireReader::kFixed64 || !reader->Fixed64(&number)) return false;
    SetFixed64(field, number, head);
    return true;
  }
  if (IsVarint(field)) {
    return type == WireReader::kVarint && reader->Varint(&number) && SetVarint(field, number, head);
  }
  if (IsBytes(field)) {
    return type == WireReader::kBytes && reader->Bytes(&bytes) &&
           SetBytes(field, bytes, head, payload);
  }
  return reader->Skip(type);
}

}  // namespace

std::size_t FramedEntrySize(const EntryHead& head, const EntryPayload& payload) {
  const std::size_t body = BodySize(head, payload);
  return 1 + VarintSize(body) + body;
}

char* WriteFramedEntry(const EntryHead& head, const EntryPayload& payload, char* out) {
  const std::size_t body = BodySize(head, payload);
  *out++ = kFrameTag;
  WriteSink sink{PutVarint(body, out)};
  char* const expected = sink.out + body;
  VisitBody(head, payload, &sink);
  NEWSWIRE_CHECK(sink.out == expected);
  return sink.out;
}

std::string FramedEntry(const EntryHead& head, const EntryPayload& payload) {
  std::string framed(FramedEntrySize(head, payload), '\0');
  NEWSWIRE_CHECK(WriteFramedEntry(head, payload, framed.data()) == framed.data() + framed.size());
  return framed;
}

std::string Frame(std::string_view entry) {
  std::string framed(1 + VarintSize(entry.size()) + entry.size(), kFrameTag);
  char* const begin = PutVarint(entry.size(), framed.data() + 1);
  std::memcpy(begin, entry.data(), entry.size());
  return framed;
}

std::optional<std::string_view> Unframe(std::string_view framed) {
  if (framed.empty() || framed.front() != kFrameTag) return std::nullopt;
  WireReader reader(framed.substr(1));
  std::string_view entry;
  if (!reader.Bytes(&entry) || !reader.done()) return std::nullopt;
  return entry;
}

std::optional<EntryHead> ParseEntryHead(std::string_view framed, EntryPayload* payload) {
  const std::optional<std::string_view> entry = Unframe(framed);
  if (!entry) return std::nullopt;
  EntryHead head;
  EntryPayload found;
  WireReader reader(*entry);
  while (!reader.done()) {
    int field = 0;
    int type = 0;
    if (!reader.Tag(&field, &type) || !ParseField(field, type, &reader, &head, &found)) {
      return std::nullopt;
    }
  }
  if (payload != nullptr) *payload = found;
  return head;
}

std::uint64_t NextDigest(std::uint64_t previous, const EntryHead& head) {
  // Fetched once: EVP_sha256() is looked up again for every digest in OpenSSL 3.
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  NEWSWIRE_CHECK(kSha256 != nullptr);
  std::string input(32, '\0');
  PutLittleEndian64(previous, &input[0]);
  PutLittleEndian64(head.sequence, &input[8]);
  PutLittleEndian64(static_cast<std::uint64_t>(head.action), &input[16]);
  PutLittleEndian64(head.revision, &input[24]);
  input.append(head.name).append(head.content_sha256);
  unsigned char sha256[EVP_MAX_MD_SIZE];
  NEWSWIRE_CHECK(EVP_Digest(input.data(), input.size(), sha256, nullptr, kSha256, nullptr) == 1);
  std::uint64_t digest = 0;
  std::memcpy(&digest, sha256, sizeof digest);
  return digest;
}

}  // namespace newswire
