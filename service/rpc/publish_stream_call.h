#ifndef NEWSWIRE_SERVICE_RPC_PUBLISH_STREAM_CALL_H_
#define NEWSWIRE_SERVICE_RPC_PUBLISH_STREAM_CALL_H_

#include <grpcpp/server_context.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "newswire/v1/feed_service.pb.h"
#include "service/rpc/context.h"
#include "service/rpc/raw_service.h"

namespace newswire {

class PublishStreamCall;

// What all PublishStream calls of a server share.
struct PublishShared {
  const ServerContextData* data = nullptr;
  WriteGate* gate = nullptr;
};

// One PublishStream call: reads items ahead of their answers, and answers in order. Owns itself;
// I/O thread only.
//
// Bound: messages that wait for their answers are at most kAheadMax and take, with their results,
// kAheadBytesMax, and one message more; beyond that the stream is not read, and HTTP/2 flow control
// stops the publisher. Each message is read in a turn of its own (IoThread::AwaitTurn).
class PublishStreamCall : public Tag, private Drainable, private TurnTaker {
 public:
  static constexpr std::size_t kAheadMax = 1024;
  static constexpr std::size_t kAheadBytesMax = 8 << 20;

  static void Wait(RawService* service, int method, PublishShared* shared, IoThread* io);

  // The stream's first tag: it has begun.
  void Proceed(bool ok) override;

 private:
  // A message whose results are not all sent yet.
  struct Slot {
    std::size_t message_bytes = 0;
    std::size_t bytes = 0;  // what it counts for: with its results
    bool ready = false;
    std::vector<v1::PublishResult> results;
    std::size_t results_sent = 0;
  };

  PublishStreamCall(RawService* service, int method, PublishShared* shared, IoThread* io);

  // Drainable: ends when everything that was read has its answer.
  void Drain() override { WriteReady(); }
  // TurnTaker: reads a message.
  void TakeTurn() override;

  void OnRead(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnOver(bool ok);

  void ReadMore();
  // Turns the message that was read into a proposal; what is refused has its result at once.
  void Take();
  void OnOutcome(std::uint64_t slot, const ProposalOutcome& outcome);
  // Counts the slot's bytes anew after its results have changed.
  void Weigh(Slot* slot);
  v1::PublishStreamResponse NextAnswer();
  void WriteReady();
  void FinishWhenDone();
  void DeleteIfOver();

  RawService* const service_;
  const int method_;
  PublishShared* const shared_;
  IoThread* const io_;

  grpc::ServerContext context_;
  StreamReaderWriter stream_;
  MemberTag<PublishStreamCall> read_tag_{this, &PublishStreamCall::OnRead};
  MemberTag<PublishStreamCall> write_tag_{this, &PublishStreamCall::OnWritten};
  MemberTag<PublishStreamCall> finish_tag_{this, &PublishStreamCall::OnFinished};
  MemberTag<PublishStreamCall> over_tag_{this, &PublishStreamCall::OnOver};

  std::optional<OpenCall> open_;
  grpc::ByteBuffer incoming_;
  std::deque<Slot> slots_;
  std::uint64_t first_slot_ = 0;  // number of slots_.front()
  std::size_t ahead_bytes_ = 0;
  std::size_t undecided_ = 0;  // proposals whose outcome is not here yet
  absl::Status failure_;       // why the stream ends before the publisher wants it to
  bool waiting_ = false;       // for a turn to read
  bool reading_ = false;
  bool writing_ = false;
  bool no_more_ = false;    // the publisher is done, or we refuse to read on
  bool finishing_ = false;  // Finish is under way
  bool finished_ = false;   // Finish was called
  bool over_ = false;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_PUBLISH_STREAM_CALL_H_
