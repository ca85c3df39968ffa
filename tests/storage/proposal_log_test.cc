#include "storage/embedded_log.h"
#include "storage/memory_log.h"
#include "tests/storage/proposal_log_contract.h"

namespace newswire {
namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Embedded, ProposalLogContract, EmbeddedLog);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, ProposalLogContract, MemoryLog);

TEST(EmbeddedLog, ForgetsAndFreesWhatIsApplied) {
  EmbeddedLog log({});
  auto proposal = std::make_shared<const NumberProposal>(1);
  const std::weak_ptr<const NumberProposal> alive = proposal;
  ASSERT_TRUE(log.Append(std::move(proposal)).ok());
  ASSERT_TRUE(log.Append(std::make_shared<const NumberProposal>(2)).ok());
  log.Applied(1);
  EXPECT_TRUE(alive.expired());
  EXPECT_EQ(log.bounds().first, 2u);
  EXPECT_EQ(log.bounds().bytes, 10u);
  std::vector<LoggedProposal> out;
  EXPECT_EQ(log.Read(0, 10, 10, &out).code(), absl::StatusCode::kOutOfRange);
}

TEST(MemoryLog, KeepsWhatIsAppliedForASecondReader) {
  MemoryLog log({});
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(log.Append(std::make_shared<const NumberProposal>(i)).ok());
  }
  log.Applied(3);
  std::vector<LoggedProposal> out;
  ASSERT_TRUE(log.Read(0, 10, 1000, &out).ok());
  EXPECT_EQ(out.size(), 3u);
  EXPECT_EQ(log.bounds().first, 1u);
}

}  // namespace
}  // namespace newswire
