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
//   held        'i' uri                             HeldRow
//   held        'd' due_us:8 urgency:1 uri          (empty)
//   withheld    uri 00 sequence:8                   framed entry, as it was before it was redacted
//   records     'a' uri 00 sequence:8 reader        AcknowledgementRow
//   records     'c' time_us:8 sequence:8            CancellationRow
//   records     'e' sequence:8 uri                  ErasureRow; about where it was decided
//   records     'h' recommendation 00 article       (empty): a held article reports it
//   records     'p' recommendation 00 article       (empty): a published, usable article reports it
//   records     'r' reader                          ReaderRow
//   records     'w' recommendation 00 article       (empty): an article on hold reports it
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

// Everything that starts with `prefix`: [prefix, PrefixEnd(prefix)).
std::string PrefixEnd(std::string_view prefix);

std::string HeldKey(std::string_view uri);
// Orders held items by the time they are due, then by urgency (1 first, 0 is "not stated" and
// last), then by uri.
std::string DueKey(std::int64_t due_us, std::uint32_t urgency, std::string_view uri);
struct Due {
  std::int64_t due_us;
  std::string_view uri;  // points into the key
};
std::optional<Due> ParseDue(std::string_view key);
// All due keys.
inline constexpr std::string_view kDuePrefix = "d";

// All of one uri, and one of them.
std::string WithheldPrefix(std::string_view uri);
std::string WithheldKey(std::string_view uri, Sequence sequence);
std::optional<Sequence> ParseWithheld(std::string_view key, std::string_view uri);

std::string AcknowledgementPrefix(std::string_view uri, Sequence sequence);
std::string AcknowledgementKey(std::string_view uri, Sequence sequence, std::string_view reader);
// What follows the prefix.
std::string_view ReaderOfAcknowledgement(std::string_view key);

inline constexpr std::string_view kCancellationPrefix = "c";
std::string CancellationKey(std::int64_t time_us, Sequence sequence);
struct Cancelled {
  std::int64_t time_us;
  Sequence sequence;
};
std::optional<Cancelled> ParseCancellation(std::string_view key);

inline constexpr std::string_view kErasurePrefix = "e";
std::string ErasureKey(Sequence sequence, std::string_view uri);

// Which articles report a recommendation: published and usable ones, ones under embargo, and ones
// that are withheld.
enum class Reporter { kPublished, kHeld, kWithheld };
std::string ReportPrefix(Reporter reporter, std::string_view recommendation);
std::string ReportKey(Reporter reporter, std::string_view recommendation, std::string_view article);
// Uri of the article.
std::string_view ArticleOfReport(std::string_view key);

inline constexpr std::string_view kReaderPrefix = "r";
std::string ReaderKey(std::string_view reader);

}  // namespace newswire::keys

#endif  // NEWSWIRE_STORAGE_KEYS_H_
