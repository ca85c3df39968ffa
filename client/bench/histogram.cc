#include "client/bench/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace newswire::bench {

void Histogram::Add(std::int64_t nanos) {
  const std::uint64_t value = nanos < 1 ? 1 : static_cast<std::uint64_t>(nanos);
  // Small values have a bucket of their own; from 64 on the top kStepBits + 1 bits choose it.
  const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - kStepBits - 1);
  const std::uint64_t bucket = (static_cast<std::uint64_t>(shift) << kStepBits) + (value >> shift);
  ++buckets_[bucket];
  ++count_;
  max_nanos_ = std::max(max_nanos_, nanos);
}

void Histogram::Merge(const Histogram& other) {
  for (int i = 0; i < kBuckets; ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  max_nanos_ = std::max(max_nanos_, other.max_nanos_);
}

double Histogram::PercentileMicros(double percent) const {
  if (count_ == 0) return 0;
  const auto rank = static_cast<std::uint64_t>(std::ceil(percent / 100 * count_));
  std::uint64_t seen = 0;
  for (int bucket = 0; bucket < kBuckets; ++bucket) {
    seen += buckets_[bucket];
    if (seen < rank || buckets_[bucket] == 0) continue;
    // Add() maps a value to shift * 32 + (value >> shift), where the second part is 32 to 63 unless
    // shift is 0.
    const int shift = std::max(0, (bucket >> kStepBits) - 1);
    const std::uint64_t top = bucket - (static_cast<std::uint64_t>(shift) << kStepBits);
    const double nanos = static_cast<double>(((top + 1) << shift) - 1);
    return std::min(nanos, static_cast<double>(max_nanos_)) / 1e3;
  }
  return MaxMicros();
}

}  // namespace newswire::bench
