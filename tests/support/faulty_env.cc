#include "tests/support/faulty_env.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace newswire {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void WriteAll(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

IOStatus Down() {
  return IOStatus::IOError("the machine is down");
}

// What is known about a file that is not wholly durable.
struct Tracked {
  std::uint64_t size = 0;
  std::uint64_t durable_size = 0;
  // Only for files that are written in place: their durable bytes.
  std::optional<std::string> durable_bytes;
};

// A new file or a rename whose folder was not synced since.
struct NewName {
  std::string path;
  std::string renamed_from;             // empty for a new file
  std::optional<std::string> replaced;  // bytes of the file that had the name before
};

}  // namespace

class FaultyFileSystem : public rocksdb::FileSystemWrapper {
 public:
  FaultyFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FaultyFileSystem"; }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override;
  IOStatus ReopenWritableFile(const std::string& path, const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* result,
                              IODebugContext* debug) override;
  IOStatus NewRandomRWFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                           IODebugContext* debug) override;
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext* debug) override;
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override;
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override;

  // One operation begins. False when the machine is down, or goes down now.
  bool Begin() {
    std::lock_guard lock(mu_);
    if (down_) return false;
    if (countdown_ && (*countdown_)-- == 0) down_ = true;
    return !down_;
  }
  void Wrote(const std::string& path, std::uint64_t bytes) {
    std::lock_guard lock(mu_);
    files_[path].size += bytes;
  }
  IOStatus Synced(const std::string& path);
  void SyncedInPlace(const std::string& path) {
    std::lock_guard lock(mu_);
    files_[path].durable_bytes = ReadAll(path);
  }
  void SyncedFolder(std::string folder);

  void GoDownAfter(std::optional<std::uint64_t> operations) {
    std::lock_guard lock(mu_);
    countdown_ = operations;
  }
  void GoDownNow() {
    std::lock_guard lock(mu_);
    down_ = true;
  }
  bool down() const {
    std::lock_guard lock(mu_);
    return down_;
  }
  void FailWalSync(std::uint64_t n) {
    std::lock_guard lock(mu_);
    fail_wal_sync_ = n;
  }
  void Restart(FaultyEnv::Crash crash, std::mt19937_64* random);

 private:
  void LosePower(std::mt19937_64* random);

  mutable std::mutex mu_;
  bool down_ = false;
  std::optional<std::uint64_t> countdown_;
  std::uint64_t fail_wal_sync_ = 0;
  std::map<std::string, Tracked> files_;
  std::vector<NewName> new_names_;  // in order
};

namespace {

class FaultyWritableFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyWritableFile(FaultyFileSystem* fs, std::string path,
                     std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), fs_(fs), path_(std::move(path)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    const bool was_down = fs_->down();
    if (fs_->Begin()) {
      fs_->Wrote(path_, data.size());
      return target()->Append(data, options, debug);
    }
    // The operation in which the machine goes down gets half of its bytes through.
    if (!was_down) {
      fs_->Wrote(path_, data.size() / 2);
      target()->Append(Slice(data.data(), data.size() / 2), options, debug).PermitUncheckedError();
    }
    return Down();
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return fs_->Begin() ? fs_->Synced(path_) : Down();
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }
  // Hints and reservations promise nothing.
  IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  void PrepareWrite(std::size_t, std::size_t, const IOOptions&, IODebugContext*) override {}
  IOStatus Allocate(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  FaultyFileSystem* const fs_;
  const std::string path_;
};

class FaultyRandomRWFile : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  FaultyRandomRWFile(FaultyFileSystem* fs, std::string path,
                     std::unique_ptr<rocksdb::FSRandomRWFile> file)
      : FSRandomRWFileOwnerWrapper(std::move(file)), fs_(fs), path_(std::move(path)) {}

  IOStatus Write(std::uint64_t offset, const Slice& data, const IOOptions& options,
                 IODebugContext* debug) override {
    return fs_->Begin() ? target()->Write(offset, data, options, debug) : Down();
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    if (!fs_->Begin()) return Down();
    fs_->SyncedInPlace(path_);
    return IOStatus::OK();
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }

