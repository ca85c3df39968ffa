#ifndef NEWSWIRE_TESTS_SUPPORT_FAULTY_ENV_H_
#define NEWSWIRE_TESTS_SUPPORT_FAULTY_ENV_H_

#include <cstdint>
#include <memory>
#include <random>

namespace rocksdb {
class Env;
}

namespace newswire {

class FaultyFileSystem;

// A disk below RocksDB that stops working, forgets what was not synced, and comes back.
//
// Files live in the real file system; what a sync would have made durable is only remembered, so a
// thousand syncs cost nothing. Writes, syncs, new names and renames count as operations. After the
// machine is down every one of them fails. New names and renames reach the disk in their order, as
// on a file system with a journal. Not simulated: a deleted file that comes back. Any thread.
class FaultyEnv {
 public:
  enum class Crash {
    kProcess,    // everything written is still there, but nothing more of it is durable
    kPowerLoss,  // unsynced bytes are cut at a random place; the last new names may be gone
  };

  FaultyEnv();
  ~FaultyEnv();

  // For StoreOptions::env. Lives as long as this object.
  rocksdb::Env* env();

  // The machine goes down in the middle of the operation after `operations` more.
  void GoDownAfter(std::uint64_t operations);
  void GoDownNow();
  bool down() const;
  // The n-th sync of a write-ahead log from now (from 1) fails once with an I/O error.
  void FailWalSync(std::uint64_t n);

  // Does to the files what the crash does, and works again. REQUIRES: no file is open.
  void Restart(Crash crash, std::mt19937_64* random);

 private:
  const std::shared_ptr<FaultyFileSystem> fs_;
  const std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_SUPPORT_FAULTY_ENV_H_
