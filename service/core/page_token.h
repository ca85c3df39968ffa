#ifndef NEWSWIRE_SERVICE_CORE_PAGE_TOKEN_H_
#define NEWSWIRE_SERVICE_CORE_PAGE_TOKEN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/strings.h"

namespace newswire {

// A page token: the place to go on at, without a ';', and what the listing was about.
inline std::string MakePageToken(std::string_view place, std::string_view about) {
  return absl::WebSafeBase64Escape(absl::StrCat(View(place), ";", View(about)));
}
inline std::string MakePageToken(std::uint64_t place, std::string_view about) {
  return MakePageToken(std::to_string(place), about);
}

// nullopt for a damaged token or one of another listing.
inline std::optional<std::string> ParsePlace(const std::string& token, std::string_view about) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(token, &text)) return std::nullopt;
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits(';', 1));
  if (parts.second != about) return std::nullopt;
  return parts.first;
}
inline std::optional<std::uint64_t> ParsePageToken(const std::string& token,
                                                   std::string_view about) {
  const auto text = ParsePlace(token, about);
  std::uint64_t place = 0;
  if (!text || !absl::SimpleAtoi(*text, &place)) return std::nullopt;
  return place;
}

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_PAGE_TOKEN_H_