 private:
  FaultyFileSystem* const fs_;
  const std::string path_;
};

class FaultyDirectory : public rocksdb::FSDirectoryWrapper {
 public:
  FaultyDirectory(FaultyFileSystem* fs, std::string path,
                  std::unique_ptr<rocksdb::FSDirectory> directory)
      : FSDirectoryWrapper(std::move(directory)), fs_(fs), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    if (!fs_->Begin()) return Down();
    fs_->SyncedFolder(path_);
    return IOStatus::OK();
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  FaultyFileSystem* const fs_;
  const std::string path_;
};

}  // namespace

IOStatus FaultyFileSystem::NewWritableFile(const std::string& path, const FileOptions& options,
                                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                                           IODebugContext* debug) {
  if (!Begin()) return Down();
  std::unique_ptr<rocksdb::FSWritableFile> file;
  const IOStatus status = target()->NewWritableFile(path, options, &file, debug);
  if (!status.ok()) return status;
  {
    std::lock_guard lock(mu_);
    files_[path] = Tracked{};
    new_names_.push_back({path, "", std::nullopt});
  }
  *result = std::make_unique<FaultyWritableFile>(this, path, std::move(file));
  return status;
}

IOStatus FaultyFileSystem::ReopenWritableFile(const std::string& path, const FileOptions& options,
                                              std::unique_ptr<rocksdb::FSWritableFile>* result,
                                              IODebugContext* debug) {
  if (!Begin()) return Down();
  std::unique_ptr<rocksdb::FSWritableFile> file;
  const IOStatus status = target()->ReopenWritableFile(path, options, &file, debug);
  if (!status.ok()) return status;
  {
    std::lock_guard lock(mu_);
    // A file that is not tracked has been durable since the last power loss.
    const std::uint64_t size = std::filesystem::file_size(path);
    files_.emplace(path, Tracked{size, size, std::nullopt});
  }
  *result = std::make_unique<FaultyWritableFile>(this, path, std::move(file));
  return status;
}

IOStatus FaultyFileSystem::NewRandomRWFile(const std::string& path, const FileOptions& options,
                                           std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                           IODebugContext* debug) {
  if (!Begin()) return Down();
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  const IOStatus status = target()->NewRandomRWFile(path, options, &file, debug);
  if (!status.ok()) return status;
  {
    std::lock_guard lock(mu_);
    const std::string bytes = ReadAll(path);
    const Tracked durable{bytes.size(), bytes.size(), std::nullopt};
    Tracked& tracked = files_.emplace(path, durable).first->second;
    if (!tracked.durable_bytes) tracked.durable_bytes = bytes.substr(0, tracked.durable_size);
  }
  *result = std::make_unique<FaultyRandomRWFile>(this, path, std::move(file));
  return status;
}

IOStatus FaultyFileSystem::NewDirectory(const std::string& path, const IOOptions& options,
                                        std::unique_ptr<rocksdb::FSDirectory>* result,
                                        IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSDirectory> directory;
  const IOStatus status = target()->NewDirectory(path, options, &directory, debug);
  if (status.ok()) {
    *result = std::make_unique<FaultyDirectory>(this, path, std::move(directory));
  }
  return status;
}

IOStatus FaultyFileSystem::RenameFile(const std::string& from, const std::string& to,
                                      const IOOptions& options, IODebugContext* debug) {
  if (!Begin()) return Down();
  NewName name{to, from, std::nullopt};
  if (std::filesystem::exists(to)) name.replaced = ReadAll(to);
  const IOStatus status = target()->RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  std::lock_guard lock(mu_);
  const auto moved = files_.find(from);
  files_.erase(to);
  if (moved != files_.end()) {
    files_[to] = moved->second;
    files_.erase(from);
  }
  new_names_.push_back(std::move(name));
  return status;
}

IOStatus FaultyFileSystem::DeleteFile(const std::string& path, const IOOptions& options,
                                      IODebugContext* debug) {
  if (!Begin()) return Down();
  std::lock_guard lock(mu_);
  files_.erase(path);
  std::erase_if(new_names_, [&path](const NewName& name) { return name.path == path; });
  return target()->DeleteFile(path, options, debug);
}

