// All entries of one item: what is put aside, and what comes back.
#include "service/core/item_history.h"

#include <gmock/gmock.h>

#include "tests/core/desk.h"

namespace newswire {
namespace {

using testing::Desk;
using testing::DeskSink;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MakeArticle;
using ::testing::Not;
using testing::Translated;

const std::string kUri(UriOf(MakeArticle("a", "").name()));
constexpr auto kWithheld = v1::PUB_STATUS_WITHHELD;

// Entries 1 and 3 are the item's, 2 is another one's.
struct FilledDesk : Desk {
  FilledDesk() {
    Put(Translated(MakeArticle("a", "zzone"), "fr", "zzun"));
    Put(MakeArticle("b", "Other"));
    Put(Translated(MakeArticle("a", "zztwo"), "fr", "zzun"));
  }
};

class ItemHistoryTest : public ::testing::Test {
 protected:
  ItemHistory History(GroupState* state) const { return {kUri, 3, state}; }
  std::string Frames(const GroupState& state) const {
    return *state.FrameAt(1) + *state.FrameAt(3);
  }
  static std::size_t Aside(const GroupState& state) {
    return state.RowsWithPrefix(Table::kWithheld, keys::WithheldPrefix(kUri)).size();
  }

  FilledDesk desk_;
  DeskSink sink_;
  GroupState state_{desk_.store(), &sink_};
};

TEST_F(ItemHistoryTest, ItHoldsTheEntriesOfTheItemAlone) {
  const ItemHistory history = History(&state_);
  EXPECT_THAT(history.sequences(), ElementsAre(3, 1));
  EXPECT_EQ(history.content(), *state_.FrameAt(3));
  EXPECT_THAT(history.originals(), IsEmpty());
}

TEST_F(ItemHistoryTest, ARedactionThatKeepsPutsTheOriginalsAside) {
  const std::string before = Frames(state_);
  History(&state_).Redact({kWithheld, 4, desk_.now}, true);
  EXPECT_THAT(Frames(state_), Not(HasSubstr("zz")));
  EXPECT_EQ(Aside(state_), 2u);
  ItemHistory again = History(&state_);
  EXPECT_THAT(again.content(), HasSubstr("zztwo"));
  again.Restore({});
  EXPECT_EQ(Frames(state_), before);
  EXPECT_EQ(Aside(state_), 0u);
}

TEST_F(ItemHistoryTest, ARedactionThatDoesNotKeepLeavesNothing) {
  ItemHistory history = History(&state_);
  history.Redact({kWithheld, 4, desk_.now}, true);
  history.Redact({v1::PUB_STATUS_CANCELED, 5, desk_.now}, false);
  history.ForgetOriginals();
  EXPECT_THAT(Frames(state_), Not(HasSubstr("zz")));
  EXPECT_EQ(Aside(state_), 0u);
  EXPECT_TRUE(History(&state_).content().empty());
}

TEST_F(ItemHistoryTest, WhatIsAsideAlreadyIsTheFullerOneAndStays) {
  History(&state_).RedactLanguages({"fr"}, kWithheld, true);
  History(&state_).Redact({kWithheld, 4, desk_.now}, true);
  const ItemHistory history = History(&state_);
  for (const auto& [sequence, framed] : history.originals()) {
    EXPECT_THAT(framed, HasSubstr("zzun")) << sequence;
  }
}

TEST_F(ItemHistoryTest, ALanguageThatIsStillOnHoldStaysAsideWhenTheRestComesBack) {
  History(&state_).RedactLanguages({"fr"}, kWithheld, true);
  History(&state_).Redact({kWithheld, 4, desk_.now}, true);
  History(&state_).Restore({"fr"});
  EXPECT_THAT(Frames(state_), HasSubstr("zztwo"));
  EXPECT_THAT(Frames(state_), Not(HasSubstr("zzun")));
  EXPECT_EQ(Aside(state_), 2u);
}

TEST_F(ItemHistoryTest, ALanguageThatIsDestroyedGoesFromWhatIsAsideToo) {
  History(&state_).Redact({kWithheld, 4, desk_.now}, true);
  History(&state_).RedactLanguages({"fr"}, v1::PUB_STATUS_CANCELED, false);
  const ItemHistory history = History(&state_);
  for (const auto& [sequence, framed] : history.originals()) {
    EXPECT_THAT(framed, Not(HasSubstr("zzun"))) << sequence;
    EXPECT_THAT(framed, HasSubstr("zz")) << sequence;
  }
}

TEST_F(ItemHistoryTest, AnErasureNamesTheEntriesAndSaysWhenOlderOnesAreUnknown) {
  const auto erasure = [this] {
    GroupState state(desk_.store(), &sink_);
    ItemHistory(kUri, 3, &state).EraseLater("receipt");
    storage::ErasureRow row;
    const auto rows = state.RowsWithPrefix(Table::kRecords, std::string(keys::kErasurePrefix));
    EXPECT_TRUE(row.ParseFromString(rows.begin()->second));
    return row;
  };
  EXPECT_THAT(erasure().sequences(), ElementsAre(3, 1));
  EXPECT_FALSE(erasure().older_entries());
  ASSERT_TRUE(desk_.store()->Trim({.bytes = 1}, desk_.now, 1).ok());
  EXPECT_THAT(erasure().sequences(), ElementsAre(3));
  EXPECT_TRUE(erasure().older_entries());
  EXPECT_EQ(erasure().receipt(), "receipt");
}

}  // namespace
}  // namespace newswire
