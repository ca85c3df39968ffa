#ifndef NEWSWIRE_SERVICE_FANOUT_CHUNK_H_
#define NEWSWIRE_SERVICE_FANOUT_CHUNK_H_

#include <grpc/slice.h>
#include <grpcpp/support/slice.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "storage/position.h"

namespace newswire {

// A run of framed entries with consecutive sequences, one behind the other in memory. Sockets send
// slices of that memory; it is freed when the chunk and every slice of it are gone.
//
// Threads: one writer appends and publishes; any number of readers see what was published.
class Chunk {
 public:
  // Entries in a chunk. With the smallest entries there are (about 100 bytes) 4,096 are 400 KiB.
  static constexpr std::uint32_t kEntriesMax = 4096;

  Chunk(Sequence first, std::size_t capacity);
  ~Chunk();
  Chunk(const Chunk&) = delete;
  Chunk& operator=(const Chunk&) = delete;

  // Writer.
  bool Fits(std::size_t bytes) const {
    return written_ < kEntriesMax && bytes <= capacity_ - WrittenBytes();
  }
  char* End() { return data_ + WrittenBytes(); }
  void Append(std::size_t bytes) {
    ends_[written_] = static_cast<std::uint32_t>(WrittenBytes() + bytes);
    ++written_;
  }
  void Publish() { published_.store(written_, std::memory_order_release); }
  // Forgets what was appended since the last Publish.
  void Drop() { written_ = published_.load(std::memory_order_relaxed); }
  // What the writer has appended, published or not.
  std::uint32_t written() const { return written_; }

  // Readers.
  Sequence first() const { return first_; }
  // Number of entries readers may see; grows.
  std::uint32_t size() const { return published_.load(std::memory_order_acquire); }
  std::size_t capacity() const { return capacity_; }
  std::string_view Entry(std::uint32_t index) const {
    return {data_ + Begin(index), Begin(index + 1) - Begin(index)};
  }
  // Bytes of the entries [begin, end).
  std::size_t Bytes(std::uint32_t begin, std::uint32_t end) const {
    return Begin(end) - Begin(begin);
  }
  // Those bytes, sharing the chunk's memory. REQUIRES: begin < end <= size().
  grpc::Slice Share(std::uint32_t begin, std::uint32_t end) const;

 private:
  std::size_t Begin(std::uint32_t index) const { return index == 0 ? 0 : ends_[index - 1]; }
  std::size_t WrittenBytes() const { return Begin(written_); }

  const Sequence first_;
  const std::size_t capacity_;
  grpc_slice memory_;  // owns the bytes, by reference count
  char* const data_;
  const std::unique_ptr<std::uint32_t[]> ends_;
  std::uint32_t written_ = 0;  // the writer's
  std::atomic<std::uint32_t> published_{0};
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_FANOUT_CHUNK_H_
