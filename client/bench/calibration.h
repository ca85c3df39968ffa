#ifndef NEWSWIRE_CLIENT_BENCH_CALIBRATION_H_
#define NEWSWIRE_CLIENT_BENCH_CALIBRATION_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/bench/item_template.h"

namespace newswire::bench {

// How a server answers our articles.
struct Calibration {
  std::unique_ptr<ItemTemplate> items;  // their entries have the size that was asked for
  std::string framed_entry;             // such an entry, as a stream frames it
  std::uint64_t last_sequence = 0;      // of the feed
  std::uint64_t next_id = 0;            // first id that is not taken
};

// Publishes two articles to find out how large a body makes an entry of `entry_bytes`. An entry is
// never smaller than its own head and an article with a body of one byte.
absl::StatusOr<Calibration> Calibrate(const std::string& target, std::size_t entry_bytes);

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_CALIBRATION_H_
