#ifndef NEWSWIRE_CLIENT_POSITION_H_
#define NEWSWIRE_CLIENT_POSITION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace newswire {

// A position is `{log_id}-{sequence}-{digest}` (FeedEntry.digest). Readers keep it as text and look
// only at its sequence.

// nullopt when the text is no position.
std::optional<std::uint64_t> SequenceOf(std::string_view position);

// The place right after one entry.
std::string PositionAfter(const std::string& log_id, std::uint64_t sequence, std::uint64_t digest);

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_POSITION_H_
