// Prints how fast a reopened store replays: `scan_speed [folder]`. A tool, not a test: its figures
// depend on the machine.
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "absl/synchronization/mutex.h"
#include "tests/storage/store_fixture.h"

namespace newswire {
namespace {

constexpr int kEntries = 200'000;
constexpr std::size_t kEntryBytes = 3000;
constexpr std::size_t kChunkBytes = 1 << 20;

double Seconds(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

void Fill(const StoreOptions& options, int group_size) {
  const auto store = MustOpen(options);
  GroupBuilder builder(store->head());
  const auto start = std::chrono::steady_clock::now();
  for (int i = 1; i <= kEntries; ++i) {
    builder.Add(absl::StrCat("example.org:2022:", i), 1, kEntryBytes);
    if (i % group_size == 0 && !builder.CommitTo(store.get()).ok()) std::abort();
  }
  const double took = Seconds(start);
  std::printf("commit  entries=%d group=%d per_second=%.0f\n", kEntries, group_size,
              kEntries / took);
}

// Reads everything in calls of Scan that each take about `chunk` bytes.
void Replay(const Store& store, std::size_t chunk) {
  const auto start = std::chrono::steady_clock::now();
  const Sequence head = store.bounds().head.sequence;
  std::uint64_t bytes = 0;
  std::uint64_t sum = 0;
  for (Sequence next = 1; next <= head;) {
    std::size_t taken = 0;
    const absl::Status status = store.Scan(next, [&](Sequence sequence, std::string_view framed) {
      next = sequence + 1;
      taken += framed.size();
      sum += static_cast<unsigned char>(framed.back());
      return taken < chunk;
    });
    if (!status.ok()) std::abort();
    bytes += taken;
  }
  const double took = Seconds(start);
  std::printf("replay  chunk=%zu entries_per_second=%.0f GB_per_second=%.2f (%llu)\n", chunk,
              static_cast<double>(head) / took, static_cast<double>(bytes) / took / 1e9,
              static_cast<unsigned long long>(sum));
}

}  // namespace
}  // namespace newswire

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  using newswire::Replay;
  std::string pattern = std::string(argc > 1 ? argv[1] : "/tmp") + "/newswire-speed-XXXXXX";
  newswire::StoreOptions options;
  options.path = mkdtemp(pattern.data());
  options.min_free_bytes = 1;
  newswire::Fill(options, 500);
  {
    const auto store = newswire::MustOpen(options);
    for (int round = 0; round < 2; ++round) {
      for (std::size_t chunk : {std::size_t{1} << 40, newswire::kChunkBytes}) {
        Replay(*store, chunk);
      }
    }
  }
  std::filesystem::remove_all(options.path);
}
