#ifndef NEWSWIRE_STORAGE_KEYS_H_
#define NEWSWIRE_STORAGE_KEYS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/position.h"

// The only place that knows the bytes of a key. Numbers are big-endian, so that RocksDB's byte
// order is their order.
//
//   family      key                                 value
//   entries     sequence:8                          framed entry (storage/entry_frame.h)
//   archive     sequence:8                          framed entry
//   items       uri                                 ItemRow
//   revisions   uri 00 (FFFFFFFF - revision):4      sequence:8
//   requests    'i' request id                      RequestRow
//   requests    't' (time_us + 2^63):8 request id   (empty)
//   meta        "anchor" sequence:8                 AnchorRow
//   meta        "floor"                             FloorRow
//   meta        "head"                              HeadRow
//   meta        "log"                               LogRow
namespace newswire::keys {

inline constexpr std::string_view kFloor = "floor";
inline constexpr std::string_view kHead = "head";
inline constexpr std::string_view kLog = "log";

// A sequence as a key or a value; converts to a view that lives as long as it does.
class SequenceKey {
 public:
  explicit SequenceKey(Sequence sequence);
  std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::array<char, 8> bytes_;
};

// nullopt unless there are exactly eight bytes.
std::optional<Sequence> ParseSequence(std::string_view bytes);

// REQUIRES: no NUL in `uri` (the contract forbids it). Later revisions sort first.
std::string RevisionKey(std::string_view uri, std::uint32_t revision);
// The revision, when `key` belongs to `uri`.
std::optional<std::uint32_t> ParseRevision(std::string_view key, std::string_view uri);

std::string RequestKey(std::string_view id);
// Orders requests by the time of their answer.
std::string RequestTimeKey(std::int64_t time_us, std::string_view id);
struct RequestTime {
  std::int64_t time_us;
  std::string_view id;  // points into the key
};
std::optional<RequestTime> ParseRequestTime(std::string_view key);

std::string AnchorKey(Sequence sequence);

}  // namespace newswire::keys

#endif  // NEWSWIRE_STORAGE_KEYS_H_
