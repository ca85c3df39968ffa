#include "service/ops/indexer.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "spdlog/spdlog.h"

namespace newswire {
namespace {

// Taken up at once: few enough that an item can be found soon, enough that locks cost little.
constexpr std::size_t kEntriesMax = 256;
// While others write, it rests so many times as long as it has worked.
constexpr int kRest = 9;
constexpr absl::Duration kRestMax = absl::Seconds(1);
// After a failure, for example of a full disk.
constexpr absl::Duration kRetry = absl::Seconds(1);
// A call ends it sooner.
constexpr absl::Duration kIdle = absl::Hours(1);

// From here on what a call needs comes first, always: beside SCHED_IDLE a thread that wakes need
// not wait for the end of a slice, beside a nice one it may. Not while it loads: questions wait for
// that.
void BeIdle() {
  const sched_param no_priority = {};
  pthread_setschedparam(pthread_self(), SCHED_IDLE, &no_priority);
}

}  // namespace

Indexer::Indexer(Index* index) : index_(index), thread_([this] { Run(); }) {}

Indexer::~Indexer() {
  stopping_ = true;
  wake_.Stop();
  thread_.join();
}

void Indexer::Wake() {
  wake_.Call();
}

absl::Status Indexer::CatchUp() {
  for (Sequence head = index_->head(); !stopping_;) {
    const absl::Time begin = absl::Now();
    const auto more = index_->CatchUp(kEntriesMax);
    if (!more.ok()) return more.status();
    if (!*more) break;
    const Sequence now = index_->head();
    const bool busy = now != std::exchange(head, now);
    if (busy) wake_.WaitForTime(std::min(kRestMax, kRest * (absl::Now() - begin)));
  }
  return absl::OkStatus();
}

void Indexer::Run() {
  for (bool loaded = false; !stopping_;) {
    absl::Status status = loaded ? absl::OkStatus() : index_->Load(&stopping_);
    if (!loaded && status.ok()) BeIdle();
    loaded = status.ok();
    if (loaded) status = CatchUp();
    if (!status.ok() && !stopping_) {
      spdlog::warn("index_behind through={} why=\"{}\"", index_->through(), status.ToString());
    }
    wake_.Wait(status.ok() ? kIdle : kRetry);
  }
}

}  // namespace newswire
