#ifndef NEWSWIRE_SERVICE_CORE_URI_H_
#define NEWSWIRE_SERVICE_CORE_URI_H_

#include <cstddef>
#include <string_view>

#include "newswire/v1/common.pb.h"

namespace newswire {

inline constexpr std::size_t kItemUriBytesMin = 8;
inline constexpr std::size_t kItemUriBytesMax = 512;
inline constexpr std::size_t kHrefBytesMax = 2048;

// Identifies an item for ever: absolute, 8 to 512 bytes of ASCII, no user info, query or fragment.
bool IsItemUri(std::string_view uri);
// `articles/{uri}` or `recommendations/{uri}` with such a uri.
bool IsItemName(std::string_view name, v1::ItemKind kind);
// Names a term of a public vocabulary: as an item's uri, but a query and a fragment may follow.
bool IsVocabularyUri(std::string_view uri);
// An https address, at most 2,048 bytes, no user info.
bool IsHref(std::string_view address);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_URI_H_
