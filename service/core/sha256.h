#ifndef NEWSWIRE_SERVICE_CORE_SHA256_H_
#define NEWSWIRE_SERVICE_CORE_SHA256_H_

#include <string>
#include <string_view>

namespace newswire {

// SHA-256 of the bytes: 32 raw bytes. Any thread.
std::string Sha256(std::string_view bytes);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_SHA256_H_
