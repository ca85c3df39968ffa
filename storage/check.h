#ifndef NEWSWIRE_STORAGE_CHECK_H_
#define NEWSWIRE_STORAGE_CHECK_H_

#include <cstdio>
#include <cstdlib>

// Stops the process when a promise of our own code is broken. Never compiled out; not for input,
// disks or networks, whose failures are an absl::Status.
#define NEWSWIRE_CHECK(condition)                                                        \
  do {                                                                                   \
    if (!(condition)) {                                                                  \
      std::fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                      \
    }                                                                                    \
  } while (false)

#endif  // NEWSWIRE_STORAGE_CHECK_H_
