#ifndef NEWSWIRE_STORAGE_SCAN_ALL_H_
#define NEWSWIRE_STORAGE_SCAN_ALL_H_

#include "storage/store.h"

namespace newswire {

// Visits every entry that is left from `from` on, ascending: of what retention has passed the
// archive, then the feed. False ends it.
inline absl::Status ScanAll(const Store& store, Sequence from, const Store::EntryVisitor& visitor) {
  Sequence next = from;
  bool more = true;
  const auto step = [&](Sequence sequence, std::string_view framed) {
    more = visitor(sequence, framed);
    if (more) next = sequence + 1;
    return more;
  };
  for (;;) {
    const Sequence floor = store.bounds().floor.sequence;
    if (next <= floor) {
      const absl::Status status = store.ScanArchive(next, step);
      if (!status.ok() || !more) return status;
      if (next <= floor) next = floor + 1;
    }
    const absl::Status status = store.Scan(next, step);
    // Retention has moved the floor meanwhile: what is left of them is in the archive.
    if (!absl::IsOutOfRange(status)) return status;
  }
}

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_SCAN_ALL_H_
