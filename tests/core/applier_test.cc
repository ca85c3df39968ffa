// The applier against a real store: the same proposals give the same entries, and what is refused
// is refused whole.
#include "service/core/applier.h"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "storage/entry_frame.h"
#include "storage/memory_log.h"
#include "tests/support/sample_items.h"
#include "tests/support/temp_store.h"

namespace newswire {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1'654'776'000);

// Keeps the bytes of every published entry.
class KeepingSink : public EntrySink {
 public:
  char* Reserve(std::size_t bytes) override { return pending_.emplace_back(bytes, '\0').data(); }
  void Append(Sequence, std::size_t) override {}
  void Replace(Sequence, std::string_view) override {}
  void Publish(const Position& head) override {
    for (std::string& entry : pending_) published.push_back(std::move(entry));
    pending_.clear();
    this->head = head;
  }
  void Drop() override { pending_.clear(); }

  std::vector<std::string> published;
  Position head;

 private:
  std::deque<std::string> pending_;
};

using Outcomes = std::vector<ProposalOutcome>;

ItemWrite Write(v1::Article article, WriteMode mode = WriteMode::kUpsert) {
  Violations violations;
  ItemWrite write;
  write.mode = mode;
  for (const v1::RecommendationRef& ref : article.recommendations()) {
    write.check_quotes |= ref.spans_size() > 0;
  }
  auto draft = DraftArticle(std::move(article), kNoon, "article", &violations);
  EXPECT_TRUE(draft.has_value()) << violations.ToStatus();
  write.draft = *std::move(draft);
  return write;
}

std::shared_ptr<WriteProposal> Propose(std::vector<ItemWrite> writes, Outcomes* outcomes) {
  auto proposal = std::make_shared<WriteProposal>();
  proposal->writes = std::move(writes);
  proposal->proposed_at = kNoon;
  if (outcomes != nullptr) {
    proposal->done = [outcomes](ProposalOutcome outcome) {
      outcomes->push_back(std::move(outcome));
    };
  }
  return proposal;
}

class ApplierTest : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }
  void Reopen() {
    store_.reset();
    auto store = Store::Open(SmallOptions(folder_.path()));
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  // Applies proposals in one log and returns what became of them.
  Outcomes Apply(const std::vector<std::shared_ptr<WriteProposal>>& proposals) {
    Outcomes outcomes;
    MemoryLog log({.start_after = store_->head().applied()});
    for (const auto& proposal : proposals) {
      proposal->done = [&outcomes](ProposalOutcome outcome) {
        outcomes.push_back(std::move(outcome));
      };
      EXPECT_TRUE(log.Append(proposal).ok());
    }
    log.Close();
    Applier({}, store_.get(), &log, &sink_, [](const absl::Status& status) {
      ADD_FAILURE() << status;
    }).Join();
    return outcomes;
  }
  WriteOutcome ApplyOne(ItemWrite write) {
    return Apply({Propose({std::move(write)}, nullptr)}).front().writes.front();
  }

  const TempFolder folder_;
  std::unique_ptr<Store> store_;
  KeepingSink sink_;
};

v1::Article Article(int number, const std::string& headline) {
  return testing::MakeArticle(absl::StrCat("item-", number), headline);
}

// Creates, updates, repeats, batches and refusals, at clocks that jump.
std::vector<std::shared_ptr<WriteProposal>> RandomProposals(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::shared_ptr<WriteProposal>> proposals;
  for (int i = 0; i < 300; ++i) {
    std::vector<ItemWrite> writes;
    const int first = random() % 40;
    const int count = 1 + random() % 3;
    for (int w = 0; w < count; ++w) {
      const auto mode = static_cast<WriteMode>(random() % 3);
      writes.push_back(Write(Article(first + w, absl::StrCat("Headline ", random() % 4)), mode));
      if (random() % 8 == 0) writes.back().draft.etag = "1-00000000";
    }
    auto proposal = Propose(std::move(writes), nullptr);
    proposal->atomic = random() % 2 == 0;
    proposal->proposed_at = kNoon + absl::Seconds(static_cast<int>(random() % 100) - 50);
    if (random() % 4 == 0) {
      proposal->request_id = absl::StrCat("request-", random() % 20);
      proposal->request_fingerprint = absl::StrCat(first, "-", count);
    }
    proposals.push_back(std::move(proposal));
  }
  return proposals;
}

TEST_F(ApplierTest, TheSameProposalsGiveTheSameBytesHoweverTheyAreGrouped) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  MemoryLog log({});
  for (const auto& proposal : RandomProposals(seed)) ASSERT_TRUE(log.Append(proposal).ok());
  log.Close();
  std::vector<std::vector<std::string>> feeds;
  for (const std::size_t group : {1, 7, 1024}) {
    const TempFolder folder;
    auto store = Store::Open(SmallOptions(folder.path()));
    ASSERT_TRUE(store.ok());
    KeepingSink sink;
    Applier({.group_count_max = group}, store->get(), &log, &sink, [](const absl::Status&) {
    }).Join();
    feeds.push_back(std::move(sink.published));
  }
  EXPECT_GT(feeds[0].size(), 50u);
  EXPECT_EQ(feeds[0], feeds[1]);
  EXPECT_EQ(feeds[0], feeds[2]);
}

