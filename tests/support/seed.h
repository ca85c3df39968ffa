#ifndef NEWSWIRE_TESTS_SUPPORT_SEED_H_
#define NEWSWIRE_TESTS_SUPPORT_SEED_H_

#include <cstdint>
#include <cstdlib>
#include <random>

namespace newswire {

inline constexpr char kTestSeed[] = "NEWSWIRE_TEST_SEED";

// Whether somebody wants a certain run again.
inline bool TestSeedIsGiven() {
  return std::getenv(kTestSeed) != nullptr;
}

// The seed of a random test: the one that is given, else a new one.
inline std::uint64_t TestSeed() {
  const char* const given = std::getenv(kTestSeed);
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
}

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_SUPPORT_SEED_H_
