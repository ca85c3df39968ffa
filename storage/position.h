#ifndef NEWSWIRE_STORAGE_POSITION_H_
#define NEWSWIRE_STORAGE_POSITION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace newswire {

// Place of an entry in the feed: dense, from 1. 0 is "before the first entry".
using Sequence = std::uint64_t;

// A place in one particular log. The digest covers every entry up to it, so any node that holds the
// log can tell whether the reader's past is also its own.
//
// Text form: `{log_id}-{sequence}-{digest}`; log id and digest are 16 lower-case hexadecimal
// digits, the sequence is decimal without leading zeros. At sequence 0 the digest is 0.
struct Position {
  std::uint64_t log_id = 0;
  Sequence sequence = 0;
  std::uint64_t digest = 0;

  friend bool operator==(const Position&, const Position&) = default;
};

// Writes the text form.
std::string FormatPosition(const Position& position);

// Reads the text form. Anything else, also a longer or shorter spelling of the same, is nullopt.
std::optional<Position> ParsePosition(std::string_view text);

// Where a reader is: behind a position of the log or, while it is still given a snapshot of the
// items, somewhere inside of that.
//
// Text form: that of the position; in a snapshot `{position}+{sequence}`, where the sequence is
// decimal without leading zeros and at most the position's own.
struct Place {
  Position position;                 // in a snapshot: the moment that it shows
  std::optional<Sequence> snapshot;  // in a snapshot: everything of it up to here was looked at

  friend bool operator==(const Place&, const Place&) = default;
};

std::string FormatPlace(const Place& place);
// As strict as ParsePosition.
std::optional<Place> ParsePlace(std::string_view text);

// 16 lower-case hexadecimal digits.
std::string FormatLogId(std::uint64_t log_id);

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_POSITION_H_
