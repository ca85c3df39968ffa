// What a store does with a folder that somebody or something has damaged: it says so. Nothing that
// was marked as durable may be missing without a word.
#include <gmock/gmock.h>
#include <rocksdb/db.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>

#include "storage/engine.h"
#include "storage/keys.h"
#include "tests/storage/store_fixture.h"
#include "tests/support/faulty_env.h"

namespace newswire {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::uint64_t kSeed = 20220608;
constexpr Sequence kGroups = 30;

class DamageTest : public testing::Test {
 protected:
  DamageTest() {
    const auto store = MustOpen(Options(original()));
    GroupBuilder builder(store->head());
    for (Sequence i = 1; i <= kGroups; ++i) {
      builder.Add(absl::StrCat("item-", i), 1, 300);
      log_.emplace_back(builder.group().entries.back().framed);
      EXPECT_TRUE(builder.CommitTo(store.get()).ok());
    }
  }

  // Syncs cost nothing here, and nothing fails.
  StoreOptions Options(const std::string& path) {
    StoreOptions options = SmallOptions(path);
    options.env = env_.env();
    return options;
  }
  std::string original() const { return folder_.path() + "/original"; }
  // A fresh copy of the undamaged folder.
  std::string Copy() const {
    const std::string copy = folder_.path() + "/copy";
    fs::remove_all(copy);
    fs::copy(original(), copy, fs::copy_options::recursive);
    return copy;
  }
  static std::string Wal(const std::string& folder) {
    std::string largest;
    for (const auto& file : fs::directory_iterator(folder + "/rocksdb")) {
      if (file.path().extension() != ".log") continue;
      if (largest.empty() || file.file_size() > fs::file_size(largest)) largest = file.path();
    }
    return largest;
  }
  static void FlipBit(const std::string& path, std::uint64_t bit) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(bit / 8));
    const auto byte = static_cast<char>(file.get() ^ (1 << (bit % 8)));
    file.seekp(static_cast<std::streamoff>(bit / 8));
    file.put(byte);
  }
  absl::Status OpenStatus(const std::string& folder) {
    return Store::Open(Options(folder)).status();
  }
  // OK when everything is there, byte for byte; otherwise what the store said, or UNKNOWN when it
  // said nothing.
  absl::Status Verify(const std::string& folder) {
    auto store = Store::Open(Options(folder));
    if (!store.ok()) return store.status();
    Sequence next = 1;
    bool same = true;
    const absl::Status status = (*store)->Scan(1, [&](Sequence sequence, std::string_view framed) {
      same = same && sequence <= kGroups && framed == log_[sequence - 1];
      ++next;
      return same;
    });
    if (!status.ok()) return status;
    for (Sequence i = 1; i <= kGroups; ++i) {
      const auto row = (*store)->FindItem(absl::StrCat("item-", i));
      if (!row.ok()) return row.status();
      same = same && row->has_value() && (*row)->sequence() == i;
    }
    return same && next == kGroups + 1 ? absl::OkStatus() : absl::UnknownError("silent");
  }

  const TempFolder folder_;
  FaultyEnv env_;
  std::vector<std::string> log_;
};

TEST_F(DamageTest, AnUndamagedCopyOpens) {
  EXPECT_TRUE(Verify(Copy()).ok()) << Verify(Copy());
}

TEST_F(DamageTest, AFlippedBitInTheMiddleOfTheLogRefusesToOpen) {
  const std::string copy = Copy();
  const std::string wal = Wal(copy);
  FlipBit(wal, fs::file_size(wal) / 2 * 8);
  const absl::Status status = OpenStatus(copy);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("restore the newest backup"));
}

// Every file of the folder, random bits: refused, or seen when read, or without effect; never
// silent.
TEST_F(DamageTest, NoFlippedBitAnywhereIsSilent) {
  // Half of the entries in a table file, half in the log.
  {
    auto latch = std::make_shared<FailureLatch>();
    const auto engine = Engine::Open(Options(original()), false, latch);
    ASSERT_TRUE(engine.ok());
    ASSERT_TRUE((*engine)->db->Flush({}, (*engine)->entries).ok());
  }
  std::mt19937_64 random(kSeed);
  int refused = 0;
  int harmless = 0;
  for (int round = 0; round < 300; ++round) {
    const std::string copy = Copy();
    std::vector<fs::path> files = {copy + "/HEAD"};
    for (const auto& file : fs::directory_iterator(copy + "/rocksdb")) {
      const std::string name = file.path().filename();
      // The text log, the lock and the identity are never read for their content.
      if (name.starts_with("LOG") || name == "LOCK" || name == "IDENTITY") continue;
      if (file.file_size() > 0) files.push_back(file.path());
    }
    std::sort(files.begin(), files.end());
    const fs::path& file = files[random() % files.size()];
    const std::uint64_t bit = random() % (fs::file_size(file) * 8);
    FlipBit(file, bit);
    const absl::Status status = Verify(copy);
    ASSERT_NE(status.code(), absl::StatusCode::kUnknown)
        << "seed " << kSeed << " round " << round << " " << file << " bit " << bit;
    (status.ok() ? harmless : refused)++;
  }
  std::cout << "FIG bit_flips rounds=300 silent=0 refused=" << refused << " harmless=" << harmless
            << "\n";
  EXPECT_GT(refused, 50);
}

