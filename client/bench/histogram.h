#ifndef NEWSWIRE_CLIENT_BENCH_HISTOGRAM_H_
#define NEWSWIRE_CLIENT_BENCH_HISTOGRAM_H_

#include <array>
#include <cstdint>

namespace newswire::bench {

// Counts durations in buckets that are at most 1/32 of their value wide, so that a percentile is
// right to about 3 %. Not thread-safe; each thread keeps its own and they are merged.
class Histogram {
 public:
  void Add(std::int64_t nanos);
  void Merge(const Histogram& other);
  std::uint64_t count() const { return count_; }
  // Largest value of the bucket below which `percent` of the values lie, in microseconds; 0 when
  // empty.
  double PercentileMicros(double percent) const;
  double MaxMicros() const { return max_nanos_ / 1e3; }

 private:
  static constexpr int kStepBits = 5;  // 32 steps to each power of two
  static constexpr int kBuckets = 64 << kStepBits;

  std::array<std::uint64_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
  std::int64_t max_nanos_ = 0;
};

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_HISTOGRAM_H_