TEST_F(ApplierTest, ARefusalDoesNotMoveTheTimeOfTheFeed) {
  const auto refused = Propose({Write(Article(1, "First"), WriteMode::kUpdate)}, nullptr);
  refused->proposed_at = kNoon + absl::Hours(1);
  const Outcomes outcomes = Apply({refused, Propose({Write(Article(2, "First"))}, nullptr)});
  ASSERT_FALSE(outcomes[0].writes[0].status.ok());
  ASSERT_EQ(sink_.published.size(), 1u);
  EXPECT_EQ(ParseEntryHead(sink_.published[0])->append_time, kNoon);
}

TEST_F(ApplierTest, AReplayGoesOnFromTheAppliedPosition) {
  MemoryLog log({});
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(log.Append(Propose({Write(Article(i, "First"))}, nullptr)).ok());
  }
  log.Close();
  Applier({}, store_.get(), &log, &sink_, [](const absl::Status&) {}).Join();
  Reopen();
  EXPECT_EQ(store_->head().applied(), 10u);
  KeepingSink again;
  Applier({}, store_.get(), &log, &again, [](const absl::Status&) {}).Join();
  EXPECT_TRUE(again.published.empty());
  EXPECT_EQ(store_->bounds().head.sequence, 10u);
}

TEST_F(ApplierTest, SequencesAreDenseAndRevisionsCountFromOne) {
  for (int revision = 1; revision <= 5; ++revision) {
    const WriteOutcome outcome = ApplyOne(Write(Article(1, absl::StrCat("Headline ", revision))));
    EXPECT_EQ(outcome.revision, static_cast<std::uint32_t>(revision));
    EXPECT_EQ(outcome.position.sequence, static_cast<Sequence>(revision));
  }
  for (std::size_t i = 0; i < sink_.published.size(); ++i) {
    const auto head = ParseEntryHead(sink_.published[i]);
    ASSERT_TRUE(head.has_value());
    EXPECT_EQ(head->sequence, i + 1);
    EXPECT_EQ(head->previous_sequence, i);
  }
}

TEST_F(ApplierTest, AnAtomicProposalWithOneRefusalWritesNothing) {
  ApplyOne(Write(Article(1, "First")));
  auto proposal = Propose(
      {Write(Article(2, "Second")), Write(Article(1, "Other"), WriteMode::kCreate)}, nullptr);
  proposal->atomic = true;
  const ProposalOutcome outcome = Apply({proposal}).front();
  EXPECT_TRUE(absl::IsAlreadyExists(outcome.status)) << outcome.status;
  EXPECT_TRUE(outcome.writes[0].status.ok());
  EXPECT_EQ(ReasonOf(outcome.writes[1].status), "ITEM_EXISTS");
  EXPECT_EQ(store_->bounds().head.sequence, 1u);
}

TEST_F(ApplierTest, ARequestIdIsAnsweredAsTheFirstTimeInTheSameGroupAndLater) {
  const auto request = [](const std::string& headline) {
    auto proposal = Propose({Write(Article(1, headline))}, nullptr);
    proposal->request_id = "request-1";
    proposal->request_fingerprint = headline;
    return proposal;
  };
  const Outcomes together = Apply({request("First"), request("First"), request("Other")});
  EXPECT_EQ(together[1].writes.front().position, together[0].writes.front().position);
  EXPECT_EQ(ReasonOf(together[2].status), "REQUEST_ID_REUSED");
  Reopen();
  const Outcomes later = Apply({request("First")});
  EXPECT_EQ(later[0].writes.front().position, together[0].writes.front().position);
  EXPECT_EQ(later[0].writes.front().outcome, v1::PUBLISH_OUTCOME_CREATED);
  EXPECT_EQ(store_->bounds().head.sequence, 1u);
}

TEST_F(ApplierTest, ARepeatedRefusalHasTheDetailsOfTheFirst) {
  ApplyOne(Write(Article(1, "First")));
  const auto request = [] {
    auto proposal = Propose({Write(Article(1, "Second"))}, nullptr);
    proposal->writes.front().draft.etag = "1-00000000";
    proposal->request_id = "request-1";
    return proposal;
  };
  const Outcomes together = Apply({request(), request()});
  Reopen();
  const Outcomes later = Apply({request()});
  const absl::Status first = together[0].writes.front().status;
  EXPECT_EQ(ReasonOf(first), "ETAG_MISMATCH");
  EXPECT_EQ(together[1].writes.front().status, first);
  EXPECT_EQ(later[0].writes.front().status, first);
}

// A later revision and retention may have removed the entry the first answer spoke of.
TEST_F(ApplierTest, ARepeatedRequestWhoseEntryIsGoneIsAnsweredWithTheItemOfToday) {
  const auto request = [] {
    auto proposal = Propose({Write(Article(1, "First"))}, nullptr);
    proposal->want_items = true;
    proposal->request_id = "request-1";
    return proposal;
  };
  const Outcomes first = Apply({request()});
  ApplyOne(Write(Article(1, "Second")));
  ASSERT_TRUE(store_->Trim({.bytes = 1}, kNoon, 100).ok());
  ASSERT_EQ(store_->bounds().floor.sequence, 2u);
  const WriteOutcome again = Apply({request()})[0].writes.front();
  EXPECT_EQ(again.position, first[0].writes.front().position);
  v1::Article item;
  ASSERT_TRUE(item.ParseFromString(again.item));
  EXPECT_EQ(item.revision(), 2u);
}

