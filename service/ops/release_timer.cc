#include "service/ops/release_timer.h"

#include <algorithm>
#include <memory>

#include "absl/synchronization/notification.h"
#include "service/core/embargo.h"
#include "service/core/proposal.h"
#include "storage/keys.h"

namespace newswire {
namespace {

// The clock may step forward while the timer sleeps, so it never sleeps longer.
constexpr absl::Duration kSleepMax = absl::Seconds(1);
// When the proposal log is full, or the round was not written.
constexpr absl::Duration kRetry = absl::Milliseconds(20);
// At a start: no more than that, should a damaged row be due for ever.
constexpr int kOverdueRounds = 100'000;
constexpr absl::Duration kOverduePatience = absl::Seconds(30);

}  // namespace

ReleaseTimer::ReleaseTimer(const Store* store, ProposalLog* log, const Clock* clock)
    : store_(store), log_(log), clock_(clock), thread_([this] { Run(); }) {}

ReleaseTimer::~ReleaseTimer() {
  wake_.Stop();
  thread_.join();
}

void ReleaseTimer::Wake() {
  wake_.Call();
}

absl::Time ReleaseTimer::NextDue() const {
  absl::Time due = absl::InfiniteFuture();
  const auto visit = [&due](std::string_view key, std::string_view) {
    const auto row = keys::ParseDue(key);
    if (row && row->due_us != kNeverDue) due = absl::FromUnixMicros(row->due_us);
    return false;
  };
  // A damaged store is the applier's to find.
  store_->ScanRows(Table::kHeld, keys::kDuePrefix, keys::PrefixEnd(keys::kDuePrefix), visit)
      .IgnoreError();
  return due;
}

void ReleaseTimer::Propose() {
  auto proposal = std::make_shared<ReleaseProposal>();
  proposal->now = clock_->Now();
  proposal->done = [this](const absl::Status& written) {
    refused_ = !written.ok();
    under_way_ = false;
    wake_.Call();
  };
  under_way_ = true;
  if (log_->Append(std::move(proposal)).ok()) return;
  refused_ = true;
  under_way_ = false;
}

void ReleaseTimer::Run() {
  while (true) {
    const absl::Duration left = under_way_ ? kSleepMax : NextDue() - clock_->Now();
    // Rounded up by what a timer may be early: it is never before its time.
    const absl::Duration sleep =
        left > absl::ZeroDuration() ? std::min(left + absl::Microseconds(1), kSleepMax) : left;
    if (wake_.Wait(std::max(sleep, absl::ZeroDuration())) == WakeUp::Reason::kStopped) return;
    if (under_way_) continue;
    if (refused_ && wake_.WaitForTime(kRetry) == WakeUp::Reason::kStopped) return;
    refused_ = false;
    if (NextDue() <= clock_->Now()) Propose();
  }
}

void ReleaseTimer::ReleaseOverdue() {
  // Given up when nothing can be written (a full disk): then no write is accepted either.
  for (int i = 0; i < kOverdueRounds && NextDue() <= clock_->Now(); ++i) {
    struct Round {
      absl::Status written;
      absl::Notification applied;
    };
    auto proposal = std::make_shared<ReleaseProposal>();
    const auto round = std::make_shared<Round>();
    proposal->now = clock_->Now();
    proposal->done = [round](const absl::Status& written) {
      round->written = written;
      round->applied.Notify();
    };
    if (!log_->Append(std::move(proposal)).ok()) return;
    if (!round->applied.WaitForNotificationWithTimeout(kOverduePatience)) return;
    if (!round->written.ok()) return;
  }
}

}  // namespace newswire
