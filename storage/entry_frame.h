#ifndef NEWSWIRE_STORAGE_ENTRY_FRAME_H_
#define NEWSWIRE_STORAGE_ENTRY_FRAME_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "storage/position.h"

namespace newswire {

// A framed entry is one element of `SubscribeResponse.entries` exactly as protobuf puts it on the
// wire: tag 0x0a, length, FeedEntry. Any concatenation of framed entries is a valid response.

// The fields of a FeedEntry without its payload. When parsed, the views point into the framed
// bytes.
struct EntryHead {
  Sequence sequence = 0;
  std::uint64_t digest = 0;
  int kind = 0;           // newswire.v1.ItemKind
  int action = 0;         // newswire.v1.FeedAction
  std::string_view name;  // `articles/{uri}` or `recommendations/{uri}`
  std::uint32_t revision = 0;
  int pub_status = 0;  // newswire.v1.PubStatus
  absl::Time append_time;
  Sequence previous_sequence = 0;
  std::vector<std::string_view> languages;
  std::string_view provider;
  std::string_view content_sha256;
  bool must_retract = false;
  std::string_view replaced_by;
  std::vector<std::string_view> advisories;  // serialised newswire.v1.LangString each
  int revision_kind = 0;                     // newswire.v1.RevisionKind
  int significance = 0;                      // newswire.v1.Significance
  std::vector<std::string_view> changed_paths;
  int retraction_reason = 0;  // newswire.v1.RetractionReason
};

// The item inside an entry: its field number in FeedEntry (20 article, 21 recommendation,
// 22 redacted) and its bytes. Two pieces that follow each other, so that what the server sets can
// be appended without serialising the item again; `tail` may be empty.
struct EntryPayload {
  int field = 0;
  std::string_view bytes;
  std::string_view tail;
};

// Number of bytes AppendFramedEntry will write.
std::size_t FramedEntrySize(const EntryHead& head, const EntryPayload& payload);
// Writes exactly FramedEntrySize bytes and returns their end.
char* WriteFramedEntry(const EntryHead& head, const EntryPayload& payload, char* out);
// The same, where no memory waits for it.
std::string FramedEntry(const EntryHead& head, const EntryPayload& payload);

// Puts a serialised FeedEntry into a frame.
std::string Frame(std::string_view entry);
// The FeedEntry inside the frame; nullopt when these bytes are not one framed entry.
std::optional<std::string_view> Unframe(std::string_view framed);
// Reads the head (and the payload, when asked). nullopt when the bytes are damaged.
std::optional<EntryHead> ParseEntryHead(std::string_view framed, EntryPayload* payload = nullptr);

// The uri in a name, which is `{collection}/{uri}`.
inline std::string_view UriOf(std::string_view name) {
  return name.substr(name.find('/') + 1);
}

// Digest of the log after `head` when it was `previous` before; see FeedEntry.digest.
std::uint64_t NextDigest(std::uint64_t previous, const EntryHead& head);

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_ENTRY_FRAME_H_
