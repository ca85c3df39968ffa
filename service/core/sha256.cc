#include "service/core/sha256.h"

#include <openssl/evp.h>

#include "storage/check.h"

namespace newswire {

std::string Sha256(std::string_view bytes) {
  // Looking the algorithm up costs as much as hashing a kilobyte, so it is done once.
  static const EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  NEWSWIRE_CHECK(kAlgorithm != nullptr);
  std::string digest(32, '\0');
  unsigned int length = 0;
  const int done =
      EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()),
                 &length, kAlgorithm, nullptr);
  NEWSWIRE_CHECK(done == 1 && length == digest.size());
  return digest;
}

}  // namespace newswire
