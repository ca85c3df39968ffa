#include "service/rpc/publish_stream_call.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/rpc/grpc_status.h"
#include "service/rpc/on_arena.h"
#include "service/rpc/publish.h"
#include "service/rpc/unary_call.h"

namespace newswire {
namespace {

constexpr int kItemsMax = 1000;
// Results in one answer: about 300 bytes each of what was accepted, up to 33 KiB of what was not.
constexpr int kResultsMax = 1000;
constexpr std::size_t kAnswerBytesMax = 1 << 20;
// What a result will take that is not known yet: its strings are the name, an etag and a position.
constexpr std::size_t kResultBytes = 512;

// In memory. Most of a result is its strings, which take about twice their bytes.
std::size_t BytesOf(const v1::PublishResult& result) {
  if (result.outcome() == v1::PUBLISH_OUTCOME_UNSPECIFIED) return kResultBytes;
  return sizeof(result) + 2 * result.ByteSizeLong();
}

}  // namespace

void PublishStreamCall::Wait(RawService* service, int method, PublishShared* shared, IoThread* io) {
  new PublishStreamCall(service, method, shared, io);
}

PublishStreamCall::PublishStreamCall(RawService* service, int method, PublishShared* shared,
                                     IoThread* io)
    : service_(service), method_(method), shared_(shared), io_(io), stream_(&context_) {
  context_.AsyncNotifyWhenDone(&over_tag_);
  service_->RequestBidiStream(method_, &context_, &stream_, io_, this);
}

void PublishStreamCall::Proceed(bool ok) {
  if (!ok) {
    delete this;  // the server is shutting down and the call never began: no more tags come
    return;
  }
  open_.emplace(io_);
  Wait(service_, method_, shared_, io_);
  io_->Register(this);
  ReadMore();
}

void PublishStreamCall::ReadMore() {
  const bool room = slots_.size() < kAheadMax && ahead_bytes_ < kAheadBytesMax;
  if (waiting_ || reading_ || no_more_ || over_ || finished_ || !room) return;
  waiting_ = true;
  io_->AwaitTurn(this);
}

void PublishStreamCall::TakeTurn() {
  waiting_ = false;
  if (no_more_ || finished_) return;
  reading_ = true;
  stream_.Read(&incoming_, &read_tag_);
}

void PublishStreamCall::OnRead(bool ok) {
  reading_ = false;
  if (over_) return DeleteIfOver();
  if (ok) {
    Take();
  } else {
    no_more_ = true;
  }
  WriteReady();
  ReadMore();
}

void PublishStreamCall::Take() {
  grpc::ByteBuffer message;
  message.Swap(&incoming_);
  const OnArena<v1::PublishStreamRequest> request;
  failure_ = ParseMessage(message, request.get());
  if (failure_.ok() && (request->items_size() == 0 || request->items_size() > kItemsMax)) {
    Violations violations;
    violations.Add(
        "items", request->items_size() == 0 ? "FIELD_REQUIRED" : "TOO_MANY",
        absl::StrCat("must hold 1 to ", kItemsMax, " items, has ", request->items_size()));
    failure_ = violations.ToStatus();
  }
  if (!failure_.ok()) {
    no_more_ = true;
    return;
  }
  const absl::Time now = shared_->data->clock->Now();
  auto proposal = std::make_shared<WriteProposal>();
  proposal->proposed_at = now;
  Slot slot;
  slot.message_bytes = message.Length();
  Refusals refusals(request->items_size());
  for (int i = 0; i < request->items_size(); ++i) {
    const std::string name = NameOf(request->items(i));
    Violations violations;
    auto write =
        MakeWrite(request->mutable_items(i), now, absl::StrCat("items[", i, "]"), &violations);
    if (write) {
      proposal->writes.push_back(*std::move(write));
      slot.results.emplace_back().set_name(name);  // the rest comes with the outcome
    } else {
      slot.results.push_back(refusals.Refuse(i, name, violations));
    }
  }
  const std::uint64_t number = first_slot_ + slots_.size();
  slot.ready = proposal->writes.empty();
  Weigh(&slot);
  slots_.push_back(std::move(slot));
  if (slots_.back().ready) return;
  proposal->done = [this, number](ProposalOutcome outcome) {
    io_->Post([this, number, outcome = std::move(outcome)] { OnOutcome(number, outcome); });
  };
  ++undecided_;
  if (const absl::Status status = shared_->gate->Propose(std::move(proposal)); !status.ok()) {
    OnOutcome(number, {status, {}});
  }
}

void PublishStreamCall::OnOutcome(std::uint64_t slot_number, const ProposalOutcome& outcome) {
  --undecided_;
  if (over_) return DeleteIfOver();
  Slot& slot = slots_[slot_number - first_slot_];
  std::size_t next = 0;
  for (v1::PublishResult& result : slot.results) {
    if (result.outcome() != v1::PUBLISH_OUTCOME_UNSPECIFIED) continue;
    if (!outcome.status.ok()) {
      result = Refused(result.name(), outcome.status);
    } else {
      result = ToResult(outcome.writes[next++]);
    }
  }
  slot.ready = true;
  Weigh(&slot);
  WriteReady();
  ReadMore();
}

void PublishStreamCall::Weigh(Slot* slot) {
  ahead_bytes_ -= slot->bytes;
  slot->bytes = slot->message_bytes;
  for (const v1::PublishResult& result : slot->results) slot->bytes += BytesOf(result);
  ahead_bytes_ += slot->bytes;
}

// What is decided, in order, as far as it fits into one message.
v1::PublishStreamResponse PublishStreamCall::NextAnswer() {
  v1::PublishStreamResponse response;
  std::size_t bytes = 0;
  while (!slots_.empty() && slots_.front().ready) {
    Slot& slot = slots_.front();
    while (slot.results_sent < slot.results.size()) {
      if (response.results_size() >= kResultsMax || bytes >= kAnswerBytesMax) return response;
      v1::PublishResult& result = slot.results[slot.results_sent++];
      bytes += result.ByteSizeLong();
      response.add_results()->Swap(&result);
    }
    ahead_bytes_ -= slot.bytes;
    slots_.pop_front();
    ++first_slot_;
  }
  return response;
}

// While a write is under way the next one grows.
void PublishStreamCall::WriteReady() {
  if (writing_ || over_ || finished_) return;
  const v1::PublishStreamResponse response = NextAnswer();
  if (response.results_size() == 0) return FinishWhenDone();
  writing_ = true;
  stream_.Write(SerializeMessage(response), grpc::WriteOptions().set_no_compression(), &write_tag_);
}

void PublishStreamCall::OnWritten(bool ok) {
  writing_ = false;
  if (over_) return DeleteIfOver();
  if (!ok) return;  // the call is broken; OnOver follows
  WriteReady();
  ReadMore();
}

void PublishStreamCall::FinishWhenDone() {
  const std::string closed = shared_->gate->reason();
  if (!closed.empty()) no_more_ = true;
  // A read may still wait for a publisher that is told to go elsewhere: Finish ends it.
  if (!no_more_ || writing_ || finishing_ || finished_ || !slots_.empty()) return;
  finishing_ = true;
  finished_ = true;
  if (failure_.ok() && !closed.empty()) {
    failure_ = WithRetry(MakeError(absl::StatusCode::kUnavailable, closed,
                                   "the server is stopping; every item read has its answer"),
                         absl::Seconds(1));
  }
  stream_.Finish(ToGrpcStatus(failure_), &finish_tag_);
}

void PublishStreamCall::OnFinished(bool ok) {
  finishing_ = false;
  DeleteIfOver();
}

void PublishStreamCall::OnOver(bool ok) {
  over_ = true;
  if (waiting_) io_->GiveUpTurn(this);
  DeleteIfOver();
}

void PublishStreamCall::DeleteIfOver() {
  if (!over_ || reading_ || writing_ || finishing_ || undecided_ != 0) return;
  io_->Unregister(this);
  delete this;
}

}  // namespace newswire