TEST_F(ApplierTest, FeedTimeNeverRunsBackwards) {
  std::vector<std::shared_ptr<WriteProposal>> proposals;
  for (const int seconds : {0, 100, -3600, 50, 200}) {
    proposals.push_back(Propose({Write(Article(seconds, "First"))}, nullptr));
    proposals.back()->proposed_at = kNoon + absl::Seconds(seconds);
  }
  Apply(proposals);
  absl::Time last = absl::InfinitePast();
  for (const std::string& entry : sink_.published) {
    EXPECT_GE(ParseEntryHead(entry)->append_time, last);
    last = ParseEntryHead(entry)->append_time;
  }
  EXPECT_EQ(last, kNoon + absl::Seconds(200));
}

// Retention between a decision and its commit would leave in the archive what was redacted.
TEST_F(ApplierTest, RetentionInTheSameGroupAsAHoldLeavesNothingBehind) {
  ApplyOne(Write(Article(1, "First")));
  ApplyOne(Write(Article(1, "Second")));
  ItemWrite hold = Write(Article(1, "Second"));
  hold.operation = Operation::kWithhold;
  hold.change = std::make_shared<Change>();
  const auto proposal = Propose({hold}, nullptr);
  proposal->proposed_at = kNoon + absl::Hours(2);
  auto chore = std::make_shared<MaintenanceProposal>();
  chore->now = kNoon + absl::Hours(2);
  MemoryLog log({.start_after = store_->head().applied()});
  ASSERT_TRUE(log.Append(proposal).ok());
  ASSERT_TRUE(log.Append(chore).ok());
  log.Close();
  Applier({.retention = {.age = absl::Hours(1)}}, store_.get(), &log, &sink_, [](const auto&) {
  }).Join();
  EXPECT_EQ(store_->bounds().floor.sequence, 2u);
  std::vector<Sequence> archived;
  const auto note = [&archived](Sequence sequence, std::string_view) {
    archived.push_back(sequence);
    return true;
  };
  ASSERT_TRUE(store_->ScanArchive(0, note).ok());
  EXPECT_EQ(archived, std::vector<Sequence>());
}

TEST_F(ApplierTest, AnEtagMustBeTheCurrentOneAndADashDemandsANewItem) {
  const WriteOutcome first = ApplyOne(Write(Article(1, "First")));
  ItemWrite update = Write(Article(1, "Second"));
  update.draft.etag = first.etag;
  const WriteOutcome second = ApplyOne(update);
  EXPECT_EQ(second.revision, 2u);
  ItemWrite late = Write(Article(1, "Third"));
  late.draft.etag = first.etag;
  EXPECT_EQ(ReasonOf(ApplyOne(late).status), "ETAG_MISMATCH");
  late.draft.etag = "-";
  EXPECT_EQ(ReasonOf(ApplyOne(late).status), "ITEM_EXISTS");
}

TEST_F(ApplierTest, AUriBelongsToOneKindForEver) {
  ApplyOne(Write(Article(1, "First")));
  ItemWrite clash = Write(Article(1, "Second"));
  clash.draft.kind = v1::ITEM_KIND_RECOMMENDATION;
  EXPECT_EQ(ReasonOf(ApplyOne(clash).status), "URI_KIND_CLASH");
}

TEST_F(ApplierTest, AfterAFailedWriteNothingIsAcknowledged) {
  Outcomes outcomes;
  MemoryLog log({});
  ASSERT_TRUE(log.Append(Propose({Write(Article(1, "First"))}, &outcomes)).ok());
  ASSERT_TRUE(log.Append(Propose({Write(Article(2, "First"))}, &outcomes)).ok());
  log.Close();
  // An entry whose item row points to an entry that is not there makes the group fail.
  storage::ItemRow row;
  row.set_kind(v1::ITEM_KIND_ARTICLE);
  row.set_revision(1);
  row.set_sequence(77);
  WriteGroup broken;
  broken.head = store_->head();
  broken.items.push_back({"urn:newsml:example.org:2026:item-1", row});
  ASSERT_TRUE(store_->Commit(broken).ok());
  int failures = 0;
  Applier({}, store_.get(), &log, &sink_, [&failures](const absl::Status&) { ++failures; }).Join();
  EXPECT_EQ(failures, 1);
  ASSERT_EQ(outcomes.size(), 2u);
  for (const ProposalOutcome& outcome : outcomes) {
    EXPECT_EQ(ReasonOf(outcome.status), "WRITE_FAILED") << outcome.status;
  }
  EXPECT_TRUE(sink_.published.empty());
  EXPECT_EQ(store_->bounds().head.sequence, 0u);
}

}  // namespace
}  // namespace newswire
