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
// At a start: 1,000 x 1,024 items.
constexpr int kOverdueRounds = 1000;
constexpr absl::Duration kOverduePatience = absl::Seconds(30);

}  // namespace

ReleaseTimer::ReleaseTimer(const Store* store, ProposalLog* log, const Clock* clock)
    : store_(store), log_(log), clock_(clock), thread_([this] { Run(); }) {}

ReleaseTimer::~ReleaseTimer() {
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  thread_.join();
}

void ReleaseTimer::Wake() {
  absl::MutexLock lock(&mu_);
  woken_ = true;
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
  proposal->done = [this](bool) {
    absl::MutexLock lock(&mu_);
    under_way_ = false;
    woken_ = true;
  };
  {
    absl::MutexLock lock(&mu_);
    under_way_ = true;
  }
  if (log_->Append(std::move(proposal)).ok()) return;
  absl::MutexLock lock(&mu_);
  under_way_ = false;
  mu_.AwaitWithTimeout(absl::Condition(&stopping_), kRetry);
}

void ReleaseTimer::Run() {
  while (true) {
    const absl::Duration left = NextDue() - clock_->Now();
    const auto wanted = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
      return stopping_ || (woken_ && !under_way_);
    };
    {
      absl::MutexLock lock(&mu_);
      // Rounded up by what a timer may be early: it is never before its time.
      const absl::Duration sleep = std::min(left + absl::Microseconds(1), kSleepMax);
      if (under_way_ || left > absl::ZeroDuration()) {
        mu_.AwaitWithTimeout(absl::Condition(&wanted), under_way_ ? kSleepMax : sleep);
      }
      if (stopping_) return;
      if (under_way_) continue;
      woken_ = false;
    }
    if (NextDue() <= clock_->Now()) Propose();
  }
}

void ReleaseTimer::ReleaseOverdue() {
  // Given up when nothing can be written (a full disk): then no write is accepted either.
  for (int i = 0; i < kOverdueRounds && NextDue() <= clock_->Now(); ++i) {
    auto proposal = std::make_shared<ReleaseProposal>();
    const auto applied = std::make_shared<absl::Notification>();
    proposal->now = clock_->Now();
    proposal->done = [applied](bool) { applied->Notify(); };
    if (!log_->Append(std::move(proposal)).ok()) return;
    if (!applied->WaitForNotificationWithTimeout(kOverduePatience)) return;
  }
}

}  // namespace newswire
