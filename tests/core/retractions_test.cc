// Who had what was taken back and has not answered; without a server.
#include "service/core/retractions.h"

#include <gmock/gmock.h>

#include "service/core/clock.h"
#include "tests/core/desk.h"

namespace newswire {
namespace {

using testing::Desk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MakeArticle;

const std::string kStory = MakeArticle("story", "").name();

class OutstandingTest : public ::testing::Test {
 protected:
  // Reads what follows `after` up to the head.
  void Read(const std::string& reader, Sequence after) {
    const Sequence head = desk_.store()->bounds().head.sequence;
    ASSERT_TRUE(readers_->Begin(reader, after, head).ok());
    readers_->Advance(reader, head);
  }
  std::vector<std::string> Outstanding() {
    const auto retraction = FindRetraction(*desk_.store(), kStory, 0);
    EXPECT_TRUE(retraction.ok()) << retraction.status();
    const auto list = ListAcknowledgements(*desk_.store(), *readers_, kStory, *retraction);
    EXPECT_TRUE(list.ok()) << list.status();
    std::vector<std::string> names;
    for (const auto& reader : list->outstanding()) names.push_back(reader.reader());
    return names;
  }
  void PutOthers(int count) {
    for (int i = 0; i < count; ++i) {
      desk_.Put(MakeArticle(absl::StrCat("other", others_++), "Other"));
    }
  }
  // Retention passes everything there is.
  void Trim() { ASSERT_TRUE(desk_.store()->Trim({.bytes = 1}, desk_.now, UINT64_MAX).ok()); }

  Desk desk_;
  SystemClock clock_;
  const std::unique_ptr<ReaderRegistry> readers_ = *ReaderRegistry::Load(*desk_.store(), &clock_);
  int others_ = 0;
};

TEST_F(OutstandingTest, WhoBeganAfterTheRetractionIsNotAsked) {
  desk_.Put(MakeArticle("story", "One"));
  Read("early", 0);
  desk_.Do(Operation::kWithhold, kStory);
  Read("late", 0);
  EXPECT_THAT(Outstanding(), ElementsAre("early"));
}

// Nobody knows whether it read the entry before or after it was redacted.
TEST_F(OutstandingTest, WhoWasThereBeforeAndReadOnIsAsked) {
  PutOthers(1);
  Read("early", 0);
  desk_.Put(MakeArticle("story", "One"));
  desk_.Do(Operation::kWithhold, kStory);
  EXPECT_THAT(Outstanding(), IsEmpty());
  Read("early", 1);
  EXPECT_THAT(Outstanding(), ElementsAre("early"));
}

TEST_F(OutstandingTest, WhoHadAnEntryThatRetentionHasPassedIsAsked) {
  PutOthers(2);
  Read("before", 0);
  desk_.Put(MakeArticle("story", "One"));
  Read("first", 2);
  desk_.Put(MakeArticle("story", "Two"));
  PutOthers(1);
  Trim();
  Read("after", 5);
  desk_.Do(Operation::kCancel, kStory);
  EXPECT_THAT(Outstanding(), ElementsAre("first"));
  Trim();
  EXPECT_THAT(Outstanding(), ElementsAre("first"));
}

// Rows of before the fields that say when: what the entries tell is all that is known.
TEST_F(OutstandingTest, RowsThatDoNotSayWhenAreTakenAsTheyAre) {
  desk_.Put(MakeArticle("story", "One"));
  desk_.Do(Operation::kWithhold, kStory);
  WriteGroup group;
  group.head = desk_.store()->head();
  auto item = *desk_.store()->FindItem(UriOf(kStory));
  item->clear_first_sequence();
  group.items.push_back({std::string(UriOf(kStory)), *item});
  storage::ReaderRow row;
  row.set_first_sequence(1);
  row.set_through_sequence(2);
  group.rows.push_back({Table::kRecords, keys::ReaderKey("old"), row.SerializeAsString()});
  group.head.set_applied(group.head.applied() + 1);
  ASSERT_TRUE(desk_.store()->Commit(group).ok());
  const auto readers = *ReaderRegistry::Load(*desk_.store(), &clock_);
  const auto list = ListAcknowledgements(*desk_.store(), *readers, kStory, 2);
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->outstanding_size(), 1);
  EXPECT_EQ(list->outstanding(0).reader(), "old");
}

}  // namespace
}  // namespace newswire
