// When the eraser tries again and what it logs. Nothing sleeps: the test waits for the receipt.
#include "service/ops/eraser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "service/core/clock.h"
#include "service/search/index.h"
#include "storage/index_store.h"
#include "storage/memory_log.h"
#include "tests/core/desk.h"
#include "tests/support/watched_store.h"

namespace newswire {
namespace {

using testing::Desk;
using ::testing::HasSubstr;
using testing::MakeArticle;

constexpr absl::Duration kRound = absl::Milliseconds(2);

class EraserTest : public ::testing::Test {
 protected:
  EraserTest() {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_lines_)));
    EXPECT_TRUE(index_.Load().ok());
    desk_.Put(MakeArticle("story", "One"));
    desk_.Do(Operation::kCancel, MakeArticle("story", "").name());
  }
  ~EraserTest() override { log_.Close(); }

  // Refuses the first attempts, then runs until one has succeeded. When each began.
  std::vector<absl::Time> RunWithRefusals(std::size_t refusals, const absl::Status& why) {
    std::vector<absl::Time> attempts;
    absl::Notification erased;
    store_.before_erase = [&] {
      if (erased.HasBeenNotified()) return absl::OkStatus();
      attempts.push_back(absl::Now());
      if (attempts.size() <= refusals) return why;
      erased.Notify();
      return absl::OkStatus();
    };
    std::optional<Eraser> eraser;
    eraser.emplace(Eraser::Parts{.store = &store_,
                                 .index = &index_,
                                 .readers = readers_.get(),
                                 .log = &log_,
                                 .clock = &clock_},
                   kRound);
    EXPECT_TRUE(erased.WaitForNotificationWithTimeout(absl::Seconds(60)));
    eraser.reset();
    return attempts;
  }
  int LogLinesWith(const std::string& event) const {
    int count = 0;
    for (const auto line : absl::StrSplit(log_lines_.str(), '\n')) {
      count += std::string(line).find(event) != std::string::npos;
    }
    return count;
  }

  std::ostringstream log_lines_;
  Desk desk_;
  WatchedStore store_{desk_.store()};
  TempFolder folder_;
  std::unique_ptr<IndexStore> rows_ = *IndexStore::Open(SmallOptions(folder_.path()));
  Index index_{desk_.store(), rows_.get()};
  SystemClock clock_;
  std::unique_ptr<ReaderRegistry> readers_ = *ReaderRegistry::Load(*desk_.store(), &clock_);
  MemoryLog log_{{}};
};

TEST_F(EraserTest, WhileAReaderIsInTheWayItTriesLessAndLessOften) {
  const auto attempts = RunWithRefusals(6, absl::UnavailableError("a reader holds an old view"));
  ASSERT_EQ(attempts.size(), 7u);
  // 1, 2, 4, ... rounds lie between them, and no wait ends early.
  for (std::size_t i = 1; i < attempts.size(); ++i) {
    EXPECT_GE(attempts[i] - attempts[i - 1], ((1 << (i - 1)) - 0.5) * kRound) << i;
  }
}

TEST_F(EraserTest, ThatItWaitsIsLoggedOnceAndThatItHasSucceededToo) {
  RunWithRefusals(4, absl::UnavailableError("a reader holds an old view"));
  EXPECT_EQ(LogLinesWith("erasure_waits items=1 why=\"UNAVAILABLE: a reader"), 1);
  EXPECT_GE(LogLinesWith("erased items=1 waited_ms="), 1);
  EXPECT_THAT(log_lines_.str(), ::testing::Not(HasSubstr("erasure_failed")));
}

TEST_F(EraserTest, AnErasureThatFailsIsAWarningEachTime) {
  RunWithRefusals(3, absl::DataLossError("a block is damaged"));
  EXPECT_EQ(LogLinesWith("erasure_failed items=1 why="), 3);
  EXPECT_EQ(LogLinesWith("erasure_waits"), 0);
}

}  // namespace
}  // namespace newswire
