#include "client/bench/loop.h"

#include <chrono>
#include <utility>

#include "absl/time/clock.h"

namespace newswire::bench {

Loop::Loop(std::function<void()> on_tick, absl::Duration tick)
    : on_tick_(std::move(on_tick)), tick_(tick), thread_([this] { Serve(); }) {}

Loop::~Loop() {
  queue_.Shutdown();
  thread_.join();
}

void Loop::Serve() {
  void* tag = nullptr;
  bool ok = false;
  if (on_tick_ == nullptr) {
    while (queue_.Next(&tag, &ok)) static_cast<Completion*>(tag)->run(ok);
    return;
  }
  for (;;) {
    const auto deadline = absl::ToChronoTime(absl::Now() + tick_);
    const auto next = queue_.AsyncNext(&tag, &ok, deadline);
    if (next == grpc::CompletionQueue::SHUTDOWN) return;
    if (next == grpc::CompletionQueue::GOT_EVENT) static_cast<Completion*>(tag)->run(ok);
    on_tick_();
  }
}

}  // namespace newswire::bench
