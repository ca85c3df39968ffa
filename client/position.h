#ifndef NEWSWIRE_CLIENT_POSITION_H_
#define NEWSWIRE_CLIENT_POSITION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace newswire {

// A position is `{log_id}-{sequence}-{digest}` (FeedEntry.digest). Inside of a snapshot the place
// is
// `{position}+{sequence}`: its moment, and how far it was looked through. Readers keep either as
// text and look only at its sequence.

// The last sequence before the place; nullopt when the text is neither.
std::optional<std::uint64_t> SequenceOf(std::string_view place);

// The moment of the snapshot that a place is inside of; empty when it is in the log.
std::string MomentOf(std::string_view place);

// The place right after one entry of the log.
std::string PositionAfter(const std::string& log_id, std::uint64_t sequence, std::uint64_t digest);

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_POSITION_H_
