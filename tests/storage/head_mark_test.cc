#include "storage/head_mark.h"

#include <gmock/gmock.h>
#include <rocksdb/env.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/synchronization/notification.h"
#include "tests/storage/store_fixture.h"
#include "tests/support/faulty_env.h"

namespace newswire {
namespace {

using testing::HasSubstr;

class HeadMarkTest : public testing::Test {
 protected:
  std::unique_ptr<HeadMark> Open(const Position& mark) {
    auto opened = HeadMark::Open(env_, file_, mark,
                                 [](const absl::Status& status) { ADD_FAILURE() << status; });
    EXPECT_TRUE(opened.ok()) << opened.status();
    return *std::move(opened);
  }
  absl::StatusOr<std::optional<Position>> Read() const { return HeadMark::Read(env_, file_); }
  std::string Bytes() const {
    std::ifstream in(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void SetBytes(const std::string& bytes) const {
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << bytes;
  }

  const TempFolder folder_;
  rocksdb::Env* const env_ = rocksdb::Env::Default();
  const std::string file_ = folder_.path() + "/HEAD";
};

TEST_F(HeadMarkTest, NoFileIsNoMark) {
  EXPECT_EQ(*Read(), std::nullopt);
  SetBytes("");
  EXPECT_EQ(*Read(), std::nullopt);
  SetBytes(std::string(128, '\0'));
  EXPECT_EQ(*Read(), std::nullopt);
}

TEST_F(HeadMarkTest, TheLastMarkIsOnDiskAfterClose) {
  auto mark = Open({7, 1, 11});
  EXPECT_EQ(*Read(), (Position{7, 1, 11}));
  for (Sequence sequence = 2; sequence <= 100; ++sequence) mark->Advance({7, sequence, 12});
  mark.reset();
  EXPECT_EQ(*Read(), (Position{7, 100, 12}));
}

TEST_F(HeadMarkTest, AnEarlierMarkNeverWinsOverTheOneOfThisStart) {
  Open({7, 100, 1}).reset();
  Open({8, 5, 2}).reset();
  EXPECT_EQ(*Read(), (Position{8, 5, 2}));
}

TEST_F(HeadMarkTest, ATornSlotSparesTheOther) {
  auto mark = Open({7, 1, 11});
  mark->Advance({7, 2, 12});
  mark.reset();
  const std::string whole = Bytes();
  ASSERT_EQ(whole.size(), 128u);
  // The third write went to the first slot.
  for (std::size_t at = 0; at < 64; ++at) {
    std::string torn = whole;
    torn[at] = static_cast<char>(torn[at] ^ 0x10);
    SetBytes(torn);
    EXPECT_EQ(*Read(), (Position{7, 1, 11})) << at;
  }
  for (std::size_t at = 64; at < 128; ++at) {
    std::string torn = whole;
    torn[at] = static_cast<char>(torn[at] ^ 0x10);
    SetBytes(torn);
    EXPECT_EQ(*Read(), (Position{7, 2, 12})) << at;
  }
}

TEST_F(HeadMarkTest, TwoDamagedSlotsAreDataLossWithAdvice) {
  Open({7, 1, 11}).reset();
  std::string bytes = Bytes();
  bytes[20] ^= 1;
  bytes[84] ^= 1;
  SetBytes(bytes);
  EXPECT_EQ(Read().status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(Read().status().message()), HasSubstr("remove it"));
}

// These bytes are on disks and in storage/FORMAT.md.
TEST_F(HeadMarkTest, BytesAreGolden) {
  Open({0x1122334455667788, 3, 0x99aabbccddeeff00}).reset();
  const std::string bytes = Bytes();
  ASSERT_EQ(bytes.size(), 128u);
  EXPECT_EQ(bytes.substr(0, 64), bytes.substr(64));
  EXPECT_EQ(absl::BytesToHexString(bytes.substr(0, 64)),
            "4e5748454144310a"
            "8877665544332211"
            "0300000000000000"
            "00ffeeddccbbaa99"
            "00000000000000000000000000000000000000000000000000000000"
            "ef269376");
}

TEST_F(HeadMarkTest, ADiskThatRefusesIsTold) {
  FaultyEnv faulty;
  absl::Notification failed;
  auto mark = HeadMark::Open(faulty.env(), file_, {7, 1, 11},
                             [&failed](const absl::Status&) { failed.Notify(); });
  ASSERT_TRUE(mark.ok()) << mark.status();
  faulty.GoDownNow();
  (*mark)->Advance({7, 2, 12});
  failed.WaitForNotification();
}

// Without syncs nothing is durable until a clean close, so the mark must not move before.
TEST_F(HeadMarkTest, AStoreWithoutSyncMarksOnlyWhenItIsClosed) {
  StoreOptions options = SmallOptions(folder_.path());
  options.sync = false;
  auto store = MustOpen(options);
  GroupBuilder builder(store->head());
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(builder.Add(absl::StrCat("item-", i), 1).CommitTo(store.get()).ok());
  }
  EXPECT_EQ((*Read())->sequence, 0u);
  const Position head = store->bounds().head;
  store.reset();
  EXPECT_EQ(*Read(), head);
}

TEST_F(HeadMarkTest, AClosedStoreIsMarkedAtItsHead) {
  auto store = MustOpen(SmallOptions(folder_.path()));
  GroupBuilder builder(store->head());
  ASSERT_TRUE(builder.Add("a", 1).Add("b", 1).CommitTo(store.get()).ok());
  const Position head = store->bounds().head;
  store.reset();
  EXPECT_EQ(*Read(), head);
}

}  // namespace
}  // namespace newswire
