#ifndef NEWSWIRE_TESTS_SUPPORT_EVENTUALLY_H_
#define NEWSWIRE_TESTS_SUPPORT_EVENTUALLY_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace newswire::testing {

// Asks `condition` again and again until it is true; false when it was not within `patience`. For
// what another process does, which cannot wake us.
template <typename Condition>
bool Eventually(absl::Duration patience, Condition condition) {
  const absl::Time deadline = absl::Now() + patience;
  while (!condition()) {
    if (absl::Now() >= deadline) return false;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return true;
}

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_EVENTUALLY_H_