IOStatus FaultyFileSystem::Synced(const std::string& path) {
  std::lock_guard lock(mu_);
  if (path.ends_with(".log") && fail_wal_sync_ > 0 && --fail_wal_sync_ == 0) {
    return IOStatus::IOError("this sync fails");
  }
  Tracked& tracked = files_[path];
  tracked.durable_size = tracked.size;
  return IOStatus::OK();
}

void FaultyFileSystem::SyncedFolder(std::string folder) {
  while (folder.ends_with('/')) folder.pop_back();
  const auto is_in = [&folder](const std::string& path) {
    return path.substr(0, path.rfind('/')) == folder;
  };
  std::lock_guard lock(mu_);
  std::erase_if(new_names_, [&](const NewName& name) { return is_in(name.path); });
}

void FaultyFileSystem::Restart(FaultyEnv::Crash crash, std::mt19937_64* random) {
  std::lock_guard lock(mu_);
  if (crash == FaultyEnv::Crash::kPowerLoss) LosePower(random);
  down_ = false;
  countdown_.reset();
  fail_wal_sync_ = 0;
}

void FaultyFileSystem::LosePower(std::mt19937_64* random) {
  for (const auto& [path, tracked] : files_) {
    if (!std::filesystem::exists(path)) continue;
    if (tracked.durable_bytes) {
      if ((*random)() % 2 == 0) WriteAll(path, *tracked.durable_bytes);
    } else {
      // Anything from nothing to all of the unsynced bytes may have arrived.
      const std::uint64_t unsynced = tracked.size - tracked.durable_size;
      const std::uint64_t arrived = (*random)() % 3 == 0 ? 0 : (*random)() % (unsynced + 1);
      std::filesystem::resize_file(path, tracked.durable_size + arrived);
    }
  }
  // The folder's journal keeps their order: what is lost is the end of it.
  const std::size_t arrived = (*random)() % (new_names_.size() + 1);
  for (std::size_t i = new_names_.size(); i > arrived; --i) {
    const NewName& name = new_names_[i - 1];
    std::error_code ignored;
    if (name.renamed_from.empty()) {
      std::filesystem::remove(name.path, ignored);
    } else {
      std::filesystem::rename(name.path, name.renamed_from, ignored);
      if (name.replaced) WriteAll(name.path, *name.replaced);
    }
  }
  files_.clear();
  new_names_.clear();
}

namespace {

// RocksDB waits a second after a background write that failed. Nobody comes to repair this disk.
class HastyClock : public rocksdb::SystemClockWrapper {
 public:
  HastyClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "HastyClock"; }
  void SleepForMicroseconds(int micros) override {
    SystemClockWrapper::SleepForMicroseconds(std::min(micros, 100));
  }
};

class HastyEnv : public rocksdb::EnvWrapper {
 public:
  explicit HastyEnv(std::unique_ptr<rocksdb::Env> env) : EnvWrapper(std::move(env)) {
    system_clock_ = std::make_shared<HastyClock>();
  }
};

}  // namespace

FaultyEnv::FaultyEnv()
    : fs_(std::make_shared<FaultyFileSystem>()),
      env_(std::make_unique<HastyEnv>(rocksdb::NewCompositeEnv(fs_))) {}
FaultyEnv::~FaultyEnv() = default;

rocksdb::Env* FaultyEnv::env() {
  return env_.get();
}
void FaultyEnv::GoDownAfter(std::uint64_t operations) {
  fs_->GoDownAfter(operations);
}
void FaultyEnv::GoDownNow() {
  fs_->GoDownNow();
}
bool FaultyEnv::down() const {
  return fs_->down();
}
void FaultyEnv::FailWalSync(std::uint64_t n) {
  fs_->FailWalSync(n);
}
void FaultyEnv::Restart(Crash crash, std::mt19937_64* random) {
  fs_->Restart(crash, random);
}

}  // namespace newswire
