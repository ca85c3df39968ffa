#include "client/position_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "client/files.h"
#include "client/position.h"

namespace newswire {
namespace {

class FilePositionStoreTest : public ::testing::Test {
 protected:
  FilePositionStoreTest() {
    std::string pattern = ::testing::TempDir() + "newswire_position_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    path = folder_ + "/position";
  }
  ~FilePositionStoreTest() override { std::filesystem::remove_all(folder_); }

  std::string path;

 private:
  std::string folder_;
};

TEST_F(FilePositionStoreTest, IsEmptyBeforeTheFirstSave) {
  const auto loaded = FilePositionStore(path).Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(*loaded, "");
}

TEST_F(FilePositionStoreTest, AnotherProcessReadsWhatWasSavedLast) {
  FilePositionStore store(path);
  ASSERT_TRUE(store.Save(PositionAfter("00000000000000aa", 1, 2)).ok());
  ASSERT_TRUE(store.Save(PositionAfter("00000000000000aa", 2, 3)).ok());
  ASSERT_TRUE(store.Flush().ok());
  EXPECT_EQ(*FilePositionStore(path).Load(), PositionAfter("00000000000000aa", 2, 3));
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST_F(FilePositionStoreTest, APlaceInASnapshotIsKeptToo) {
  const std::string place = PositionAfter("00000000000000aa", 7, 3) + "+5";
  ASSERT_TRUE(FilePositionStore(path).Save(place).ok());
  EXPECT_EQ(*FilePositionStore(path).Load(), place);
}

TEST_F(FilePositionStoreTest, DamageIsAnError) {
  for (const char* damage : {"", "\n", "00000000000000aa-1-000000000000000", "hello",
                             "00000000000000aa-1-0000000000000003+"}) {
    ASSERT_TRUE(ReplaceFile(path, damage).ok());
    EXPECT_TRUE(absl::IsDataLoss(FilePositionStore(path).Load().status())) << damage;
  }
}

TEST_F(FilePositionStoreTest, AFolderThatIsNotThereIsAnErrorOfSave) {
  EXPECT_FALSE(FilePositionStore(path + "/no/such").Save("x").ok());
}

TEST(PositionTest, TheSequenceIsReadFromOneSpellingOnly) {
  EXPECT_EQ(SequenceOf("00000000000000aa-12-00000000000000ff"), 12);
  EXPECT_EQ(SequenceOf("00000000000000aa-18446744073709551615-00000000000000ff"),
            18446744073709551615u);
  for (const char* bad :
       {"", "12", "00000000000000aa-012-00000000000000ff", "00000000000000AA-12-00000000000000ff",
        "00000000000000aa--00000000000000ff", "00000000000000aa-1x-00000000000000ff",
        "00000000000000aa-18446744073709551616-00000000000000ff"}) {
    EXPECT_EQ(SequenceOf(bad), std::nullopt) << bad;
  }
}

TEST(PositionTest, InASnapshotTheSequenceIsHowFarItWasLookedThrough) {
  const std::string moment = "00000000000000aa-12-00000000000000ff";
  EXPECT_EQ(SequenceOf(moment + "+0"), 0);
  EXPECT_EQ(SequenceOf(moment + "+12"), 12);
  EXPECT_EQ(MomentOf(moment + "+12"), moment);
  EXPECT_EQ(MomentOf(moment), "");
  for (const char* bad : {"+", "+13", "+07", "+x", "+1+1", "-1", "+ 1"}) {
    EXPECT_EQ(SequenceOf(moment + bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace newswire
