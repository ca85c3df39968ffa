#include "service/ops/indexer.h"

#include <sys/resource.h>
#include <unistd.h>

#include "absl/time/time.h"
#include "spdlog/spdlog.h"

namespace newswire {
namespace {

// Taken up at once: few enough that an item can be found soon, enough that locks cost little.
constexpr std::size_t kEntriesMax = 256;
// After a failure, for example of a full disk.
constexpr absl::Duration kRetry = absl::Seconds(1);
// A call ends it sooner.
constexpr absl::Duration kIdle = absl::Hours(1);
constexpr int kNiceness = 19;

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
  while (!stopping_) {
    const auto more = index_->CatchUp(kEntriesMax);
    if (!more.ok()) return more.status();
    if (!*more) break;
  }
  return absl::OkStatus();
}

void Indexer::Run() {
  // Of this thread alone.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
  for (bool loaded = false; !stopping_;) {
    absl::Status status = loaded ? absl::OkStatus() : index_->Load();
    loaded = status.ok();
    if (loaded) status = CatchUp();
    if (!status.ok()) {
      spdlog::warn("index_behind through={} why=\"{}\"", index_->through(), status.ToString());
    }
    wake_.Wait(status.ok() ? kIdle : kRetry);
  }
}

}  // namespace newswire
