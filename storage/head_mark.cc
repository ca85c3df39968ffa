#include "storage/head_mark.h"

#include <rocksdb/env.h>

#include <array>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "storage/engine.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

// One slot: magic 8, log id 8, sequence 8, digest 8, zeros 28, CRC32C of the 60 bytes before 4.
// Numbers are little-endian. Two slots are written in turn, so a torn write spares the other one.
constexpr std::size_t kSlotBytes = 64;
constexpr std::size_t kCrcAt = kSlotBytes - 4;
constexpr std::string_view kMagic = "NWHEAD1\n";
constexpr absl::Duration kInterval = absl::Milliseconds(100);

using Slot = std::array<char, kSlotBytes>;

void Put(std::uint64_t number, std::size_t bytes, char* out) {
  for (std::size_t i = 0; i < bytes; ++i) out[i] = static_cast<char>(number >> (8 * i));
}

std::uint64_t Get(const char* in, std::size_t bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    number |= static_cast<std::uint64_t>(static_cast<unsigned char>(in[i])) << (8 * i);
  }
  return number;
}

// Castagnoli, bit by bit: 60 bytes ten times a second need no table.
std::uint32_t Crc32c(const char* bytes, std::size_t size) {
  std::uint32_t crc = UINT32_MAX;
  for (std::size_t i = 0; i < size; ++i) {
    crc ^= static_cast<unsigned char>(bytes[i]);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82f63b78u : 0u);
  }
  return ~crc;
}

Slot Encode(const Position& mark) {
  Slot slot{};
  std::memcpy(slot.data(), kMagic.data(), kMagic.size());
  Put(mark.log_id, 8, &slot[8]);
  Put(mark.sequence, 8, &slot[16]);
  Put(mark.digest, 8, &slot[24]);
  Put(Crc32c(slot.data(), kCrcAt), 4, &slot[kCrcAt]);
  return slot;
}

std::optional<Position> Decode(const char* slot) {
  if (std::memcmp(slot, kMagic.data(), kMagic.size()) != 0) return std::nullopt;
  if (Get(slot + kCrcAt, 4) != Crc32c(slot, kCrcAt)) return std::nullopt;
  return Position{Get(slot + 8, 8), Get(slot + 16, 8), Get(slot + 24, 8)};
}

absl::Status MakeFile(rocksdb::Env* env, const std::string& file) {
  if (env->FileExists(file).ok()) return absl::OkStatus();
  std::unique_ptr<rocksdb::WritableFile> created;
  rocksdb::Status status = env->NewWritableFile(file, &created, rocksdb::EnvOptions());
  if (status.ok()) status = created->Append(std::string(2 * kSlotBytes, '\0'));
  if (status.ok()) status = created->Sync();
  if (status.ok()) status = created->Close();
  std::unique_ptr<rocksdb::Directory> folder;
  if (status.ok()) status = env->NewDirectory(file.substr(0, file.rfind('/')), &folder);
  if (status.ok()) status = folder->Fsync();
  return FromRocks(status, "making the head mark " + file);
}

}  // namespace

absl::StatusOr<std::optional<Position>> HeadMark::Read(rocksdb::Env* env, const std::string& file) {
  if (env->FileExists(file).IsNotFound()) return std::nullopt;
  std::string bytes;
  const rocksdb::Status status = rocksdb::ReadFileToString(env, file, &bytes);
  if (!status.ok()) return FromRocks(status, "reading the head mark " + file);
  // Being made when the machine stopped: nothing was ever committed.
  if (bytes.find_first_not_of('\0') == std::string::npos) return std::nullopt;
  bytes.resize(2 * kSlotBytes, '\0');
  const std::optional<Position> first = Decode(bytes.data());
  const std::optional<Position> second = Decode(bytes.data() + kSlotBytes);
  if (!first && !second) {
    return absl::DataLossError(
        absl::StrCat("the head mark ", file,
                     " is damaged: restore it with the folder from a backup; or, when "
                     "the log is known to be complete, remove it and start again"));
  }
  if (!first || !second) return first ? first : second;
  return first->sequence > second->sequence ? first : second;
}

absl::StatusOr<std::unique_ptr<HeadMark>> HeadMark::Open(
    rocksdb::Env* env, const std::string& file, const Position& mark,
    std::function<void(const absl::Status&)> on_failure) {
  NEWSWIRE_RETURN_IF_ERROR(MakeFile(env, file));
  std::unique_ptr<rocksdb::RandomRWFile> opened;
  const rocksdb::Status status = env->NewRandomRWFile(file, &opened, rocksdb::EnvOptions());
  if (!status.ok()) return FromRocks(status, "opening the head mark " + file);
  std::unique_ptr<HeadMark> head_mark(new HeadMark(std::move(opened), std::move(on_failure)));
  // Both slots, so that what an earlier start left cannot win over it.
  NEWSWIRE_RETURN_IF_ERROR(head_mark->Write(mark));
  NEWSWIRE_RETURN_IF_ERROR(head_mark->Write(mark));
  head_mark->thread_ = std::thread([raw = head_mark.get()] { raw->Run(); });
  return head_mark;
}

HeadMark::HeadMark(std::unique_ptr<rocksdb::RandomRWFile> file,
                   std::function<void(const absl::Status&)> on_failure)
    : file_(std::move(file)), on_failure_(std::move(on_failure)) {}

HeadMark::~HeadMark() {
  {
    absl::MutexLock lock(&mu_);
    stop_ = true;
  }
  pace_.Stop();
  if (thread_.joinable()) thread_.join();
}

void HeadMark::Advance(const Position& mark) {
  absl::MutexLock lock(&mu_);
  pending_ = mark;
  changed_ = true;
}

void HeadMark::Run() {
  auto ready = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return changed_ || stop_; };
  for (;;) {
    Position mark;
    bool last = false;
    {
      absl::MutexLock lock(&mu_);
      mu_.Await(absl::Condition(&ready));
    }
    // Late on purpose: at most one write per interval, however many commits there are, and none
    // beside the delivery of a story that comes after a quiet time.
    pace_.WaitForTime(kInterval);
    {
      absl::MutexLock lock(&mu_);
      if (!changed_) return;
      mark = pending_;
      changed_ = false;
      last = stop_;
    }
    const absl::Status status = Write(mark);
    if (!status.ok()) {
      on_failure_(status);
      return;
    }
    if (last) return;
  }
}

absl::Status HeadMark::Write(const Position& mark) {
  const Slot slot = Encode(mark);
  rocksdb::Status status =
      file_->Write(writes_ % 2 * kSlotBytes, rocksdb::Slice(slot.data(), slot.size()));
  if (status.ok()) status = file_->Sync();
  ++writes_;
  return FromRocks(status, "writing the head mark");
}

}  // namespace newswire
