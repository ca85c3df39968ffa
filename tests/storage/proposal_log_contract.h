#ifndef NEWSWIRE_TESTS_STORAGE_PROPOSAL_LOG_CONTRACT_H_
#define NEWSWIRE_TESTS_STORAGE_PROPOSAL_LOG_CONTRACT_H_

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "storage/proposal_log.h"

// What every ProposalLog promises. An implementation instantiates the suite with its type; the type
// is made from ProposalLogOptions.
namespace newswire {

struct NumberProposal : public Proposal {
  explicit NumberProposal(int number, std::size_t size = 10) : number(number), size(size) {}
  std::size_t bytes() const override { return size; }
  const int number;
  const std::size_t size;
};

template <typename Log>
class ProposalLogContract : public testing::Test {
 protected:
  static std::shared_ptr<const Proposal> Number(int number, std::size_t size = 10) {
    return std::make_shared<NumberProposal>(number, size);
  }
  static int NumberOf(const LoggedProposal& logged) {
    return static_cast<const NumberProposal&>(*logged.proposal).number;
  }
  static std::vector<LoggedProposal> ReadAll(ProposalLog* log, std::uint64_t after) {
    std::vector<LoggedProposal> all;
    EXPECT_TRUE(log->Read(after, 1'000'000, 1 << 30, &all).ok());
    return all;
  }
};
TYPED_TEST_SUITE_P(ProposalLogContract);

TYPED_TEST_P(ProposalLogContract, PositionsAreDenseAndFollowTheStart) {
  TypeParam log({.start_after = 41});
  EXPECT_EQ(log.bounds().first, 42u);
  EXPECT_EQ(log.bounds().last, 41u);
  EXPECT_EQ(*log.Append(this->Number(1)), 42u);
  EXPECT_EQ(*log.Append(this->Number(2)), 43u);
  EXPECT_EQ(log.bounds().last, 43u);
  EXPECT_EQ(log.bounds().bytes, 20u);
}

TYPED_TEST_P(ProposalLogContract, ReadGivesWhatFollowsInOrder) {
  TypeParam log({});
  for (int i = 1; i <= 5; ++i) ASSERT_TRUE(log.Append(this->Number(i)).ok());
  const auto all = this->ReadAll(&log, 2);
  ASSERT_EQ(all.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(all[i].position, i + 3u);
    EXPECT_EQ(this->NumberOf(all[i]), i + 3);
  }
  EXPECT_TRUE(this->ReadAll(&log, 5).empty());
}

TYPED_TEST_P(ProposalLogContract, ReadStopsAtCountAndBytesButGivesAtLeastOne) {
  TypeParam log({});
  for (int i = 1; i <= 5; ++i) ASSERT_TRUE(log.Append(this->Number(i, 100)).ok());
  std::vector<LoggedProposal> some;
  ASSERT_TRUE(log.Read(0, 2, 1 << 20, &some).ok());
  EXPECT_EQ(some.size(), 2u);
  some.clear();
  ASSERT_TRUE(log.Read(0, 100, 300, &some).ok());
  EXPECT_EQ(some.size(), 3u);
  some.clear();
  ASSERT_TRUE(log.Read(0, 100, 1, &some).ok());
  EXPECT_EQ(some.size(), 1u);
}

TYPED_TEST_P(ProposalLogContract, FullOfProposalsIsResourceExhaustedUntilSomeAreApplied) {
  TypeParam log({.max_count = 2});
  ASSERT_TRUE(log.Append(this->Number(1)).ok());
  ASSERT_TRUE(log.Append(this->Number(2)).ok());
  EXPECT_EQ(log.Append(this->Number(3)).status().code(), absl::StatusCode::kResourceExhausted);
  log.Applied(1);
  EXPECT_EQ(*log.Append(this->Number(3)), 3u);
  EXPECT_EQ(log.Append(this->Number(4)).status().code(), absl::StatusCode::kResourceExhausted);
}

TYPED_TEST_P(ProposalLogContract, FullOfBytesIsResourceExhaustedUntilSomeAreApplied) {
  TypeParam log({.max_bytes = 100});
  ASSERT_TRUE(log.Append(this->Number(1, 60)).ok());
  EXPECT_EQ(log.Append(this->Number(2, 41)).status().code(), absl::StatusCode::kResourceExhausted);
  ASSERT_TRUE(log.Append(this->Number(2, 40)).ok());
  log.Applied(2);
  EXPECT_TRUE(log.Append(this->Number(3, 100)).ok());
}

TYPED_TEST_P(ProposalLogContract, AProposalLargerThanTheByteLimitIsTakenByAnEmptyLog) {
  TypeParam log({.max_bytes = 100});
  EXPECT_TRUE(log.Append(this->Number(1, 1000)).ok());
  EXPECT_EQ(log.Append(this->Number(2, 1)).status().code(), absl::StatusCode::kResourceExhausted);
}

TYPED_TEST_P(ProposalLogContract, WhatIsNotKeptIsOutOfRangeAndNeverSilent) {
  TypeParam log({.start_after = 10});
  ASSERT_TRUE(log.Append(this->Number(1)).ok());
  std::vector<LoggedProposal> out;
  EXPECT_EQ(log.Read(9, 10, 10, &out).code(), absl::StatusCode::kOutOfRange);
  EXPECT_TRUE(out.empty());
}

TYPED_TEST_P(ProposalLogContract, CloseRefusesAppendsAndKeepsWhatIsThere) {
  TypeParam log({});
  ASSERT_TRUE(log.Append(this->Number(1)).ok());
  log.Close();
  log.Close();
  EXPECT_EQ(log.Append(this->Number(2)).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(log.Tail(0));
  EXPECT_EQ(this->ReadAll(&log, 0).size(), 1u);
  EXPECT_FALSE(log.Tail(1));
}

TYPED_TEST_P(ProposalLogContract, CloseWakesAWaitingConsumer) {
  TypeParam log({});
  std::thread consumer([&log] { EXPECT_FALSE(log.Tail(0)); });
  log.Close();
  consumer.join();
}

// Four producers that retry when the log is full, one consumer: everything arrives once, each
// producer's proposals in the order it sent them, and the consumer never misses a wake-up.
TYPED_TEST_P(ProposalLogContract, ManyProducersOneConsumerLoseNothing) {
  constexpr int kProducers = 4;
  constexpr int kEach = 20'000;
  TypeParam log({.max_count = 64});
  std::vector<std::thread> producers;
  for (int producer = 0; producer < kProducers; ++producer) {
    producers.emplace_back([&log, producer] {
      for (int i = 0; i < kEach; ++i) {
        while (!log.Append(TestFixture::Number(producer * kEach + i)).ok()) {
          std::this_thread::yield();
        }
      }
    });
  }
  std::vector<int> next(kProducers, 0);
  std::uint64_t applied = 0;
  while (applied < kProducers * kEach && log.Tail(applied)) {
    std::vector<LoggedProposal> group;
    ASSERT_TRUE(log.Read(applied, 32, 1 << 20, &group).ok());
    for (const LoggedProposal& logged : group) {
      ASSERT_EQ(logged.position, ++applied);
      const int number = this->NumberOf(logged);
      ASSERT_EQ(number % kEach, next[number / kEach]++);
    }
    log.Applied(applied);
  }
  for (std::thread& producer : producers) producer.join();
  EXPECT_EQ(applied, static_cast<std::uint64_t>(kProducers * kEach));
}

REGISTER_TYPED_TEST_SUITE_P(ProposalLogContract, PositionsAreDenseAndFollowTheStart,
                            ReadGivesWhatFollowsInOrder, ReadStopsAtCountAndBytesButGivesAtLeastOne,
                            FullOfProposalsIsResourceExhaustedUntilSomeAreApplied,
                            FullOfBytesIsResourceExhaustedUntilSomeAreApplied,
                            AProposalLargerThanTheByteLimitIsTakenByAnEmptyLog,
                            WhatIsNotKeptIsOutOfRangeAndNeverSilent,
                            CloseRefusesAppendsAndKeepsWhatIsThere, CloseWakesAWaitingConsumer,
                            ManyProducersOneConsumerLoseNothing);

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_STORAGE_PROPOSAL_LOG_CONTRACT_H_
