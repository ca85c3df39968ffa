#ifndef NEWSWIRE_SERVICE_RPC_IO_THREAD_H_
#define NEWSWIRE_SERVICE_RPC_IO_THREAD_H_

#include <grpcpp/alarm.h>
#include <grpcpp/completion_queue.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "service/fanout/shard.h"
#include "service/rpc/parked_calls.h"

namespace newswire {

// What a completion queue gives back: something that can go on.
class Tag {
 public:
  virtual ~Tag() = default;
  virtual void Proceed(bool ok) = 0;
};

// A stream that can be told to end in an orderly way because the server stops.
class Drainable {
 public:
  virtual ~Drainable() = default;
  virtual void Drain() = 0;
};

// A call that has another step to do and lets the sockets be looked at before.
class TurnTaker {
 public:
  virtual ~TurnTaker() = default;
  virtual void TakeTurn() = 0;
};

// A tag that calls a member function, for calls that wait for several things at once.
template <typename Call>
class MemberTag : public Tag {
 public:
  MemberTag(Call* call, void (Call::*on_event)(bool)) : call_(call), on_event_(on_event) {}
  void Proceed(bool ok) override { (call_->*on_event_)(ok); }

 private:
  Call* const call_;
  void (Call::*const on_event_)(bool);
};

// One thread with one completion queue. It owns its calls and streams outright: they are touched by
// no other thread. Others reach it through Post and NotifyNews.
class IoThread {
 public:
  explicit IoThread(std::unique_ptr<grpc::ServerCompletionQueue> queue);
  // REQUIRES: joined, or never started.
  ~IoThread();

  // Before Start: the streams it serves.
  void Attach(std::unique_ptr<Shard> shard) { shard_ = std::move(shard); }
  void Start();
  // Stops taking new work and returns when every call is over. REQUIRES: the server is shut down.
  void Join();

  grpc::ServerCompletionQueue* queue() const { return queue_.get(); }
  // Its thread only.
  Shard* shard() const { return shard_.get(); }

  // Its thread only: calls that wait for entries.
  ParkedCalls* parked() { return &parked_; }

  // Its thread only. What lies ready in the completion queue is handed out before the sockets are
  // looked at again, so a publisher that is faster than the server would keep all others waiting
  // until it pauses. Whoever reads many messages therefore asks for each: `call` is told once, when
  // the sockets were looked at. One call has its turn between two looks.
  void AwaitTurn(TurnTaker* call) { waiting_.push_back(call); }
  void GiveUpTurn(TurnTaker* call) { std::erase(waiting_, call); }

  // Its thread only: streams that want to hear of a drain, also of one that was before they came,
  // and the drain.
  void Register(Drainable* stream);
  void Unregister(Drainable* stream) { drainables_.erase(stream); }
  // Ends every stream, subscribers with `status`.
  void Drain(const absl::Status& status);

  // How many calls are open, and how many ever began. Any thread.
  struct Calls {
    int open = 0;
    std::uint64_t begun = 0;
  };
  Calls calls() const { return {open_calls_, begun_calls_}; }

  // Runs `work` on the thread, soon and in order. Any thread. The list is bounded by its callers:
  // one answer for each accepted proposal, read or chunk.
  void Post(std::function<void()> work);
  // The ring has new entries. Any thread; many calls become one.
  void NotifyNews();

 private:
  friend class OpenCall;

  class WakeTag : public Tag {
   public:
    explicit WakeTag(IoThread* thread) : thread_(thread) {}
    void Proceed(bool ok) override { thread_->OnWake(); }

   private:
    IoThread* const thread_;
  };

  void Run();
  void NextTurn();
  void LookAtParked();
  void OnWake();
  void Wake();

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<Shard> shard_;
  ParkedCalls parked_;
  std::set<Drainable*> drainables_;
  bool drained_ = false;
  std::deque<TurnTaker*> waiting_;  // for their turn, the longest first
  WakeTag wake_tag_{this};
  std::thread thread_;

  std::atomic<int> open_calls_{0};
  std::atomic<std::uint64_t> begun_calls_{0};
  std::atomic<bool> news_{false};
  absl::Mutex mu_;
  std::vector<std::function<void()>> posted_ ABSL_GUARDED_BY(mu_);
  // The alarm may be set again only after its tag came back.
  bool armed_ ABSL_GUARDED_BY(mu_) = false;
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
  grpc::Alarm alarm_ ABSL_GUARDED_BY(mu_);
};

// Counts a call as open from construction to destruction.
class OpenCall {
 public:
  explicit OpenCall(IoThread* io) : io_(io) {
    ++io_->open_calls_;
    ++io_->begun_calls_;
  }
  ~OpenCall() { --io_->open_calls_; }
  OpenCall(const OpenCall&) = delete;
  OpenCall& operator=(const OpenCall&) = delete;

 private:
  IoThread* const io_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_IO_THREAD_H_
