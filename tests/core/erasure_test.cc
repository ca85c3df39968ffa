// After a cancel and the erasure that follows it no file of the data folder holds the text,
// whatever the item has been through.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "storage/keys.h"
#include "tests/core/desk.h"

namespace newswire {
namespace {

using testing::Desk;
using testing::Indefinitely;
using testing::MakeArticle;

constexpr char kMarker[] = "the unicorn of Montevideo sleeps";
const std::string kStory = MakeArticle("story", "").name();

v1::Article Marked(const std::string& headline) {
  v1::Article article = MakeArticle("story", headline);
  article.mutable_translations(0)->mutable_bodies(0)->set_value(kMarker);
  return article;
}

class ErasureTest : public ::testing::Test {
 protected:
  int FilesWithMarker() const {
    int found = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(desk_.folder())) {
      if (!file.is_regular_file()) continue;
      std::ostringstream bytes;
      bytes << std::ifstream(file.path(), std::ios::binary).rdbuf();
      if (bytes.str().find(kMarker) != std::string::npos) ++found;
    }
    return found;
  }
  std::vector<storage::ErasureRow> Pending() {
    std::vector<storage::ErasureRow> rows;
    const auto visit = [&rows](std::string_view, std::string_view value) {
      return rows.emplace_back().ParseFromArray(value.data(), static_cast<int>(value.size()));
    };
    EXPECT_TRUE(desk_.store()
                    ->ScanRows(Table::kRecords, keys::kErasurePrefix,
                               keys::PrefixEnd(keys::kErasurePrefix), visit)
                    .ok());
    return rows;
  }
  // Retention passes everything that has an entry now. With neighbours, so that no file goes whole.
  void Trim() { ASSERT_TRUE(desk_.store()->Trim({.bytes = 1}, desk_.now, UINT64_MAX).ok()); }
  void PutNeighbours(const std::string& prefix) {
    for (int i = 0; i < 20; ++i) desk_.Put(MakeArticle(absl::StrCat(prefix, i), "Neighbour"));
  }
  // Makes what is in memory a file, without any work on what is there.
  void Flush() { ASSERT_TRUE(desk_.store()->Erase({}).ok()); }

  Desk desk_;
};

TEST_F(ErasureTest, TextOfRevisionsThatRetentionHasPassedGoesToo) {
  desk_.Put(Marked("One"));
  PutNeighbours("n");
  Flush();
  desk_.Put(MakeArticle("story", "Two"));
  Flush();
  ASSERT_TRUE(desk_.store()->Trim({.bytes = 1}, desk_.now, 5).ok());
  ASSERT_GT(desk_.store()->bounds().floor.sequence, 1u);
  Flush();
  ASSERT_GT(FilesWithMarker(), 0);
  desk_.Do(Operation::kCancel, kStory);
  ASSERT_TRUE(desk_.store()->Erase(Pending()).ok());
  EXPECT_EQ(FilesWithMarker(), 0);
}

TEST_F(ErasureTest, TextThatWasInTheArchiveGoesToo) {
  desk_.Put(Marked("One"));
  PutNeighbours("n");
  Trim();
  Flush();
  desk_.Put(MakeArticle("story", "Two"));  // takes the first one out of the archive
  ASSERT_GT(FilesWithMarker(), 0);
  desk_.Do(Operation::kCancel, kStory);
  ASSERT_TRUE(desk_.store()->Erase(Pending()).ok());
  EXPECT_EQ(FilesWithMarker(), 0);
}

TEST_F(ErasureTest, TextThatWasHeldAndEditedBeforeItsReleaseGoesToo) {
  desk_.Put(Indefinitely(Marked("One")));
  Flush();
  desk_.Put(Indefinitely(MakeArticle("story", "Two")));
  desk_.Do(Operation::kRelease, kStory);
  ASSERT_GT(FilesWithMarker(), 0);
  desk_.Do(Operation::kCancel, kStory);
  ASSERT_TRUE(desk_.store()->Erase(Pending()).ok());
  EXPECT_EQ(FilesWithMarker(), 0);
}

// Flushing and compacting again would cost as much as the first time and change nothing.
TEST_F(ErasureTest, WhileAReaderHoldsTheOldFilesNoneIsWrittenAgain) {
  desk_.Put(Marked("One"));
  PutNeighbours("n");
  Flush();
  desk_.Do(Operation::kCancel, kStory);
  const auto files = [this] {
    std::set<std::string> names;
    for (const auto& file : std::filesystem::recursive_directory_iterator(desk_.folder())) {
      if (file.path().extension() == ".sst") names.insert(file.path().filename());
    }
    return names;
  };
  const auto read = [&](Sequence, std::string_view) {
    EXPECT_TRUE(absl::IsUnavailable(desk_.store()->Erase(Pending())));
    const auto before = files();
    EXPECT_TRUE(absl::IsUnavailable(desk_.store()->Erase(Pending())));
    EXPECT_EQ(files(), before);
    return false;
  };
  ASSERT_TRUE(desk_.store()->Scan(1, read).ok());
  ASSERT_TRUE(desk_.store()->Erase(Pending()).ok());
  EXPECT_EQ(FilesWithMarker(), 0);
}

TEST_F(ErasureTest, ANameThatIsHeldAndCancelledTwiceIsErasedTwice) {
  for (const char* headline : {"One", "Two"}) {
    desk_.Put(Indefinitely(Marked(headline)));
    desk_.Do(Operation::kCancel, kStory);
  }
  // The first may be under way when the second is decided, so they must not share a row.
  EXPECT_EQ(Pending().size(), 2u);
}

}  // namespace
}  // namespace newswire