TEST_F(DamageTest, ADeletedLogIsDataLossWithAWayOut) {
  const std::string copy = Copy();
  fs::remove(Wal(copy));
  const absl::Status status = OpenStatus(copy);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("remove the file " + copy + "/HEAD"));
}

// Negative control: without the mark RocksDB takes a cut log for a log that ended there.
TEST_F(DamageTest, NegativeControlWithoutTheMarkACutLogIsNotNoticed) {
  const std::string copy = Copy();
  const std::string wal = Wal(copy);
  fs::resize_file(wal, fs::file_size(wal) / 2);
  EXPECT_EQ(OpenStatus(copy).code(), absl::StatusCode::kDataLoss);
  fs::remove(copy + "/HEAD");
  const auto store = Store::Open(Options(copy));
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_LT((*store)->bounds().head.sequence, kGroups);
}

// A cut anywhere in the last groups, without a mark: what is left is whole groups and nothing else.
// With the mark, every cut is refused.
TEST_F(DamageTest, ATornTailDropsWholeGroupsOnly) {
  const std::uint64_t size = fs::file_size(Wal(original()));
  for (std::uint64_t cut = 1; cut < 1500; cut += 13) {
    SCOPED_TRACE(cut);
    std::string copy = Copy();
    fs::resize_file(Wal(copy), size - cut);
    ASSERT_EQ(OpenStatus(copy).code(), absl::StatusCode::kDataLoss);
    fs::remove(copy + "/HEAD");
    const auto store = Store::Open(Options(copy));
    ASSERT_TRUE(store.ok()) << store.status();
    const Sequence head = (*store)->bounds().head.sequence;
    ASSERT_GE(head, kGroups - 4);
    ASSERT_LT(head, kGroups);
    ASSERT_EQ(Sequences(**store, 1).size(), head);
    ASSERT_EQ((*store)->head().applied(), head);
    ASSERT_TRUE((*store)->FindItem(absl::StrCat("item-", head))->has_value());
    ASSERT_FALSE((*store)->FindItem(absl::StrCat("item-", head + 1))->has_value());
  }
}

TEST_F(DamageTest, AMissingDatabaseIsNotMadeAnewOverTheOldFiles) {
  const std::string copy = Copy();
  fs::remove(copy + "/rocksdb/CURRENT");
  EXPECT_EQ(OpenStatus(copy).code(), absl::StatusCode::kDataLoss);
  fs::remove_all(copy + "/rocksdb");
  EXPECT_EQ(OpenStatus(copy).code(), absl::StatusCode::kDataLoss);
}

TEST_F(DamageTest, FilesOfTwoLogsAreNotMixed) {
  const std::string other = folder_.path() + "/other";
  MustOpen(Options(other)).reset();
  const std::string copy = Copy();
  fs::copy_file(other + "/HEAD", copy + "/HEAD", fs::copy_options::overwrite_existing);
  const absl::Status status = OpenStatus(copy);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("two logs are mixed"));
}

// A backup is a copy of the whole folder: older than what was, but whole.
TEST_F(DamageTest, AnOlderWholeFolderOpensWhereItWas) {
  const std::string copy = Copy();
  {
    const auto store = MustOpen(Options(original()));
    GroupBuilder builder(store->head());
    ASSERT_TRUE(builder.Add("later", 1).CommitTo(store.get()).ok());
  }
  EXPECT_TRUE(Verify(copy).ok());
}

TEST_F(DamageTest, ANewerFormatIsRefusedWithBothVersions) {
  const std::string copy = Copy();
  {
    const auto engine = Engine::Open(Options(copy), false, std::make_shared<FailureLatch>());
    ASSERT_TRUE(engine.ok());
    storage::LogRow log;
    log.set_log_id(1);
    log.set_format(2);
    ASSERT_TRUE(
        (*engine)->db->Put({}, (*engine)->meta, ToSlice(keys::kLog), log.SerializeAsString()).ok());
  }
  const absl::Status status = OpenStatus(copy);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("format 2"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("format 1"));
}

TEST_F(DamageTest, AnUnknownColumnFamilyIsRefusedByName) {
  const std::string copy = Copy();
  {
    const auto engine = Engine::Open(Options(copy), false, std::make_shared<FailureLatch>());
    ASSERT_TRUE(engine.ok());
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    ASSERT_TRUE((*engine)->db->CreateColumnFamily({}, "facets", &handle).ok());
    (*engine)->handles.push_back(handle);
  }
  const absl::Status status = OpenStatus(copy);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("'facets'"));
}

TEST_F(DamageTest, ALostRowOfTheLogIsDataLoss) {
  const std::string copy = Copy();
  {
    const auto engine = Engine::Open(Options(copy), false, std::make_shared<FailureLatch>());
    ASSERT_TRUE(engine.ok());
    ASSERT_TRUE((*engine)->db->Delete({}, (*engine)->meta, ToSlice(keys::kHead)).ok());
  }
  EXPECT_EQ(OpenStatus(copy).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace newswire
